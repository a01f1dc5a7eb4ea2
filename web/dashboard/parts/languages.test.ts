import { expect, test, vi } from 'vitest';
import { languageOf, languages, typedTag } from './languages';

vi.hoisted(() => vi.stubGlobal('navigator', { languages: ['en-IE'] })); // Node 20 has none

test.each([
  ['de', 'German'],
  ['de-at', 'German (Austria)'],
  ['zh-Hant', 'Chinese (Traditional)'],
  ['xx-wrong-', 'xx-wrong-'],
  ['', ''],
])('the name of %j', (tag, name) => {
  expect(languageOf(tag)).toBe(name);
});

test.each([
  ['de-LU', 'de-LU'],
  ['DE_lu', 'de-LU'],
  ['sr-cyrl-ba', 'sr-Cyrl-BA'],
  ['german', undefined],
  ['de', undefined],
  ['de-', undefined],
  ['xx-YY', undefined],
])('what somebody typed, %j, is the language %j', (text, tag) => {
  expect(typedTag(text)).toBe(tag);
});

test('every language to choose has one name, in their order', () => {
  expect(languages.length).toBeGreaterThan(150);
  expect(new Set(languages).size).toBe(languages.length);
  const names = languages.map(languageOf);
  expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b)));
  for (const tag of ['en', 'de', 'fr', 'es', 'ja', 'ar', 'pt-BR']) expect(languages).toContain(tag);
});
