import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, test } from 'vitest';
import CustomersPage from '../customers/CustomersPage';
import type { Scope, ViewRecordFragment } from '../operations/generated';
import { setup, view } from '../testing/list';
import { renderPart, type Answer } from '../testing/render';
import { t } from '../texts';

const v = t.views;

const ann = {
  __typename: 'Customer',
  id: 'customer_1',
  email: 'ann@example.com',
  name: 'Ann Murphy',
  tags: ['vip'],
  disabledAt: '2026-11-29T10:00:00Z',
  ordersCount: 3,
  spent: [{ __typename: 'Money', amount: '24.50', currency: 'EUR' }],
  lastOrderAt: '2025-11-28T10:00:00Z',
  createdAt: '2025-10-29T10:00:00Z',
};

type Options = {
  views?: readonly ViewRecordFragment[];
  columns?: readonly string[] | null;
  path?: string;
  answers?: Record<string, Answer>;
  scopes?: readonly Scope[];
};

/** The list of customers of a shop with saved views. */
function list({ views = [], columns = null, path = '/customers', answers = {}, scopes = [] }: Options = {}) {
  const pageInfo = { hasNextPage: true, hasPreviousPage: false, startCursor: 'a', endCursor: 'b' };
  const part = renderPart(<CustomersPage />, {
    scopes: ['CUSTOMERS_READ', 'CUSTOMERS_WRITE', 'ORDERS_READ', ...scopes],
    path,
    answers: {
      ...setup,
      ListSetup: { savedViews: views, listColumns: columns },
      Customers: { customers: { nodes: [ann], pageInfo } },
      CustomerCount: { customers: { totalCount: 120, totalCountEstimated: false } },
      ...answers,
    },
  });
  const of = (operation: string) =>
    part.sent.filter(({ name }) => name === operation).map(({ variables }) => variables);
  return { ...part, of, user: userEvent.setup({ delay: null }), address: () => part.router.state.location.search };
}

/** The answer to a change of a view. */
const update = ({ input }: Record<string, unknown>) => ({
  updateSavedView: { savedView: view({ ...(input as object), version: 2 }), userErrors: [] },
});

const tabs = () => within(screen.getByRole('navigation', { name: v.title }));
const tab = (name: string) => tabs().getByRole('link', { name: new RegExp(name) });
const headers = () => screen.getAllByRole('columnheader').map((header) => header.textContent);

test('a view sets the filter and the order, and its address is short', async () => {
  const { user, of, address } = list({ views: [view()] });
  await screen.findByText('Ann Murphy');
  await user.click(tab('Regulars'));
  await waitFor(() => expect(of('Customers').at(-1)).toMatchObject({ filter: { and: [{ tags: { has: 'vip' } }] } }));
  expect(of('Customers').at(-1)).toMatchObject({ orderBy: { field: 'NAME', direction: 'ASC' } });
  expect(address()).toBe('?view=view_1');
  expect(tab('Regulars').getAttribute('aria-current')).toBe('page');
  expect(screen.queryByRole('button', { name: v.update })).toBeNull();
  await user.click(await screen.findByRole('button', { name: t.list.next }));
  expect(address()).toBe('?view=view_1&after=b');
});

test('a changed view says so, and can be saved or left as it was', async () => {
  const saved = view({ filter: null, search: 'ann', version: 2 });
  const { user, of, address } = list({
    views: [view()],
    path: '/customers?view=view_1',
    answers: { UpdateSavedView: { updateSavedView: { savedView: saved, userErrors: [] } } },
  });
  await screen.findByText('Ann Murphy');
  await user.click(screen.getByRole('button', { name: t.list.removeFilter('Tags include vip') }));
  expect(tabs().getByLabelText(v.changed)).toBeTruthy();
  expect(address()).toBe('?view=view_1&edited=&sort=NAME');
  await user.click(screen.getByRole('button', { name: v.discard }));
  expect(address()).toBe('?view=view_1');
  await user.click(screen.getByRole('button', { name: t.list.removeFilter('Tags include vip') }));
  await user.click(screen.getByRole('button', { name: v.update }));
  await waitFor(() => expect(address()).toBe('?view=view_1'));
  expect(of('UpdateSavedView')).toEqual([
    {
      id: 'view_1',
      input: {
        filter: null,
        search: null,
        sort: '{"field":"NAME","direction":"ASC"}',
        columns: ['name', 'email', 'tags', 'ordersCount', 'spent', 'lastOrderAt', 'createdAt'],
        expectedVersion: 1,
      },
    },
  ]);
});

test('whoever changes a view back has changed nothing', async () => {
  const { user, address } = list({ views: [view({ filter: null })], path: '/customers?view=view_1' });
  await screen.findByText('Ann Murphy');
  const name = screen.getByRole('button', { name: t.customer.name });
  await user.click(name);
  expect(address()).toBe('?view=view_1&edited=&sort=NAME&dir=desc');
  await user.click(name);
  await user.click(name);
  expect(address()).toBe('?view=view_1');
});

test('a new view gets a name, and is opened', async () => {
  const created = view({ id: 'view_2', name: 'VIPs', shared: true });
  const { user, of, address } = list({
    path: '/customers?f=tags~has~vip',
    answers: { CreateSavedView: { createSavedView: { savedView: created, userErrors: [] } } },
  });
  await user.click(await screen.findByRole('button', { name: v.saveAs }));
  const dialog = within(await screen.findByRole('dialog', { name: v.saveAs }));
  await user.click(dialog.getByRole('button', { name: t.common.save }));
  expect(dialog.getByText(t.common.required)).toBeTruthy();
  await user.type(dialog.getByLabelText(v.name), 'VIPs');
  await user.click(dialog.getByLabelText(v.shareWith));
  await user.click(dialog.getByRole('button', { name: t.common.save }));
  await waitFor(() => expect(address()).toBe('?view=view_2'));
  expect(of('CreateSavedView')[0]?.input).toMatchObject({
    list: 'CUSTOMERS',
    name: 'VIPs',
    shared: true,
    filter: '{"and":[{"tags":{"has":"vip"}}]}',
  });
  expect(tab('VIPs').getAttribute('aria-current')).toBe('page');
});

