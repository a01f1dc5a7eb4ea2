import { expect, test, vi } from 'vitest';
import { emptyOrder, totalOf } from './order';

vi.hoisted(() => vi.stubGlobal('navigator', { languages: ['en-IE'] })); // Node 20 has none

test.each([
  ['EUR', '7.95', '2', '4.9', '20.80'],
  ['JPY', '795', '2', '490', '2080'],
  ['EUR', '7,95', '2', '4,9', '20.80'],
  ['HUF', '7.95', '2', '4.90', '20.80'], // browsers count no decimals
  ['IQD', '0.005', '3', '', '0.015'],
])('the total in %s of %s times %s and %s', (currency, unitPrice, quantity, shippingPrice, want) => {
  const order = { ...emptyOrder('', currency, { order: [], address: [] }), guest: true, shippingPrice };
  order.items = order.items.map((item) => ({ ...item, unitPrice, quantity }));
  expect(totalOf(order)).toBe(want);
});
