import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { Scope, StatementFragment, SubscriberFragment } from '../operations/generated';
import { timeOf } from '../parts/format';
import { customer } from '../testing/customer';
import { renderPart, type Answer } from '../testing/render';
import { t } from '../texts';
import { MarketingSection } from './MarketingSection';
import { channelsOf } from './state';
import SubscribersPage from './SubscribersPage';

const m = t.marketing;
const s = t.subscribers;
const wording = 'I want the newsletter.';
const statement: StatementFragment & SubscriberFragment & { __typename: string } = {
  __typename: 'MarketingConsent',
  id: 'consent_1',
  channel: 'EMAIL',
  state: 'SUBSCRIBED',
  at: '2026-11-20T10:00:00Z',
  source: 'SIGN_UP',
  wording,
  email: 'sue@example.com',
  current: true,
  actor: { kind: 'CUSTOMER', name: null },
};
const first = { hasNextPage: true, hasPreviousPage: false, startCursor: 'a', endCursor: 'b' };
const last = { hasNextPage: false, hasPreviousPage: true, startCursor: 'c', endCursor: 'd' };

function section(answers: Record<string, Answer> = {}, scopes: readonly Scope[] = ['CUSTOMERS_WRITE']) {
  const part = renderPart(<MarketingSection customer={customer({ marketing: [statement] })} />, { answers, scopes });
  const inputs = () => part.sent.flatMap(({ name, variables }) => (name === 'SetMarketingConsent' ? variables : []));
  return { ...part, inputs, user: userEvent.setup({ delay: null }) };
}

const saved = { setMarketingConsent: { customerId: 'customer_1', userErrors: [] } };

test('each channel has its state, since when and how', async () => {
  section();
  const rows = (await screen.findAllByRole('listitem')).map(({ textContent }) => textContent ?? '');
  expect(rows).toHaveLength(4);
  for (const words of [m.states.SUBSCRIBED, timeOf(statement.at), m.sources.SIGN_UP, wording])
    expect(rows[0]).toContain(words);
  expect(rows[1]).toContain(m.never);
});

test('a statement is recorded with its wording and date', async () => {
  const { user, inputs } = section({ SetMarketingConsent: saved });
  await user.click(await screen.findByRole('button', { name: m.changeNamed(m.channels.SMS) }));
  const dialog = within(await screen.findByRole('dialog', { name: m.form.title }));
  expect(dialog.getByLabelText<HTMLSelectElement>(m.form.channel).value).toBe('SMS');
  await user.type(dialog.getByLabelText(m.form.wording), 'Asked on the phone');
  fireEvent.change(dialog.getByLabelText(m.form.at), { target: { value: '2026-11-02T09:30' } });
  await user.click(dialog.getByRole('button', { name: m.form.submit }));
  expect(await screen.findByText(m.form.done)).toBeTruthy();
  expect(inputs()).toEqual([
    {
      customerId: 'customer_1',
      input: {
        channel: 'SMS',
        state: 'SUBSCRIBED',
        wording: 'Asked on the phone',
        at: new Date('2026-11-02T09:30').toISOString(),
      },
    },
  ]);
});

test('whoever is subscribed is first offered to unsubscribe, and errors are at their fields', async () => {
  const fault = { code: 'INVALID', field: ['input', 'at'], message: 'Must not be in the future' };
  const { user, inputs } = section({
    SetMarketingConsent: { setMarketingConsent: { customerId: null, userErrors: [fault] } },
  });
  await user.click(await screen.findByRole('button', { name: m.changeNamed(m.channels.EMAIL) }));
  await user.click(await screen.findByRole('button', { name: m.form.submit }));
  expect(await screen.findByText(fault.message)).toBeTruthy();
  expect(screen.getByLabelText(m.form.at).getAttribute('aria-invalid')).toBe('true');
  expect(inputs()).toEqual([{ customerId: 'customer_1', input: { channel: 'EMAIL', state: 'UNSUBSCRIBED' } }]);
});

