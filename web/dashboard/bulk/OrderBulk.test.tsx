import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { Scope } from '../operations/generated';
import OrdersPage from '../orders/OrdersPage';
import { setup } from '../testing/list';
import { renderPart, type Answer } from '../testing/render';
import { t } from '../texts';

const b = t.orderBulk;

function order(n: number, change: object = {}) {
  return {
    __typename: 'Order',
    id: `order_${n}`,
    number: `N${n}`,
    status: 'OPEN',
    paymentStatus: 'UNPAID',
    fulfillmentStatus: 'UNFULFILLED',
    placedAt: '2026-11-29T10:00:00Z',
    anonymizedAt: null,
    contact: { __typename: 'OrderContact', name: `Person ${n}`, email: 'p@example.com' },
    total: { __typename: 'Money', amount: '24.50', currency: 'EUR' },
    ...change,
  };
}

const some = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => order(from + i));
const pageInfo = { hasNextPage: false, hasPreviousPage: false, startCursor: 'a', endCursor: 'b' };

/** The list of orders of a shop. */
function list(
  nodes: readonly object[],
  answers: Record<string, Answer> = {},
  scopes: readonly Scope[] = ['ORDERS_WRITE'],
) {
  const part = renderPart(<OrdersPage />, {
    scopes: ['ORDERS_READ', ...scopes],
    path: '/orders',
    answers: {
      ...setup,
      Orders: { orders: { nodes, pageInfo } },
      OrderCount: { orders: { totalCount: 130, totalCountEstimated: false } },
      ...answers,
    },
  });
  const of = (operation: string) =>
    part.sent.filter(({ name }) => name === operation).map(({ variables }) => variables);
  return { ...part, of, user: userEvent.setup({ delay: null }) };
}

type User = ReturnType<typeof userEvent.setup>;

/** Answers each of the orders of a request: done, but for those with a message. */
const answering =
  (refused: Record<string, string> = {}) =>
  (variables: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(variables)
        .filter(([name]) => name !== 'reason')
        .map(([name, id]) => {
          const message = refused[String(id)];
          const fault = { __typename: 'UserError', code: 'STEP_NOT_ALLOWED', field: ['id'], message };
          return [
            `o${name.slice(1)}`,
            { __typename: 'UpdateOrderPayload', orderId: id, userErrors: message === undefined ? [] : [fault] },
          ];
        }),
    );

async function open(user: User, action: 'pay' | 'ship' | 'cancel' | 'anonymize', title: string) {
  const bar = within(screen.getByRole('region', { name: b.region }));
  const button = bar.queryByRole('button', { name: b[action].action });
  if (button === null) await user.click(bar.getByRole('button', { name: t.bulk.more }));
  await user.click(button ?? (await screen.findByRole('menuitem', { name: b[action].action })));
  return within(await screen.findByRole('dialog', { name: title }));
}

const selectPage = async (user: User) => user.click(await screen.findByRole('checkbox', { name: t.bulk.selectPage }));

test('orders are marked as paid, and those that are paid stay as they are', async () => {
  const { user, of } = list([order(1), order(2, { paymentStatus: 'PAID' }), order(3)], { ChangeOrders: answering() });
  await screen.findByText('N1');
  await selectPage(user);
  const dialog = await open(user, 'pay', b.pay.title(3));
  expect(dialog.getByText(b.pay.already(1))).toBeTruthy();
  const before = of('Orders').length;
  await user.click(dialog.getByRole('button', { name: b.pay.confirm(2) }));
  expect(await screen.findByText(b.pay.done(2))).toBeTruthy();
  expect(of('ChangeOrders')).toEqual([{ i0: 'order_1', i1: 'order_3' }]);
  await waitFor(() => expect(of('Orders').length, 'the list is read again').toBeGreaterThan(before));
  expect(screen.queryByRole('region', { name: b.region })).toBeNull();
});

