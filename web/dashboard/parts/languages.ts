import { locales } from '../texts';

const names = new Intl.DisplayNames(locales, { type: 'language', fallback: 'none', languageDisplay: 'standard' });

/** Languages with a region or a script that emails commonly differ in. */
const variants = 'ar-EG ar-SA de-AT de-CH en-GB en-IE en-US es-MX fr-BE fr-CA fr-CH it-CH nl-BE pt-BR pt-PT sr-Latn'
  .concat(' zh-Hans zh-Hant')
  .split(' ');

/** The name of a language, such as "German (Austria)" for `de-AT`, or the tag itself if it has none. */
export function languageOf(tag: string): string {
  return (canonical(tag) && names.of(tag)) || tag;
}

/** A BCP 47 tag in its usual form, such as `de-AT` for `de-at`; undefined if the text is not a tag. */
export function canonical(text: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(text.trim())[0];
  } catch {
    return undefined;
  }
}

/** The tag that somebody typed, if it is one of a language that has a name. */
export function typedTag(text: string): string | undefined {
  const tag = /^[a-z]{2,3}([-_][a-z0-9]{2,8})+$/i.test(text.trim()) ? canonical(text.replaceAll('_', '-')) : undefined;
  return tag !== undefined && names.of(tag) !== undefined ? tag : undefined;
}

const letters = [...'abcdefghijklmnopqrstuvwxyz'];
const twoLetters = letters
  .flatMap((first) => letters.map((second) => first + second))
  .filter((code) => canonical(code) === code && names.of(code) !== undefined);

/** The languages with a code of two letters and the usual variants, by name. */
export const languages: readonly string[] = [...twoLetters, ...variants].sort((a, b) =>
  languageOf(a).localeCompare(languageOf(b)),
);
