import { screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, test } from 'vitest';
import CustomersPage from '../customers/CustomersPage';
import { setup } from '../testing/list';
import { renderPart, type Answer } from '../testing/render';
import { t } from '../texts';

const customer = (n: number, change: object = {}) => ({
  __typename: 'Customer',
  id: `customer_${n}`,
  email: `c${n}@example.com`,
  name: `Customer ${n}`,
  tags: ['vip', 'retail'],
  disabledAt: null,
  createdAt: '2026-11-29T10:00:00Z',
  ...change,
});

const columns = ['name', 'email', 'tags', 'createdAt'];

/** The list of three customers. */
function list(answers: Record<string, Answer> = {}, path = '/customers') {
  const pageInfo = { hasNextPage: true, hasPreviousPage: false, startCursor: 'a', endCursor: 'b' };
  const part = renderPart(<CustomersPage />, {
    scopes: ['CUSTOMERS_READ', 'CUSTOMERS_WRITE'],
    path,
    answers: {
      ...setup,
      ListSetup: { savedViews: [], listColumns: columns },
      Customers: { customers: { nodes: [1, 2, 3].map((n) => customer(n)), pageInfo } },
      CustomerCount: { customers: { totalCount: 3, totalCountEstimated: false } },
      ...answers,
    },
  });
  const of = (operation: string) =>
    part.sent.filter(({ name }) => name === operation).map(({ variables }) => variables);
  return { ...part, of, user: userEvent.setup({ delay: null }) };
}

const link = (n: number) => screen.getByRole('link', { name: `Customer ${n}` });
const box = (n: number) => screen.getByRole('checkbox', { name: t.bulk.select(`Customer ${n}`) }) as HTMLInputElement;
const chosen = () => [1, 2, 3].filter((n) => box(n).checked);

test('the keyboard goes from row to row, selects and opens', async () => {
  const { user, router } = list();
  await screen.findByText('Customer 1');
  await user.keyboard('j');
  expect(document.activeElement).toBe(link(1));
  await user.keyboard('jjj');
  expect(document.activeElement, 'the last row is the last').toBe(link(3));
  await user.keyboard('kx');
  expect(chosen()).toEqual([2]);
  await user.keyboard('{Shift>}j{/Shift}');
  expect(chosen()).toEqual([2, 3]);
  expect(document.activeElement).toBe(link(3));
  await user.keyboard('{Escape}');
  expect(chosen()).toEqual([]);
  await user.keyboard('/');
  expect(document.activeElement).toBe(screen.getByRole('searchbox'));
  await user.keyboard('jx/');
  expect(screen.getByRole('searchbox')).toHaveProperty('value', 'jx/');
  await user.keyboard('{Escape}');
  expect(screen.getByRole('searchbox')).toHaveProperty('value', '');
  await user.keyboard('k');
  expect(document.activeElement).toBe(link(3));
  await user.keyboard('{Enter}');
  expect(router.state.location.pathname).toBe('/customers/customer_3');
});

test('a key adds a filter, and the letters of its form are text', async () => {
  const { user } = list();
  await screen.findByText('Customer 1');
  await user.keyboard('f');
  const field = await screen.findByLabelText(t.list.attribute, { selector: 'input' });
  await waitFor(() => expect(document.activeElement).toBe(field));
  await user.keyboard('xj');
  expect(field).toHaveProperty('value', 'xj');
  expect(chosen()).toEqual([]);
});

test('only the column that sorts the list has an arrow, and the third click goes back to the usual order', async () => {
  const { user, of } = list();
  await screen.findByText('Customer 1');
  const sorted = () =>
    screen
      .getAllByRole('columnheader')
      .filter((header) => header.hasAttribute('aria-sort'))
      .map((header) => [header.textContent, header.getAttribute('aria-sort')]);
  expect(sorted()).toEqual([[t.customer.createdAt, 'descending']]);
  expect(screen.queryByRole('button', { name: t.customer.tags }), 'the API does not sort by tags').toBeNull();
  await user.click(screen.getByRole('button', { name: t.customer.name }));
  expect(sorted()).toEqual([[t.customer.name, 'ascending']]);
  await user.click(screen.getByRole('button', { name: t.customer.name }));
  await waitFor(() => expect(of('Customers').at(-1)?.orderBy).toEqual({ field: 'NAME', direction: 'DESC' }));
  await user.click(screen.getByRole('button', { name: t.customer.name }));
  expect(sorted()).toEqual([[t.customer.createdAt, 'descending']]);
});

test('disabled customers are marked, and tags are pills of which the first are shown', async () => {
  const tags = ['one', 'two', 'three', 'four', 'five'];
  const node = customer(1, { disabledAt: '2026-11-29T10:00:00Z', tags });
  const pageInfo = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null };
  list({ Customers: { customers: { nodes: [node], pageInfo } } });
  expect(await screen.findByText(t.customer.disabled)).toBeTruthy();
  const hidden = (tag: string) => screen.getByText(tag).closest('.list-pill-more') !== null;
  expect(tags.map(hidden)).toEqual([false, false, true, true, true]);
  expect(screen.getByText(t.list.more(3)).title).toBe('three, four, five');
});

test('a failure is told as it is, and a link that cannot be used as that', async () => {
  const broken = { Customers: new Error('offline') };
  const first = list(broken);
  expect(await screen.findByText(t.failure.network)).toBeTruthy();
  first.unmount();
  list({}, '/customers?f=gone~eq~x');
  expect(await screen.findByText(t.list.badLink)).toBeTruthy();
});

test('a page of a link is the page, and another size begins at the first', async () => {
  const { user, of, router } = list({}, '/customers?after=abc');
  await screen.findByText('Customer 1');
  expect(of('Customers')).toEqual([{ first: 50, after: 'abc' }]);
  await user.selectOptions(screen.getByLabelText(t.list.perPage), '100');
  expect(router.state.location.search).toBe('?size=100');
});
