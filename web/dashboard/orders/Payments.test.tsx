import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { OrderRecordFragment } from '../operations/generated';
import { moneyOf } from '../parts/format';
import { openOrder, paidOrder, payment, refund, tea, zero } from '../testing/order';
import { renderPart, type Answer } from '../testing/render';
import { t } from '../texts';
import { Payments } from './Payments';

const r = t.record;
const eur = (amount: string) => ({ amount, currency: 'EUR' });
const money = (amount: string) => moneyOf(eur(amount));
const emails = {
  shop: { __typename: 'Shop', name: 'Tea', locale: 'en', orderEmails: [], mailServer: true, version: 1 },
};
const payload = (order: OrderRecordFragment | null, ...userErrors: object[]) => ({
  __typename: 'P',
  order,
  userErrors,
});

async function render(order: OrderRecordFragment, answers: Record<string, Answer> = {}) {
  const part = renderPart(<Payments order={order} reload={vi.fn()} />, {
    scopes: ['ORDERS_READ', 'ORDERS_WRITE'],
    answers: { OrderEmails: emails, ...answers },
  });
  const user = userEvent.setup({ delay: null });
  const region = within(await screen.findByRole('region', { name: r.money.title }));
  const open = async (action: string, title: string) => {
    await user.click(region.getByRole('button', { name: action }));
    return within(await screen.findByRole('dialog', { name: title }));
  };
  return { ...part, user, region, open };
}

test('a payment is recorded: what is outstanding is filled in, typed the local way, and can be undone', async () => {
  const order = openOrder();
  const done = { ...order, version: 5, payments: [payment({ amount: eur('20.00') })] };
  const { user, open, sent } = await render(order, {
    RecordPayment: { recordPayment: payload(done) },
    VoidPayment: { voidPayment: payload(order) },
  });
  const form = await open(r.payment.action, r.payment.title('1001'));
  const amount = form.getByLabelText(new RegExp(r.amount)) as HTMLInputElement;
  expect(amount.value).toBe('24.50');
  await user.clear(amount);
  await user.type(amount, '20,00');
  await user.type(form.getByRole('combobox', { name: r.payment.method }), 'Cash');
  await user.click(form.getByRole('button', { name: r.payment.submit }));
  await screen.findByText(r.payment.done(money('20.00')));
  expect(sent.find(({ name }) => name === 'RecordPayment')?.variables).toEqual({
    input: { orderId: 'order_1', amount: eur('20.00'), method: 'Cash', reference: null, expectedVersion: 4 },
  });
  await user.click(screen.getByRole('button', { name: t.common.undo }));
  await screen.findByText(r.payment.voided);
  expect(sent.find(({ name }) => name === 'VoidPayment')?.variables).toEqual({ id: 'payment_1' });
});

test.each([
  ['24,51', r.payment.tooMuch(money('24.50'))],
  ['0', r.moreThanZero],
  ['x', t.money.invalid],
  ['', t.common.required],
])('a payment of %j is refused before it is sent', async (typed, message) => {
  const { user, open, sent } = await render(openOrder());
  const form = await open(r.payment.action, r.payment.title('1001'));
  const amount = form.getByLabelText(new RegExp(r.amount));
  await user.clear(amount);
  if (typed !== '') await user.type(amount, typed);
  await user.click(form.getByRole('button', { name: r.payment.submit }));
  await form.findByText(message);
  await waitFor(() => expect(document.activeElement).toBe(amount));
  expect(sent.some(({ name }) => name === 'RecordPayment')).toBe(false);
});

