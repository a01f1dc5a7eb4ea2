import { screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { Route, Routes } from 'react-router';
import { expect, test } from 'vitest';
import type { OrderRecordFragment, Scope } from '../operations/generated';
import { address, order, price } from '../testing/order';
import { renderPart } from '../testing/render';
import { t } from '../texts';
import OrderPage from './OrderPage';

const a = t.privacy.anonymize;
const empty = { ...address, firstName: '', lastName: '', line1: '', city: '', postcode: 'D02', formatted: ['Ireland'] };
const anonymous = order({
  anonymizedAt: '2026-11-29T10:00:00Z',
  contact: { name: '', email: '', phone: null },
  shippingAddress: empty,
  billingAddress: empty,
  steps: { ...order().steps, anonymize: false } as OrderRecordFragment['steps'],
});
const all: readonly Scope[] = ['ORDERS_READ', 'ORDERS_WRITE', 'CUSTOMERS_READ', 'PRIVACY_WRITE'];

function page(of: OrderRecordFragment, scopes = all) {
  const none = {
    nodes: [],
    pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
  };
  let current = of;
  const read = () => ({ order: { __typename: 'Order', ...current } });
  const anonymize = () => {
    current = anonymous;
    return { anonymizeOrders: { anonymized: 1, userErrors: [] } };
  };
  const part = renderPart(
    <Routes>
      <Route path="orders/:id" element={<OrderPage />} />
    </Routes>,
    {
      path: '/orders/order_1',
      scopes,
      answers: {
        OrderPage: read,
        OrderEvents: { order: { __typename: 'Order', id: 'order_1', events: none } },
        AnonymizeOrders: anonymize,
      },
    },
  );
  return { ...part, user: userEvent.setup({ delay: null }) };
}

test('the personal data of a closed order is removed, after saying what goes and what stays', async () => {
  const { user, sent } = page(order());
  await user.click(await screen.findByRole('button', { name: t.customer.more }));
  await user.click(await screen.findByRole('menuitem', { name: a.action }));
  const dialog = within(await screen.findByRole('dialog', { name: a.title('1001') }));
  expect(dialog.getByText(a.stays)).toBeTruthy();
  await user.click(dialog.getByRole('button', { name: a.confirm }));
  expect(await screen.findByText(a.text)).toBeTruthy();
  expect(sent.find(({ name }) => name === 'AnonymizeOrders')?.variables).toEqual({ ids: ['order_1'] });
});

test('an anonymous order says so, where its person was', async () => {
  page(anonymous);
  expect(await screen.findByText(a.text)).toBeTruthy();
  expect(within(screen.getByRole('region', { name: t.order.contact })).getByText(a.name)).toBeTruthy();
  for (const name of [t.order.shippingAddress, t.order.billingAddress]) {
    const section = within(screen.getByRole('region', { name }));
    expect(section.getByText(a.address)).toBeTruthy();
    expect(section.getByText('Ireland')).toBeTruthy();
  }
  for (const name of [t.order.correctContact.action, t.order.owner.attach, t.order.correct, t.customer.more])
    expect(screen.queryByRole('button', { name }), name).toBeNull();
});

test.each<[string, OrderRecordFragment, readonly Scope[], readonly string[]]>([
  ['a closed order of a guest', order(), all, [a.action, t.privacy.erase.guestAction]],
  ['a member who may not erase', order(), all.slice(0, 3), [a.action]],
  ['a member who may not write orders', order(), ['ORDERS_READ', 'PRIVACY_WRITE'], [t.privacy.erase.guestAction]],
  ['an open order of a guest', order({ status: 'OPEN', steps: anonymous.steps }), all, [t.privacy.erase.guestAction]],
  [
    'a closed order of a customer',
    order({ customer: { id: 'customer_1', name: 'Gus', email: 'gus@example.com', ordersCount: 1, spent: [price] } }),
    all,
    [a.action],
  ],
])('what can be removed: %s', async (_, of, scopes, want) => {
  const { user } = page(of, scopes);
  await user.click(await screen.findByRole('button', { name: t.customer.more }));
  await screen.findByRole('menu');
  expect(screen.getAllByRole('menuitem').map(({ textContent }) => textContent)).toEqual(want);
});
