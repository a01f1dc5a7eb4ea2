// Corrections of the sources, with their reasons. Country codes are ISO 3166-1, region ids ISO 3166-2.

// Codes in common use that are not in ISO 3166-1. The address data, CLDR and libphonenumber contain them. Ascension and
// Tristan da Cunha are reserved for the Universal Postal Union; Kosovo uses a user-assigned code.
export const notISO = new Set(['AC', 'TA', 'XK']);

// Names that CLDR spells in a form unsuitable for an envelope.
export const countryNames = {
  CD: 'Democratic Republic of the Congo',
  CG: 'Republic of the Congo',
  HK: 'Hong Kong',
  MM: 'Myanmar',
  MO: 'Macao',
  PS: 'Palestine',
};

// Territories whose post is sent via another country, which is the last line of the address (Universal Postal Union).
export const postalCountries = { AX: 'Finland' };

// City states: other spellings of the country's name.
export const countryAliases = { HK: ['香港', 'Hongkong'], MO: ['Macau', '澳門', '澳门'] };

// Formats as [format, format in Latin script]. The formats of seven countries in the source omit the city, and
// Mozambique's joins city and province into one word.
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
  EG: '\\d{5}(?:\\d{2})?', // five or seven digits
  KZ: '\\d{6}|[A-Z]\\d{2}[A-Z]\\d[A-Z]\\d', // old and new codes of Kazpost
  SH: '(?:ASCN|STHL|TDCU) 1ZZ', // includes Tristan da Cunha, for forms without TA
  SA: '\\d{5}(?:-\\d{4})?', // the national address has four more digits
};

export const postcodeExamples = {
  SA: ['11564', '12271-4567'],
  SE: ['114 55'], // PostNord writes the space
};

// Countries in which envelopes show the names of regions, although the sources have short codes.
export const writtenOut = new Set(['ES']);

// Regions that are newer than the sources. Without them, customers in a country that requires a region could not order.
export const regions = {
  ID: [
    ['PS', 'Papua Selatan', 'South Papua'],
    ['PT', 'Papua Tengah', 'Central Papua'],
    ['PE', 'Papua Pegunungan', 'Highland Papua'],
    ['PD', 'Papua Barat Daya', 'Southwest Papua'],
  ],
};

// Other common names, by the region's id in the first source: renamed regions and short forms.
export const aliases = {
  CN: {
    15: ['Neimenggu', 'Nei Mongol', 'Inner Mongolia'], 45: ['Guangxi'], 54: ['Xizang', 'Tibet'], 64: ['Ningxia'],
    65: ['Xinjiang'], 92: ['Macao'],
  },
  CO: { DC: ['Bogotá D.C.', 'Distrito Capital'] },
  HK: { 'Hong Kong Island': ['Hong Kong', '香港'] }, // used by Hongkong Post for the area of the island
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

// Towns that determine the region, in countries that require a region that customers often omit.
export const towns = { AE: { AZ: ['Al Ain', 'العين'] } };

// Countries in which ids were reassigned, so that the same id means different regions in the sources.
export const renumbered = new Set(['IR']);

// Countries in which a city with the name of a region is often in another region (Washington, DC).
export const citiesMislead = new Set(['US']);