test('orders that could not be changed are named with the reason', async () => {
  const { user } = list([order(1), order(2)], { ChangeOrders: answering({ order_2: 'The order is cancelled' }) });
  await screen.findByText('N1');
  await selectPage(user);
  const dialog = await open(user, 'ship', b.ship.title(2));
  await user.click(dialog.getByRole('button', { name: b.ship.confirm(2) }));
  const result = within(await screen.findByRole('dialog', { name: b.ship.done(1) }));
  const refused = within(result.getByRole('list', { name: b.refused(1) }));
  expect(refused.getByRole('link', { name: 'N2' }).getAttribute('href')).toBe('/orders/order_2');
  expect(refused.getByText('The order is cancelled')).toBeTruthy();
});

test('many orders are changed in several requests, with one reason', async () => {
  const { user, of } = list(some(1, 45), { ChangeOrders: answering() });
  await screen.findByText('N1');
  await selectPage(user);
  const dialog = await open(user, 'cancel', b.cancel.title(45));
  await user.type(dialog.getByLabelText(t.order.cancel.reason), 'Out of stock');
  await user.click(dialog.getByRole('button', { name: b.cancel.confirm(45) }));
  expect(await screen.findByText(b.cancel.done(45))).toBeTruthy();
  expect(of('ChangeOrders').map((variables) => Object.keys(variables).length)).toEqual([21, 21, 6]);
  expect(of('ChangeOrders').every(({ reason }) => reason === 'Out of stock')).toBe(true);
});

test('a request without an answer is told for its orders', async () => {
  const { user } = list([order(1)], { ChangeOrders: new Error('offline') });
  await screen.findByText('N1');
  await selectPage(user);
  const dialog = await open(user, 'pay', b.pay.title(1));
  await user.click(dialog.getByRole('button', { name: b.pay.confirm(1) }));
  expect(await screen.findByText(t.failure.network)).toBeTruthy();
});

test('personal data is removed after the number was entered, but for the orders that are refused', async () => {
  const fault = {
    __typename: 'UserError',
    code: 'STEP_NOT_ALLOWED',
    field: ['ids', '1'],
    message: 'The order is open',
  };
  let tries = 0;
  const remove = () => ({
    anonymizeOrders: tries++ === 0 ? { anonymized: null, userErrors: [fault] } : { anonymized: 2, userErrors: [] },
  });
  const { user, of } = list(some(1, 3), { AnonymizeOrders: remove });
  await screen.findByText('N1');
  await selectPage(user);
  const dialog = await open(user, 'anonymize', b.anonymize.title(3));
  const confirm = dialog.getByRole('button', { name: b.anonymize.confirm(3) });
  expect(confirm).toHaveProperty('disabled', true);
  await user.type(dialog.getByLabelText(t.bulk.delete.type('3')), '3');
  await user.click(confirm);
  expect(await screen.findByRole('dialog', { name: b.anonymize.done(2) })).toBeTruthy();
  expect(screen.getByText('The order is open')).toBeTruthy();
  expect(of('AnonymizeOrders')).toEqual([{ ids: ['order_1', 'order_2', 'order_3'] }, { ids: ['order_1', 'order_3'] }]);
});

test('all orders that match are read before they are changed', async () => {
  const page = ({ after }: Record<string, unknown>) => ({
    orders: {
      nodes: after ? some(101, 130) : some(1, 100),
      pageInfo: { ...pageInfo, hasNextPage: !after },
    },
  });
  const { user, of } = list(some(1, 3), { OrderIds: page, ChangeOrders: answering() });
  await screen.findByText('N1');
  await selectPage(user);
  await user.click(screen.getByRole('button', { name: t.bulk.selectAll(130) }));
  const dialog = await open(user, 'ship', b.ship.title(130));
  await user.click(dialog.getByRole('button', { name: b.ship.confirm(130) }));
  expect(await screen.findByText(b.ship.done(130))).toBeTruthy();
  expect(of('ChangeOrders')).toHaveLength(7);
});

test('who may only read can export', async () => {
  const { user } = list([order(1)], {}, []);
  await screen.findByText('N1');
  await selectPage(user);
  const bar = within(screen.getByRole('region', { name: b.region }));
  expect(bar.queryByRole('button', { name: b.pay.action })).toBeNull();
  expect(bar.getByRole('button', { name: t.bulk.export })).toBeTruthy();
});
