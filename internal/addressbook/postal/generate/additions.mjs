// What the sources lack or have wrong, each with its reason. Country codes are ISO 3166-1, region ids ISO 3166-2.

// Codes outside ISO 3166-1's list that are in daily use: the address data, CLDR and libphonenumber all know them. Ascension
// and Tristan da Cunha are reserved at the Universal Postal Union's request; Kosovo has a code for users.
export const notISO = new Set(['AC', 'TA', 'XK']);

// Names that CLDR spells for its own lists rather than for an envelope.
export const countryNames = {
  CD: 'Democratic Republic of the Congo',
  CG: 'Republic of the Congo',
  HK: 'Hong Kong',
  MM: 'Myanmar',
  MO: 'Macao',
  PS: 'Palestine',
};

// Where email for the country goes by way of another one, whose name is the last line (Universal Postal Union).
export const postalCountries = { AX: 'Finland' };

// A city that is the whole country: other spellings than the English name.
export const countryAliases = { HK: ['香港', 'Hongkong'], MO: ['Macau', '澳門', '澳门'] };

// Formats as [format, format in latin letters]. The source's have no place for the city in seven countries, where a
// city that a customer gave would be lost, and print Mozambique's city and province as one word.
export const formats = {
  AE: ['%N%n%O%n%A%n%C%n%S'],
  GI: ['%N%n%O%n%A%n%C%nGIBRALTAR%n%Z'],
  JP: ['〒%Z%n%S%C%n%A%n%O%n%N', '%N%n%O%n%A, %C, %S%n%Z'],
  KY: ['%N%n%O%n%A%n%C%n%S %Z'],
  MO: ['%C%n%A%n%O%n%N', '%N%n%O%n%A%n%C'],
  MZ: ['%N%n%O%n%A%n%Z %C %S'],
  NR: ['%N%n%O%n%A%n%C%n%S'],
  SG: ['%N%n%O%n%A%n%C%nSINGAPORE %Z'],
};

export const postcodes = {
  EG: '\\d{5}(?:\\d{2})?', // seven digits are in use beside five
  KZ: '\\d{6}|[A-Z]\\d{2}[A-Z]\\d[A-Z]\\d', // Kazpost's newer codes beside the older ones
  SH: '(?:ASCN|STHL|TDCU) 1ZZ', // Tristan da Cunha belongs to it where forms do not list TA
  SA: '\\d{5}(?:-\\d{4})?', // the national address adds four digits
};

export const postcodeExamples = {
  SA: ['11564', '12271-4567'],
  SE: ['114 55'], // PostNord writes the space
};

// Countries whose sources list regions under short codes that nobody writes on an envelope.
export const writtenOut = new Set(['ES']);

// Regions younger than the sources. Required where the country requires a region, so a buyer there could not order.
export const regions = {
  ID: [
    ['PS', 'Papua Selatan', 'South Papua'],
    ['PT', 'Papua Tengah', 'Central Papua'],
    ['PE', 'Papua Pegunungan', 'Highland Papua'],
    ['PD', 'Papua Barat Daya', 'Southwest Papua'],
  ],
};

// Other names that people write, by the region's id in the first source: renamed regions and usual short forms.
export const aliases = {
  CN: {
    15: ['Neimenggu', 'Nei Mongol', 'Inner Mongolia'], 45: ['Guangxi'], 54: ['Xizang', 'Tibet'], 64: ['Ningxia'],
    65: ['Xinjiang'], 92: ['Macao'],
  },
  CO: { DC: ['Bogotá D.C.', 'Distrito Capital'] },
  HK: { 'Hong Kong Island': ['Hong Kong', '香港'] }, // Hongkong Post's own word for the island's area
  IN: {
    DH: ['Dadra and Nagar Haveli', 'Daman and Diu'], DL: ['New Delhi', 'NCT of Delhi'], OR: ['Orissa'],
    PY: ['Pondicherry'], UT: ['Uttaranchal'],
  },
  KR: { 42: ['강원특별자치도', 'Gangwon State'], 45: ['전북특별자치도', 'Jeonbuk', 'Jeonbuk State'] },
  MX: { CMX: ['CDMX', 'D.F.', 'Distrito Federal', 'Mexico City'], MEX: ['Edo. Méx.', 'Edomex'] },
  RU: { MOS: ['Moscow Oblast', 'Moscow Region'], SPE: ['St. Petersburg', 'St Petersburg'] },
  US: { DC: ['Washington, D.C.'] },
  VE: { A: ['Distrito Capital', 'Caracas'], X: ['La Guaira'] },
};

// Towns that tell the region, where people leave the region out although the country wants it.
export const towns = { AE: { AZ: ['Al Ain', 'العين'] } };

// Countries whose region ids were handed round anew, so that the same id is another region in each source.
export const renumbered = new Set(['IR']);

// A city there that is named like a region is often in another one (Washington, DC).
export const citiesMislead = new Set(['US']);
