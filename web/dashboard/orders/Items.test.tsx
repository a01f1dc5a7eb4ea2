import { screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { OrderRecordFragment } from '../operations/generated';
import { openOrder, shipment, tea } from '../testing/order';
import { renderPart, type Answer } from '../testing/render';
import { t } from '../texts';
import { Items } from './Items';

const s = t.record.ship;
const emails = {
  shop: { __typename: 'Shop', name: 'Tea', locale: 'en', orderEmails: ['SHIPPED'], mailServer: true, version: 1 },
};

/** The payload of createShipment with an order. */
const answer = (order: OrderRecordFragment | null, ...userErrors: object[]) => ({
  createShipment: { __typename: 'CreateShipmentPayload', order, userErrors },
});

async function render(order: OrderRecordFragment, answers: Record<string, Answer> = {}) {
  const reload = vi.fn();
  const part = renderPart(<Items order={order} reload={reload} />, {
    scopes: ['ORDERS_READ', 'ORDERS_WRITE'],
    answers: { OrderEmails: emails, ...answers },
  });
  const user = userEvent.setup({ delay: null });
  await screen.findByRole('region', { name: t.order.items });
  const open = async () => {
    await user.click(screen.getByRole('button', { name: s.action }));
    return within(await screen.findByRole('dialog', { name: s.title('1001') }));
  };
  return { ...part, user, open, reload };
}

test('items are shipped: what is left is filled in, and a tracking link follows from the carrier', async () => {
  const order = openOrder({ items: [tea({ shippedQuantity: 1 })] });
  const done = { ...order, version: 5, shipments: [shipment()] };
  const { user, open, sent } = await render(order, {
    CreateShipment: answer(done),
    CancelShipment: { cancelShipment: { __typename: 'P', order, userErrors: [] } },
  });
  const form = await open();
  const quantity = form.getByLabelText(t.record.quantityOf('Green tea'));
  expect((quantity as HTMLInputElement).value).toBe('2');
  expect(await form.findByText(new RegExp(t.record.emails.sent('gus@example.com')))).toBeTruthy();
  await user.type(form.getByRole('combobox', { name: s.carrier }), 'UPS');
  await user.type(form.getByLabelText(s.number), '1Z999AA10123456784');
  expect(form.getByDisplayValue('https://www.ups.com/track?tracknum=1Z999AA10123456784')).toBeTruthy();
  await user.click(form.getByRole('button', { name: s.submit }));
  await screen.findByText(s.done(2));
  expect(sent.find(({ name }) => name === 'CreateShipment')?.variables).toEqual({
    input: {
      orderId: 'order_1',
      items: [{ itemId: 'item_tea', quantity: 2 }],
      carrier: 'UPS',
      trackingNumber: '1Z999AA10123456784',
      trackingUrl: 'https://www.ups.com/track?tracknum=1Z999AA10123456784',
      expectedVersion: 4,
    },
  });
  await user.click(screen.getByRole('button', { name: t.common.undo }));
  await screen.findByText(s.cancelled);
  expect(sent.find(({ name }) => name === 'CancelShipment')?.variables).toEqual({ id: 'shipment_1' });
});

test.each([
  ['4', t.record.wrongQuantity(3)],
  ['-1', t.record.wrongQuantity(3)],
  ['1.5', t.record.wrongQuantity(3)],
  ['0', s.nothing],
])('a shipment of %s is refused before it is sent', async (typed, message) => {
  const { user, open, sent } = await render(openOrder({ items: [tea()] }));
  const form = await open();
  const quantity = form.getByLabelText(t.record.quantityOf('Green tea'));
  await user.clear(quantity);
  await user.type(quantity, typed);
  await user.click(form.getByRole('button', { name: s.submit }));
  expect(await form.findByText(message)).toBeTruthy();
  expect(sent.some(({ name }) => name === 'CreateShipment')).toBe(false);
});

test('if somebody else shipped meanwhile, the form says so, keeps what was typed and shows what is left', async () => {
  const order = openOrder({ items: [tea()] });
  const theirs = { ...order, version: 5, items: [tea({ shippedQuantity: 1 })] };
  const conflict = { code: 'CONFLICT', field: ['input', 'expectedVersion'], message: 'The order has changed' };
  const turns = [answer(theirs, conflict), answer({ ...theirs, version: 6 })];
  const next = () => turns.shift() ?? {};
  const { user, open, sent, reload } = await render(order, { CreateShipment: next });
  const form = await open();
  const quantity = form.getByLabelText(t.record.quantityOf('Green tea')) as HTMLInputElement;
  await user.clear(quantity);
  await user.type(quantity, '2');
  await user.type(form.getByLabelText(s.number), 'RR123456785IE');
  await user.click(form.getByRole('button', { name: s.submit }));
  expect(await form.findByText(t.record.outdatedText)).toBeTruthy();
  expect(reload).toHaveBeenCalled();
  expect(quantity.value).toBe('2');
  expect(form.getByDisplayValue('RR123456785IE')).toBeTruthy();
  expect(form.getByText(t.record.of(2))).toBeTruthy();
  await user.click(form.getByRole('button', { name: s.submit }));
  await screen.findByText(s.done(2));
  const versions = sent.filter(({ name }) => name === 'CreateShipment').map(({ variables }) => variables);
  expect(versions.map(({ input }) => (input as { expectedVersion: number }).expectedVersion)).toEqual([4, 5]);
});

test('an error of the API is at the quantity of its line item', async () => {
  const fault = { code: 'INVALID', field: ['input', 'items', '0', 'quantity'], message: 'At most 1 are left' };
  const { user, open } = await render(openOrder(), { CreateShipment: answer(null, fault) });
  const form = await open();
  await user.clear(form.getByLabelText(t.record.quantityOf('Green tea')));
  await user.click(form.getByRole('button', { name: s.submit }));
  await form.findByText('At most 1 are left');
  expect(form.getByLabelText(t.record.quantityOf('Honey')).getAttribute('aria-invalid')).toBe('true');
});

test('a form with something typed asks before it is closed', async () => {
  const { user, open } = await render(openOrder());
  const form = await open();
  await user.type(form.getByLabelText(s.number), 'RR1');
  await user.click(form.getByRole('button', { name: t.common.cancel }));
  form.getByText(t.record.discard);
  await user.click(form.getByRole('button', { name: t.guard.stay }));
  expect(form.getByDisplayValue('RR1')).toBeTruthy();
  await user.click(form.getByRole('button', { name: t.common.cancel }));
  await user.click(form.getByRole('button', { name: t.common.discard }));
  expect(screen.queryByRole('dialog')).toBeNull();
});

test.each<[string, Partial<OrderRecordFragment>]>([
  ['everything was shipped', { items: [tea({ shippedQuantity: 3 })] }],
  ['the rest is cancelled', { items: [tea({ shippedQuantity: 2, cancelledQuantity: 1 })] }],
  ['the order is closed', { status: 'COMPLETED', steps: null }],
])('nothing can be shipped if %s', async (_, change) => {
  await render(openOrder(change));
  expect(screen.queryByRole('button', { name: s.action })).toBeNull();
});

test('a line item tells what was shipped, refunded and is left', async () => {
  const item = tea({ quantity: 6, shippedQuantity: 2, cancelledQuantity: 1, refundedQuantity: 3 });
  await render(openOrder({ fulfillmentStatus: 'PARTIALLY_FULFILLED', items: [item] }));
  const r = t.record;
  for (const words of [r.shippedOf(2), r.toShip(3), r.refundedOf(3), r.notShipping(1)]) screen.getByText(words);
});

test('an order of which only the status is known says so', async () => {
  await render(openOrder({ fulfillmentStatus: 'PARTIALLY_FULFILLED' }));
  screen.getByText(t.record.partlyShipped);
});
