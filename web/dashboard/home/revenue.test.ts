import { expect, test, vi } from 'vitest';
import { currenciesOf, daysOf, sumOf, todayIn, type DailyRevenue } from './revenue';

vi.hoisted(() => vi.stubGlobal('navigator', { languages: ['en-IE'] })); // Node 20 has none

const day = (date: string, orders: number, amount: string, currency = 'EUR') =>
  ({ date, orders, total: { amount, currency } }) as DailyRevenue;

test('each day of the period is there, also those without orders', () => {
  const revenue = [day('2026-02-27', 2, '24.50'), day('2026-02-28', 1, '99', 'JPY'), day('2026-03-01', 1, '1.05')];
  expect(daysOf(revenue, 'EUR', 4, '2026-03-02')).toEqual([
    { date: '2026-02-27', orders: 2, amount: '24.50' },
    { date: '2026-02-28', orders: 0, amount: '0.00' },
    { date: '2026-03-01', orders: 1, amount: '1.05' },
    { date: '2026-03-02', orders: 0, amount: '0.00' },
  ]);
});

test.each([
  ['EUR', ['0.10', '0.20', '90071992547409.93'], '90071992547410.23'],
  ['EUR', ['0'], '0.00'],
  ['JPY', ['1200', '34'], '1234'],
  ['KWD', ['1.005', '0'], '1.005'],
])('amounts in %s are added exactly', (currency, amounts, amount) => {
  const days = amounts.map((one) => ({ date: '2026-03-01', orders: 1, amount: one }));
  expect(sumOf(days, currency)).toEqual({ orders: amounts.length, amount });
});

test('the shop’s own currency comes first, then those with most orders', () => {
  const revenue = [day('2026-03-01', 5, '1', 'USD'), day('2026-03-01', 9, '1', 'GBP'), day('2026-03-01', 1, '1')];
  expect(currenciesOf(revenue, 'EUR')).toEqual(['EUR', 'GBP', 'USD']);
  expect(currenciesOf([], 'EUR')).toEqual([]);
});

test('the day is that of the time zone', () => {
  const now = new Date('2026-03-01T23:30:00Z');
  expect(todayIn('Europe/Dublin', now)).toBe('2026-03-01');
  expect(todayIn('Asia/Tokyo', now)).toBe('2026-03-02');
  expect(todayIn('America/Los_Angeles', now)).toBe('2026-03-01');
});
