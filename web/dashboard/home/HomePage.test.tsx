import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Scope } from '../operations/generated';
import { renderPart } from '../testing/render';
import { t } from '../texts';
import HomePage from './HomePage';

vi.mock('./Chart', () => ({ default: ({ label }: { label: string }) => <div role="img" aria-label={label} /> })); // needs a canvas

const h = t.home;
const all: Scope[] = ['ORDERS_READ', 'CUSTOMERS_READ', 'STAFF_WRITE', 'SETTINGS_WRITE', 'WEBHOOKS_WRITE'];
const numbers = {
  __typename: 'Overview',
  ordersToday: 3,
  ordersToShip: 10_000,
  ordersUnpaid: 0,
  revenue: [],
  newCustomers: 12,
  failedEmails: 0,
  failingWebhooks: 0,
  hasApiKey: true,
  lastBackupAt: '2026-03-01T10:00:00Z',
};
const home = (given: object = {}, shop: object = {}, scopes = all) =>
  renderPart(<HomePage />, { scopes, shop, answers: { Home: { overview: { ...numbers, ...given } } } });

beforeEach(() => localStorage.clear());

test('each number leads to the list of what it counts', async () => {
  home();
  const link = async (name: RegExp) => (await screen.findByRole('link', { name })) as HTMLAnchorElement;
  expect((await link(/Orders today.*3/)).search).toMatch(/f=placedAt%7Eafter%7E\d{4}-\d\d-\d\d/);
  const ship = await link(/Orders to ship/);
  expect(ship.textContent).toContain('10,000+');
  expect(decodeURIComponent(ship.search)).toContain('f=fulfillmentStatus~in~UNFULFILLED,PARTIALLY_FULFILLED');
  expect(decodeURIComponent((await link(/Unpaid orders.*0/)).search)).toContain('f=status~in~OPEN');
  expect((await link(/New customers.*12/)).pathname).toMatch(/customers$/);
});

test('the query asks for the days of the reader’s time zone, and another period is asked for', async () => {
  const { sent } = home({
    revenue: [
      { date: '2000-01-01', orders: 1, total: { __typename: 'Money', amount: '5.00', currency: 'EUR' } },
      { date: '2000-01-01', orders: 1, total: { __typename: 'Money', amount: '7.00', currency: 'GBP' } },
    ],
  });
  const revenue = await screen.findByRole('region', { name: h.revenue });
  expect(sent[0]?.variables).toEqual({ timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone, days: 30 });
  expect(within(revenue).getByText(h.noRevenue)).toBeDefined(); // the given days are long ago
  await userEvent.selectOptions(within(revenue).getByLabelText(h.currency), 'GBP');
  await userEvent.selectOptions(within(revenue).getByLabelText(h.period), '90');
  await waitFor(() => expect(sent.at(-1)?.variables.days).toBe(90));
});

test.each([
  ['nothing fails', {}, [h.failedEmails(0), h.failingWebhooks(0)], []],
  ['emails failed', { failedEmails: 2 }, [h.failingWebhooks(0)], ['2 emails failed in the last 7 days']],
  ['one webhook fails', { failingWebhooks: 1 }, [h.failedEmails(0)], ['1 webhook needs attention']],
  ['a member may only see one of both', { failedEmails: null }, [h.failingWebhooks(0)], []],
])('emails and webhooks: %s', async (_, given, texts, links) => {
  home(given);
  const part = within(await screen.findByRole('region', { name: h.delivery }));
  for (const text of texts) part.getByText(text);
  expect(part.queryAllByRole('link').map(({ textContent }) => textContent)).toEqual(links);
});

test.each([
  ['all is done', {}, {}, all, undefined],
  ['the mail server is missing', {}, { mailServer: false }, all, '2 of 3 done'],
  [
    'there is no key, and it is a secret whether there is a mail server',
    { hasApiKey: false },
    { mailServer: null },
    all,
    '1 of 2 done',
  ],
  ['there was no backup', { lastBackupAt: null }, {}, all, '2 of 3 done'],
  [
    'a member who may not set up the shop',
    { hasApiKey: null, lastBackupAt: null },
    { mailServer: false },
    ['ORDERS_READ'] as Scope[],
    undefined,
  ],
])('what to set up next: %s', async (_, given, shop, scopes, progress) => {
  home(given, shop, scopes);
  await screen.findByRole('link', { name: /Orders today/ });
  const part = screen.queryByRole('region', { name: h.setup.title });
  if (progress === undefined) expect(part).toBeNull();
  else within(part as HTMLElement).getByText(progress);
});

test('the steps are hidden, and come back with Undo', async () => {
  home({}, { mailServer: false });
  await userEvent.click(await screen.findByRole('button', { name: h.setup.hide }));
  expect(screen.queryByRole('region', { name: h.setup.title })).toBeNull();
  await userEvent.click(await screen.findByRole('button', { name: t.common.undo }));
  await screen.findByRole('region', { name: h.setup.title });
});

test('numbers that a member may not see are left out', async () => {
  home(
    {
      ordersToday: null,
      ordersToShip: null,
      ordersUnpaid: null,
      revenue: null,
      failedEmails: null,
      failingWebhooks: null,
      hasApiKey: null,
    },
    {},
    ['CUSTOMERS_READ'],
  );
  await screen.findByRole('link', { name: /New customers/ });
  expect(screen.queryByRole('link', { name: /Orders/ })).toBeNull();
  expect(screen.queryByRole('region', { name: h.revenue })).toBeNull();
  expect(screen.queryByRole('region', { name: h.delivery })).toBeNull();
});
