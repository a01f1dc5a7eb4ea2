import { locales, t } from '../texts';
import { decimalsOf } from './format';

/** An amount as the API takes it, such as `1234.50`, or what is wrong with the text. */
export type Amount = { amount: string; fault?: undefined } | { amount?: undefined; fault: string };

/**
 * Reads an amount that a person typed: `24,50`, `24.50`, `1.234,50`, `1,234.50`, `1 234,50`, with or without the
 * currency, in the digits of any script. If a text has two meanings and the reader's locale does not settle it, it is
 * refused instead of guessed, because the meanings differ by a factor of 1000.
 */
export function readAmount(text: string, currency: string, locale: readonly string[] = locales): Amount {
  const digits = plain(text, currency);
  if (digits === '') return { fault: t.common.required };
  const decimals = decimalsOf(currency);
  const decimal = decimalSign(locale);
  const { dots, commas } = { dots: count(digits, '.'), commas: count(digits, ',') };
  let sign = ''; // the decimal separator of this text
  if (dots > 0 && commas > 0) {
    sign = digits.lastIndexOf('.') > digits.lastIndexOf(',') ? '.' : ',';
    if (count(digits, sign) > 1) return { fault: t.money.invalid };
  } else if (dots + commas === 1) {
    const [separator, after] = dots === 1 ? ['.', digits.split('.')[1]] : [',', digits.split(',')[1]];
    const groups = /^[1-9]\d{0,2}[.,]\d{3}$/.test(digits);
    if (groups && separator !== decimal) {
      if ((after ?? '').length <= decimals) return { fault: t.money.ambiguous(example(digits, currency, locale)) };
    } else sign = separator ?? '';
  }
  const [whole = '', part = ''] = sign === '' ? [digits] : digits.split(sign);
  if (!/^(\d+|[1-9]\d{0,2}([.,']\d{2,3})*[.,']\d{3})$/.test(whole) || (sign !== '' && !/^\d+$/.test(part)))
    return { fault: t.money.invalid };
  const cents = part.replace(/0+$/, '');
  if (cents.length > decimals) return { fault: t.money.decimals(currency, decimals) };
  const units = whole.replaceAll(/[.,']/g, '').replace(/^0+(?=\d)/, '');
  return { amount: decimals === 0 ? units : `${units}.${cents.padEnd(decimals, '0')}` };
}

/** An amount of the API as it is typed in the reader's locale, without groups: `1234,50`. */
export function typedAmount(amount: string, locale: readonly string[] = locales): string {
  return amount.replace('.', decimalSign(locale));
}

/** The decimal separator of a locale, a dot or a comma: the Arabic one is read as a comma. */
function decimalSign(locale: readonly string[]): '.' | ',' {
  const parts = new Intl.NumberFormat([...locale]).formatToParts(1.5);
  return parts.find(({ type }) => type === 'decimal')?.value === '.' ? '.' : ',';
}

/** The text in ASCII digits, with dots, commas and apostrophes only: spaces and the currency go. */
function plain(text: string, currency: string): string {
  return [...text.trim().toUpperCase().replace(currency, '')]
    .map((character) => digitOf(character) ?? signs[character] ?? character)
    .join('')
    .replaceAll(/[\s\p{Sc}\u200e\u200f\u061c]/gu, '');
}

const signs: Readonly<Record<string, string>> = {
  '٫': ',',
  '٬': "'",
  '،': ',',
  '，': ',',
  '．': '.',
  '。': '.',
  '’': "'",
  '˙': "'",
};

/** The value of a decimal digit of any script. Unicode has them in runs of ten, each beginning with its zero. */
function digitOf(character: string): string | undefined {
  if (!/\p{Nd}/u.test(character)) return undefined;
  let value = 0;
  for (let point = (character.codePointAt(0) ?? 0) - 1; value < 10; point--, value++) {
    if (!/\p{Nd}/u.test(String.fromCodePoint(point))) return String(value);
  }
  return undefined;
}

const count = (text: string, sign: string) => text.split(sign).length - 1;

/** How to write the larger meaning of an ambiguous text, so that it is clear: `1234.000`. */
function example(digits: string, currency: string, locale: readonly string[]): string {
  const whole = digits.replaceAll(/[.,]/g, '');
  const decimals = decimalsOf(currency);
  return typedAmount(decimals === 0 ? whole : `${whole}.${'0'.repeat(decimals)}`, locale);
}
