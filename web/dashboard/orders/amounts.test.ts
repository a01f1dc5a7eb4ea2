import { expect, test, vi } from 'vitest';
import { compare, isSome, sumUpTo, without } from './amounts';

vi.hoisted(() => vi.stubGlobal('navigator', { languages: ['en-IE'] })); // Node 20 has none

const of = (amount: string, currency = 'EUR') => ({ amount, currency });

test.each([
  ['nothing', of('10.00'), [], '0.00'],
  [
    'two prices',
    of('100.00'),
    [
      { price: of('4.50'), times: 3 },
      { price: of('7.50'), times: 1 },
    ],
    '21.00',
  ],
  ['more than the limit', of('20.00'), [{ price: of('4.50'), times: 5 }], '20.00'],
  ['yen', of('5000', 'JPY'), [{ price: of('795', 'JPY'), times: 2 }], '1590'],
  ['dinars', of('9.999', 'KWD'), [{ price: of('0.005', 'KWD'), times: 3 }], '0.015'],
])('the sum of %s', (_, limit, parts, want) => {
  expect(sumUpTo(limit, parts).amount).toBe(want);
});

test.each([
  ['9.99', '10.00', -1],
  ['10', '10.00', 0],
  ['10.01', '10.00', 1],
  ['100000000000000.01', '100000000000000.00', 1],
])('%s compared with %s', (a, b, want) => {
  expect(compare(of(a), of(b))).toBe(want);
});

test('what is left of an amount is never less than nothing', () => {
  expect(without(of('24.50'), [of('4.50'), of('20.00')]).amount).toBe('0.00');
  expect(without(of('24.50'), [of('4.50')]).amount).toBe('20.00');
  expect(without(of('4.50'), [of('24.50')]).amount).toBe('0.00');
});

test('an amount of zeros is nothing', () => {
  expect([of('0'), of('0.00'), of('0.01')].map(isSome)).toEqual([false, false, true]);
});
