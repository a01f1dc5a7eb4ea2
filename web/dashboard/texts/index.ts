import { en } from './en/index';

/** Every text that people read. A catalogue for another language has the same shape and is added to `catalogues`. */
export type Texts = typeof en;

const catalogues: Record<string, Texts> = { en };

/** The reader's locales, for dates, numbers and names of countries; the first also picks the catalogue. */
export const locales: readonly string[] = navigator.languages.length > 0 ? navigator.languages : ['en'];

const language = locales.map((locale) => locale.split('-')[0] ?? '').find((name) => name in catalogues) ?? 'en';

export const t: Texts = catalogues[language] ?? en;
