import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CustomerTimeline } from '../customers/CustomerTimeline';
import type { EventRecordFragment, Scope } from '../operations/generated';
import { definition } from '../testing/definition';
import { event } from '../testing/event';
import { renderPart } from '../testing/render';
import { t } from '../texts';

const l = t.events.timeline;
const staff: readonly Scope[] = ['CUSTOMERS_READ', 'CUSTOMERS_WRITE', 'ORDERS_READ'];

beforeEach(() => vi.setSystemTime('2026-11-29T12:00:00Z'));
afterEach(() => vi.useRealTimers());

type Options = { scopes?: readonly Scope[]; next?: boolean; answers?: Record<string, object | Error> };

/** The timeline of a customer with some events. */
function timeline(nodes: readonly EventRecordFragment[], { scopes = staff, next = false, answers = {} }: Options = {}) {
  const pageInfo = { hasNextPage: next, hasPreviousPage: false, startCursor: 'first', endCursor: 'last' };
  const page = { __typename: 'EventConnection', nodes, pageInfo };
  const history = { customer: { __typename: 'Customer', id: 'customer_1', history: page } };
  const names = {
    nodes: [
      { __typename: 'Customer', id: 'customer_1', name: 'Ann', email: 'ann@example.com' },
      { __typename: 'Order', id: 'order_1', number: '1001' },
      null,
    ],
  };
  const definitions = [definition({ key: 'size', label: 'Shoe size' })];
  const part = renderPart(<CustomerTimeline id="customer_1" />, {
    scopes,
    definitions,
    answers: { CustomerHistory: history, EventNames: names, ...answers },
  });
  return { ...part, user: userEvent.setup({ delay: null }) };
}

test('events are grouped by day, with who did what to which record', async () => {
  timeline([
    event({ id: 'entry_3', changes: [{ field: 'customFields.size', from: '39', to: null }] }),
    event({
      id: 'entry_2',
      type: 'ORDER_PAYMENT_STATUS_CHANGED',
      at: '2026-11-28T10:00:00Z',
      subjectKind: 'ORDER',
      subjectId: 'order_1',
      actor: { kind: 'API_KEY', actorId: 'key_1', name: 'till' },
      changes: [{ field: 'paymentStatus', from: 'UNPAID', to: 'PAID' }],
    }),
    event({
      id: 'entry_1',
      type: 'CUSTOMER_DISABLED',
      at: '2026-11-28T09:00:00Z',
      actor: { kind: 'CUSTOMER', actorId: 'customer_1', name: null },
      text: 'Chargebacks',
    }),
  ]);
  await screen.findByRole('link', { name: 'Order 1001' });
  const [first, second, third] = screen.getAllByRole('listitem');
  expect(screen.getAllByRole('heading', { level: 3 }).map((one) => one.textContent)).toEqual(['Today', 'Yesterday']);
  expect(first?.textContent).toMatch(/Profile updated.*Olga.*2 hours ago.*Shoe size.*39.*changed to.*Not set/);
  expect(second?.textContent).toMatch(/Payment status changed · Order 1001.*till \(API key\).*Unpaid.*Paid/);
  expect(
    within(second as HTMLElement)
      .getByRole('link', { name: 'Order 1001' })
      .getAttribute('href'),
  ).toBe('/orders/order_1');
  expect(third?.textContent).toMatch(/Customer disabled.*Ann.*Reason: Chargebacks/);
  expect(within(third as HTMLElement).queryByRole('link'), 'no link to the page itself').toBeNull();
  expect(screen.queryByRole('link', { name: l.whole }), 'only owners see the audit log').toBeNull();
});

test('a filter asks for the types of a group', async () => {
  const { user, sent } = timeline([]);
  expect(await screen.findByText(l.empty)).toBeTruthy();
  await user.selectOptions(screen.getByLabelText(l.filter), l.groups.notes);
  expect(await screen.findByText(l.emptySuch)).toBeTruthy();
  const types = sent.filter(({ name }) => name === 'CustomerHistory').map(({ variables }) => variables.types);
  expect(types).toEqual([undefined, ['CUSTOMER_NOTE_ADDED', 'ORDER_NOTE_ADDED']]);
});

test('a note is added with the keyboard, and kept where it was not stored', async () => {
  const text = { code: 'TOO_LONG', field: ['text'], message: 'At most 5000 characters' };
  const { user, sent } = timeline([], {
    answers: { AddCustomerNote: { addCustomerNote: { event: null, userErrors: [text] } } },
  });
  const note = await screen.findByLabelText(l.note);
  const add = screen.getByRole('button', { name: l.add });
  expect(add).toHaveProperty('disabled', true);
  await user.type(note, ' ');
  expect(add).toHaveProperty('disabled', true);
  await user.type(note, 'Called back{Control>}{Enter}{/Control}');
  expect(await screen.findByText('At most 5000 characters')).toBeTruthy();
  expect(note).toHaveProperty('value', ' Called back');
  expect(sent.find(({ name }) => name === 'AddCustomerNote')?.variables).toEqual({
    id: 'customer_1',
    text: ' Called back',
  });
});

test('a member who cannot write has no place for a note', async () => {
  timeline([], { scopes: ['CUSTOMERS_READ'] });
  await screen.findByText(l.empty);
  expect(screen.queryByLabelText(l.note)).toBeNull();
});

test('more events follow, below the day that they share', async () => {
  const { user, sent } = timeline([event()], { next: true });
  await user.click(await screen.findByRole('button', { name: t.common.more }));
  expect(await screen.findAllByRole('listitem')).toHaveLength(2);
  expect(screen.getAllByRole('heading', { level: 3 })).toHaveLength(1);
  await waitFor(() => expect(document.activeElement?.tagName).toBe('LI'));
  expect(sent.findLast(({ name }) => name === 'CustomerHistory')?.variables).toMatchObject({ after: 'last' });
});

test('a failure is told, with a way to try again', async () => {
  const { user, sent } = timeline([], { answers: { CustomerHistory: new Error('offline') } });
  const asked = () => sent.filter(({ name }) => name === 'CustomerHistory').length;
  const retry = await screen.findByRole('button', { name: t.failure.retry });
  const before = asked();
  await user.click(retry);
  expect(asked()).toBeGreaterThan(before);
});
