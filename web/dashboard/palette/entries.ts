import type { TablerIcon } from '../parts/icons';

/** Something that the palette leads to or does. */
export type Entry = {
  /** Unique among all entries. */
  key: string;
  label: string;
  /** What tells it from others of the same name, such as an email address. */
  detail?: string;
  icon: TablerIcon;
  /** Other words that people look for it by. */
  words?: string;
} & ({ to: string; act?: undefined } | { to?: undefined; act: () => void });

export type Group = { title: string; entries: readonly Entry[] };

/** The text without case and accents. */
const fold = (text: string) => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();

/** The entries of which every word that was typed begins a word, those first whose label begins with the text. */
export function matching(entries: readonly Entry[], typed: string): Entry[] {
  const text = fold(typed.trim());
  if (text === '') return [...entries];
  const wanted = text.split(/\s+/);
  const found = entries.filter(({ label, words = '' }) => {
    const all = fold(`${label} ${words}`).split(/[^\p{L}\p{N}]+/u);
    return wanted.every((one) => all.some((word) => word.startsWith(one)));
  });
  const begins = ({ label }: Entry) => (fold(label).startsWith(text) ? 0 : 1);
  return found.sort((a, b) => begins(a) - begins(b));
}
