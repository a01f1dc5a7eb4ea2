import { expect, test, vi } from 'vitest';
import { moneyOf } from './format';

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
