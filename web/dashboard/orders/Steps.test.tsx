import { screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { OrderRecordFragment } from '../operations/generated';
import { renderPart } from '../testing/render';
import { t } from '../texts';
import { Steps } from './Steps';

const order = {
  id: 'order_1',
  number: '1001',
  version: 4,
  status: 'OPEN',
  paymentStatus: 'UNPAID',
  fulfillmentStatus: 'UNFULFILLED',
  steps: { status: [], paymentStatus: ['PAID', 'AUTHORIZED'], fulfillmentStatus: ['FULFILLED'], cancel: true },
} as unknown as OrderRecordFragment;

const done = { updateOrder: { order: null, userErrors: [] }, cancelOrder: { order: null, userErrors: [] } };

async function render(steps: Partial<OrderRecordFragment>, options: Parameters<typeof renderPart>[1] = {}) {
  const part = renderPart(<Steps order={{ ...order, ...steps }} />, {
    scopes: ['ORDERS_READ', 'ORDERS_WRITE'],
    ...options,
  });
  const region = within(await screen.findByRole('region', { name: t.order.next }));
  return {
    ...part,
    region,
    user: userEvent.setup({ delay: null }),
    buttons: region.queryAllByRole('button').map((button) => button.textContent),
  };
}

test('each step that the API allows has a button, in its order', async () => {
  const { buttons, region } = await render({});
  expect(buttons).toEqual([
    t.order.steps.payment.PAID,
    t.order.steps.payment.AUTHORIZED,
    t.order.steps.shipping.FULFILLED,
    t.order.cancel.action,
  ]);
  for (const state of [t.order.statuses.OPEN, t.order.payments.UNPAID, t.order.shippings.UNFULFILLED])
    region.getByText(state);
});

test('a step is sent for the version that is shown', async () => {
  const { region, sent, user } = await render({}, { answers: { UpdateOrder: done } });
  await user.click(region.getByRole('button', { name: t.order.steps.shipping.FULFILLED }));
  await screen.findByText(t.common.saved);
  expect(sent).toEqual([
    {
      name: 'UpdateOrder',
      variables: { id: 'order_1', input: { fulfillmentStatus: 'FULFILLED', expectedVersion: 4 } },
    },
  ]);
});

test('a step that is refused says why', async () => {
  const userErrors = [{ code: 'CONFLICT', field: ['input', 'expectedVersion'], message: 'Changed meanwhile' }];
  const { region, user } = await render({}, { answers: { UpdateOrder: { updateOrder: { order: null, userErrors } } } });
  await user.click(region.getByRole('button', { name: t.order.steps.payment.PAID }));
  await screen.findByText('Changed meanwhile');
});

test.each([
  ['  ', null],
  ['Sold out', 'Sold out'],
])('an order is cancelled for the reason %j', async (typed, reason) => {
  const { region, sent, user } = await render({}, { answers: { CancelOrder: done } });
  await user.click(region.getByRole('button', { name: t.order.cancel.action }));
  const dialog = within(await screen.findByRole('dialog', { name: t.order.cancel.title('1001') }));
  expect(sent).toEqual([]);
  await user.type(dialog.getByLabelText(t.order.cancel.reason), typed);
  await user.click(dialog.getByRole('button', { name: t.order.cancel.action }));
  await screen.findByText(t.common.saved);
  expect(sent).toEqual([{ name: 'CancelOrder', variables: { id: 'order_1', reason } }]);
});

test('an order at its end says so', async () => {
  const { buttons, region } = await render({
    steps: {
      status: [],
      paymentStatus: [],
      fulfillmentStatus: [],
      cancel: false,
      correctShippingAddress: false,
      revokeGuestTokens: false,
      anonymize: false,
    },
  });
  expect(buttons).toEqual([]);
  region.getByText(t.order.noSteps);
});

test('without the scope to change orders there are no steps', async () => {
  const { buttons, region } = await render({}, { scopes: ['ORDERS_READ'] });
  expect(buttons).toEqual([]);
  expect(region.queryByText(t.order.noSteps)).toBeNull();
});
