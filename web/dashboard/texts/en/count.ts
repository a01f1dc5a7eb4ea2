const plural = new Intl.PluralRules('en');

/** "1 order", "2 orders". */
export function count(n: number, one: string, other: string): string {
  return `${n.toLocaleString('en')} ${plural.select(n) === 'one' ? one : other}`;
}