test('a view is renamed, shared and deleted by those who may', async () => {
  const { user, of, address } = list({
    views: [view()],
    path: '/customers?view=view_1',
    answers: {
      UpdateSavedView: update,
      DeleteSavedView: { deleteSavedView: { deletedId: 'view_1', userErrors: [] } },
    },
  });
  const act = async (item: string) => {
    await user.click(screen.getByRole('button', { name: /^Actions for the view/ }));
    await user.click(await screen.findByRole('menuitem', { name: item }));
  };
  await screen.findByText('Ann Murphy');
  await act(v.rename);
  const dialog = within(await screen.findByRole('dialog', { name: v.rename }));
  await user.clear(dialog.getByLabelText(v.name));
  await user.type(dialog.getByLabelText(v.name), 'Best');
  await user.click(dialog.getByRole('button', { name: t.common.save }));
  await waitFor(() => expect(tab('Best')).toBeTruthy());
  await act(v.share);
  await waitFor(() => expect(of('UpdateSavedView')).toHaveLength(2));
  expect(of('UpdateSavedView')[1]).toEqual({ id: 'view_1', input: { shared: true, expectedVersion: 2 } });
  await act(v.delete);
  await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: v.delete }));
  await waitFor(() => expect(address()).toBe(''));
  expect(tabs().getAllByRole('link')).toHaveLength(1);
});

test('a shared view of another member can only be copied', async () => {
  const { user } = list({
    views: [view({ own: false, shared: true, ownerName: 'Noa' })],
    path: '/customers?view=view_1',
  });
  await screen.findByText('Ann Murphy');
  expect(tab('Regulars').title).toBe(v.sharedBy('Noa'));
  await user.click(screen.getByRole('button', { name: v.actions('Regulars') }));
  expect((await screen.findAllByRole('menuitem')).map((item) => item.textContent)).toEqual([v.saveAs]);
});

test('a broken view is opened, says why, and is repaired', async () => {
  const broken = 'The custom field tier was archived.';
  const filter = '{"and":[{"customFields":{"tier":{"in":["GOLD"]}}},{"tags":{"has":"vip"}}]}';
  const { user, of } = list({ views: [view({ filter, broken })], path: '/customers?view=view_1' });
  expect(await screen.findByText(broken)).toBeTruthy();
  expect(tabs().getByLabelText(v.broken)).toBeTruthy();
  expect(of('Customers'), 'nothing is asked that cannot be answered').toEqual([]);
  await user.click(screen.getByRole('button', { name: v.repair }));
  expect(await screen.findByText('Ann Murphy')).toBeTruthy();
  expect(of('Customers').at(-1)).toMatchObject({ filter: { and: [{ tags: { has: 'vip' } }] } });
  expect(screen.getByRole('button', { name: v.update })).toBeTruthy();
});

test('a view that only the server finds broken asks for nothing until it is changed', async () => {
  const broken = 'The filter is too complex.';
  const { user, of } = list({ views: [view({ broken })], path: '/customers?view=view_1' });
  expect(await screen.findByText(broken)).toBeTruthy();
  expect(of('Customers')).toEqual([]);
  await user.click(screen.getByRole('button', { name: t.list.removeFilter('Tags include vip') }));
  expect(await screen.findByText('Ann Murphy')).toBeTruthy();
  expect(screen.queryByText(broken)).toBeNull();
});

test('a view that is not there is said so', async () => {
  const { user } = list({ path: '/customers?view=view_9' });
  expect(await screen.findByText(v.missing)).toBeTruthy();
  await user.click(screen.getByRole('button', { name: t.list.start }));
  expect(await screen.findByText('Ann Murphy')).toBeTruthy();
});

test('a list without its views is still a list', async () => {
  list({ answers: { ListSetup: new Error('no answer') } });
  expect(await screen.findByText('Ann Murphy')).toBeTruthy();
  expect(screen.getByText(v.failed)).toBeTruthy();
});

test('columns are the chosen ones in their order, and are stored', async () => {
  const { user, of } = list({
    columns: ['email', 'name'],
    answers: { SetListColumns: { setListColumns: { columns: null, userErrors: [] } } },
  });
  await screen.findByText('Ann Murphy');
  expect(headers().slice(1)).toEqual([t.customer.email, t.customer.name]);
  expect(of('Customers')).toHaveLength(1);
  await user.click(screen.getByRole('button', { name: t.list.columns }));
  await user.click(await screen.findByLabelText(t.list.spent));
  await waitFor(() => expect(screen.getByText('€24.50')).toBeTruthy());
  await user.click(screen.getByRole('button', { name: t.list.moveUp(t.list.spent) }));
  expect(headers().slice(1)).toEqual([t.customer.email, t.list.spent, t.customer.name]);
  await waitFor(() => expect(of('SetListColumns').at(-1)?.columns).toEqual(['email', 'spent', 'name']));
  await user.click(screen.getByRole('button', { name: t.list.usualColumns }));
  await waitFor(() => expect(of('SetListColumns').at(-1)?.columns).toBeNull());
});
