import { screen, within } from '@testing-library/react';
import { Route, Routes } from 'react-router';
import { expect, test } from 'vitest';
import type { OrderRecordFragment } from '../../operations/generated';
import { openOrder, shipment, tea } from '../../testing/order';
import { renderPart } from '../../testing/render';
import { t } from '../../texts';
import PackingSlipPage, { parcelOf } from './PackingSlipPage';

const honey = tea({ id: 'item_honey', sku: 'HONEY', name: 'Honey', quantity: 1 });
const quantities = (order: OrderRecordFragment, of?: ReturnType<typeof shipment>) =>
  parcelOf(order, of).map(({ item, quantity }) => `${quantity} ${item.sku}`);

test.each<[string, Parameters<typeof tea>[0], string[]]>([
  ['all, while nothing is shipped', {}, ['3 TEA', '1 HONEY']],
  ['what is left', { shippedQuantity: 2 }, ['1 TEA', '1 HONEY']],
  ['not what will not be shipped', { shippedQuantity: 1, cancelledQuantity: 2 }, ['1 HONEY']],
])('a packing slip has %s', (_, change, want) => {
  expect(quantities(openOrder({ items: [tea(change), honey] }))).toEqual(want);
});

test('once everything is shipped, a packing slip has what was shipped', () => {
  const items = [tea({ shippedQuantity: 2, cancelledQuantity: 1 }), { ...honey, shippedQuantity: 1 }];
  expect(quantities(openOrder({ items }))).toEqual(['2 TEA', '1 HONEY']);
});

test('the packing slip of a shipment has only what is in it', () => {
  expect(quantities(openOrder({ items: [tea({ shippedQuantity: 2 }), honey] }), shipment())).toEqual(['2 TEA']);
});

function page(order: OrderRecordFragment, search = '') {
  renderPart(
    <Routes>
      <Route path="orders/:id/packing-slip" element={<PackingSlipPage />} />
    </Routes>,
    {
      path: `/orders/order_1/packing-slip${search}`,
      scopes: ['ORDERS_READ'],
      answers: { OrderPage: { order: { __typename: 'Order', ...order } } },
    },
  );
}

test('a packing slip has no prices, and says how much of an item is in the parcel', async () => {
  page(openOrder({ items: [tea({ shippedQuantity: 1 }), honey], note: 'Ring twice.' }));
  const sheet = within(await screen.findByRole('main'));
  sheet.getByText(t.record.print.ofQuantity(2, 3));
  sheet.getByText('Ring twice.');
  expect(screen.getByRole('main').textContent).not.toContain('€');
});

test('a link to a shipment that does not exist says so', async () => {
  page(openOrder(), '?shipment=shipment_x');
  await screen.findByText(t.record.print.noShipment);
});