test('members who only read cannot change consent', async () => {
  section({}, ['CUSTOMERS_READ']);
  expect(await screen.findByText(m.states.SUBSCRIBED)).toBeTruthy();
  expect(screen.queryByRole('button', { name: m.changeNamed(m.channels.EMAIL) })).toBeNull();
});

test('the statements are read in pages, by channel', async () => {
  const older = { ...statement, id: 'consent_0', state: 'PENDING', current: false, wording: null, actor: null };
  const answer = ({ after }: Record<string, unknown>) => ({
    marketingConsents:
      after === 'b'
        ? { nodes: [older], pageInfo: last, totalCount: 11 }
        : { nodes: [statement], pageInfo: first, totalCount: 11 },
  });
  const { user, sent } = section({ MarketingStatements: answer });
  await user.click(await screen.findByRole('button', { name: m.history.action }));
  expect(await screen.findByText(m.history.now)).toBeTruthy();
  await user.click(screen.getByRole('button', { name: t.list.next }));
  expect(await screen.findByText(m.noWording)).toBeTruthy();
  expect(screen.queryByText(m.history.now)).toBeNull();
  await user.selectOptions(screen.getByLabelText(m.history.channel), 'SMS');
  await waitFor(() => expect(sent.at(-1)?.variables).toEqual({ first: 10, customerId: 'customer_1', channel: 'SMS' }));
});

test('the channels of a list', () => {
  expect(
    channelsOf([
      { channel: 'POST', state: 'SUBSCRIBED' },
      { channel: 'SMS', state: 'UNSUBSCRIBED' },
      { channel: 'EMAIL', state: 'PENDING' },
    ]),
  ).toBe('Email (not confirmed), Letters');
});

function subscribers(nodes: readonly object[], scopes: readonly Scope[] = ['PRIVACY_WRITE'], path = '/subscribers') {
  const part = renderPart(<SubscribersPage />, {
    path,
    scopes,
    answers: { Subscribers: { marketingConsents: { nodes, pageInfo: first, totalCount: 30 } } },
  });
  const asked = () => part.sent.filter(({ name }) => name === 'Subscribers').at(-1)?.variables;
  return { ...part, asked, user: userEvent.setup({ delay: null }) };
}

test('subscribers are found by address and state, and paged', async () => {
  const { user, asked, router } = subscribers([statement]);
  expect(await screen.findByText('sue@example.com')).toBeTruthy();
  expect(screen.getByText(t.list.total(30))).toBeTruthy();
  await user.type(screen.getByLabelText(s.find), ' sue@example.com {Enter}');
  await waitFor(() => expect(asked()).toEqual({ first: 25, email: 'sue@example.com' }));
  await user.selectOptions(screen.getByLabelText(s.state), 'PENDING');
  await waitFor(() => expect(asked()).toEqual({ first: 25, email: 'sue@example.com', state: 'PENDING' }));
  await user.click(screen.getByRole('button', { name: t.list.next }));
  await waitFor(() => expect(asked()).toMatchObject({ after: 'b', state: 'PENDING' }));
  expect(router.state.location.search).toBe('?q=sue%40example.com&state=PENDING&after=b');
});

test('only members with PRIVACY_WRITE can erase a subscriber', async () => {
  subscribers([statement], ['CUSTOMERS_READ']);
  expect(await screen.findByRole('button', { name: s.historyNamed('sue@example.com') })).toBeTruthy();
  expect(screen.queryByRole('menuitem', { name: s.erase })).toBeNull();
});

test.each([
  ['no subscribers', '/subscribers', s.empty],
  ['none of a state', '/subscribers?state=PENDING', s.noMatch],
])('%s', async (_, path, words) => {
  subscribers([], [], path);
  expect(await screen.findByText(words)).toBeTruthy();
});
