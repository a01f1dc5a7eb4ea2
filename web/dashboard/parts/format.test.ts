import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { decimalsOf, moneyOf } from './format';

vi.hoisted(() => vi.stubGlobal('navigator', { languages: ['en-IE'] })); // Node 20 has none

test.each([
  ['12.50', 'EUR'],
  ['1250', 'JPY'],
  ['12.345', 'KWD'],
  ['12.50', 'HUF'], // browsers write these without decimals
  ['12.345', 'IQD'],
  ['25.00', 'BGN'], // withdrawn
  ['25.50', 'SLL'],
  ['9999999999999.99', 'EUR'],
])('every digit of %s %s is shown', (amount, currency) => {
  const digits = (text: string) => text.replaceAll(/\D/g, '');
  expect(digits(moneyOf({ amount, currency }))).toBe(digits(amount));
});

test('currencies have as many decimals as stored amounts', () => {
  const go = readFileSync(new URL('../../../models/currency_test.go', import.meta.url), 'utf8');
  const lists = [...go.matchAll(/^\t(\d): `([A-Z\s]+)`/gm)];
  expect(lists.length).toBe(4);
  for (const [, decimals, codes] of lists) {
    for (const code of codes?.trim().split(/\s+/) ?? []) expect(decimalsOf(code), code).toBe(Number(decimals));
  }
});
