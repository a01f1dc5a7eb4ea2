import { expect, test, vi } from 'vitest';
import { readAmount, typedAmount } from './amount';

vi.hoisted(() => vi.stubGlobal('navigator', { languages: ['en-IE'] })); // Node 20 has none

const de = ['de-DE'];
const en = ['en-IE'];

test.each([
  ['24,50', 'EUR', de, '24.50'],
  ['24.50', 'EUR', de, '24.50'],
  ['24,50', 'EUR', en, '24.50'],
  ['24.5', 'EUR', en, '24.50'],
  ['24', 'EUR', de, '24.00'],
  ['0,5', 'EUR', de, '0.50'],
  ['007', 'EUR', de, '7.00'],
  ['1.234,50', 'EUR', de, '1234.50'],
  ['1,234.50', 'EUR', de, '1234.50'],
  ['1.234', 'EUR', de, '1234.00'],
  ['1,234', 'EUR', en, '1234.00'],
  ['1.234.567', 'EUR', en, '1234567.00'],
  ['1.234.567,8', 'EUR', de, '1234567.80'],
  ['1 234,50', 'EUR', ['fr-FR'], '1234.50'],
  ['1\u202f234,50\u00a0€', 'EUR', ['fr-FR'], '1234.50'],
  ["1'234.50", 'CHF', ['de-CH'], '1234.50'],
  ['1’234.50', 'CHF', ['de-CH'], '1234.50'],
  ['CHF 12.30', 'CHF', ['de-CH'], '12.30'],
  ['12,30 eur', 'EUR', de, '12.30'],
  ['£5', 'GBP', ['en-GB'], '5.00'],
  ['1,23,456.50', 'INR', ['en-IN'], '123456.50'],
  ['१२३.५०', 'INR', ['hi-IN'], '123.50'],
  ['١٢٣٫٥', 'SAR', ['ar-SA'], '123.50'],
  ['۱۲۳', 'IRR', ['fa-IR'], '123.00'],
  ['1,200', 'JPY', ['ja-JP'], '1200'],
  ['１２００', 'JPY', ['ja-JP'], '1200'],
  ['1200.00', 'JPY', en, '1200'],
  ['1.000', 'JPY', de, '1000'],
  ['1.234', 'KWD', en, '1.234'],
  ['1,234', 'KWD', de, '1.234'],
  ['1.5', 'KWD', de, '1.500'],
  ['12345678901234567890,12', 'EUR', de, '12345678901234567890.12'],
])('"%s" in %s for %s', (text, currency, locale, amount) => {
  expect(readAmount(text, currency, locale)).toEqual({ amount });
});

test.each([
  ['', 'EUR', de, 'Required'],
  ['  ', 'EUR', de, 'Required'],
  ['abc', 'EUR', de, 'amount'],
  ['-5', 'EUR', de, 'amount'],
  ['1e3', 'EUR', de, 'amount'],
  ['5,', 'EUR', de, 'amount'],
  [',50', 'EUR', de, 'amount'],
  ['1.2.3', 'EUR', de, 'amount'],
  ['1,2,3.4', 'EUR', en, 'amount'],
  ['1.234,50.6', 'EUR', de, 'amount'],
  ['24,505', 'EUR', de, '2 decimals'],
  ['1.234', 'EUR', en, '2 decimals'],
  ['1,234', 'EUR', de, '2 decimals'],
  ['12.5', 'JPY', en, 'whole'],
  ['1.234', 'KWD', de, '1234,000'],
  ['1,234', 'KWD', en, '1234.000'],
])('"%s" in %s for %s is refused', (text, currency, locale, fault) => {
  expect(readAmount(text, currency, locale).fault).toContain(fault);
});

test.each([
  'de-DE',
  'en-IE',
  'fr-FR',
  'es-ES',
  'ja-JP',
  'ar-EG',
  'fa-IR',
  'hi-IN',
  'de-CH',
  'pt-BR',
  'sv-SE',
  'pl-PL',
  'en-ZA',
])('an amount survives to be shown and typed again in %s', (locale) => {
  for (const [amount, currency] of [
    ['1234.50', 'EUR'],
    ['1234', 'JPY'],
    ['1.234', 'KWD'],
    ['0.05', 'USD'],
  ] as const) {
    expect(readAmount(typedAmount(amount, [locale]), currency, [locale])).toEqual({ amount });
    const written = new Intl.NumberFormat(locale, { minimumFractionDigits: amount.split('.')[1]?.length ?? 0 });
    const read = readAmount(written.format(amount as `${number}`), currency, [locale]);
    expect(read.amount ?? amount).toBe(amount); // never another amount
  }
});