test('the quantities of a refund fill in its amount, until it is typed', async () => {
  const order = paidOrder();
  const done = { ...order, version: 5, refunds: [refund()] };
  const { user, open, sent } = await render(order, {
    RecordRefund: { recordRefund: payload(done) },
    VoidRefund: { voidRefund: payload(order) },
  });
  const form = await open(r.refund.action, r.refund.title('1001'));
  form.getByText(r.refund.text);
  const amount = form.getByLabelText(new RegExp(r.amount)) as HTMLInputElement;
  expect(amount.value).toBe('');
  const quantity = form.getByLabelText(r.quantityOf('Green tea'));
  await user.clear(quantity);
  await user.type(quantity, '2');
  expect(amount.value).toBe('9.00');
  await user.click(form.getByLabelText(r.refund.shipping(money('3.50'))));
  expect(amount.value).toBe('12.50');
  await user.clear(amount);
  await user.type(amount, '10');
  await user.click(form.getByLabelText(r.refund.notShippedOf('Green tea')));
  await user.type(form.getByLabelText(r.refund.reason), 'Damaged');
  await user.click(form.getByRole('button', { name: r.refund.submit }));
  await screen.findByText(r.refund.done(money('10.00')));
  expect(sent.find(({ name }) => name === 'RecordRefund')?.variables).toEqual({
    input: {
      orderId: 'order_1',
      amount: eur('10.00'),
      items: [{ itemId: 'item_tea', quantity: 2, cancel: true }],
      reason: 'Damaged',
      expectedVersion: 4,
    },
  });
  await user.click(screen.getByRole('button', { name: t.common.undo }));
  await screen.findByText(r.refund.voided);
  expect(sent.find(({ name }) => name === 'VoidRefund')?.variables).toEqual({ id: 'refund_1' });
});

test('a refund of more than was paid is refused before it is sent', async () => {
  const { user, open, sent } = await render(paidOrder());
  const form = await open(r.refund.action, r.refund.title('1001'));
  await user.type(form.getByLabelText(new RegExp(r.amount)), '24.51');
  await user.click(form.getByRole('button', { name: r.refund.submit }));
  await form.findByText(r.refund.tooMuch(money('24.50')));
  expect(sent.some(({ name }) => name === 'RecordRefund')).toBe(false);
});

test('what was shipped cannot be told as not shipped', async () => {
  const { user, open } = await render(paidOrder({ items: [tea({ shippedQuantity: 2 })] }));
  const form = await open(r.refund.action, r.refund.title('1001'));
  const quantity = form.getByLabelText(r.quantityOf('Green tea'));
  await user.clear(quantity);
  await user.type(quantity, '2');
  const box = form.getByLabelText(r.refund.notShippedOf('Green tea')) as HTMLInputElement;
  expect(box.disabled).toBe(true);
  form.getByText(r.refund.fewerLeft(1));
});

test('a payment is voided after a question, which says what it means', async () => {
  const { user, region, sent } = await render(paidOrder(), { VoidPayment: { voidPayment: payload(openOrder()) } });
  await user.click(region.getByRole('button', { name: r.payment.more(money('24.50')) }));
  await user.click(await screen.findByRole('menuitem', { name: t.common.opens(r.payment.void) }));
  const dialog = within(await screen.findByRole('dialog', { name: r.payment.voidTitle(money('24.50')) }));
  dialog.getByText(r.payment.voidText);
  await user.click(dialog.getByRole('button', { name: r.payment.void }));
  await screen.findByText(r.payment.voided);
  expect(sent.some(({ name }) => name === 'VoidPayment')).toBe(true);
});

test.each<[string, Partial<OrderRecordFragment>, string]>([
  ['partially paid', { paymentStatus: 'PARTIALLY_PAID' }, r.money.partiallyPaid],
  ['partially refunded', { paymentStatus: 'PARTIALLY_REFUNDED', paid: eur('24.50') }, r.money.partiallyRefunded],
  ['paid', { paymentStatus: 'PAID', paid: eur('24.50'), outstanding: zero }, r.money.paidBefore(money('24.50'))],
])('an old order that is %s stays readable', async (_, change, words) => {
  const { region } = await render(openOrder(change));
  region.getByText(words);
});

test('what was voided counts no longer, and says so', async () => {
  const voided = payment({ id: 'payment_2', voidedAt: '2026-11-03T10:00:00Z' });
  const { region } = await render(paidOrder({ payments: [payment(), voided] }));
  expect(region.getAllByRole('listitem').map((row) => row.hasAttribute('data-void'))).toEqual([false, true]);
  expect(region.queryByText(/without an entry/)).toBeNull();
});
