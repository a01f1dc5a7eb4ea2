import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { GroupRecordFragment, Scope } from '../operations/generated';
import { renderPart, type Answer } from '../testing/render';
import { t } from '../texts';
import GroupsPage from './GroupsPage';

const g = t.groups;
const retail: GroupRecordFragment & { __typename: string } = {
  __typename: 'CustomerGroup',
  id: 'group_1',
  name: 'Retail',
  description: 'Shops',
  customersCount: 1200,
  updatedAt: '2026-11-29T10:00:00Z',
  version: 3,
};

function page(
  answers: Record<string, Answer> = {},
  scopes: readonly Scope[] = ['CUSTOMERS_READ', 'CUSTOMERS_WRITE'],
  groups: readonly object[] | null = [retail],
) {
  const part = renderPart(<GroupsPage />, { scopes, answers: { Groups: { customerGroups: groups }, ...answers } });
  const sentTo = (name: string) => part.sent.find((one) => one.name === name)?.variables;
  return { ...part, sentTo, user: userEvent.setup({ delay: null }) };
}

const choose = async (user: ReturnType<typeof userEvent.setup>, item: string) => {
  await user.click(await screen.findByRole('button', { name: t.common.actionsOf('Retail') }));
  await user.click(await screen.findByRole('menuitem', { name: item }));
};

test('each group leads to its customers, whose number is told', async () => {
  page();
  const link = await screen.findByRole('link', { name: 'Retail' });
  expect(link.getAttribute('href')).toContain('/customers?f=groups');
  expect(link.getAttribute('href')).toContain('group_1');
  expect(screen.getByText('1,200')).toBeTruthy();
});

test.each<[string, readonly Scope[], readonly object[] | null, string]>([
  ['no groups', ['CUSTOMERS_READ', 'CUSTOMERS_WRITE'], [], g.empty],
  ['without the scope', [], null, t.failure.forbidden],
])('%s', async (_, scopes, groups, words) => {
  page({}, scopes, groups);
  expect(await screen.findByText(words)).toBeTruthy();
});

test('members who only read cannot change groups', async () => {
  page({}, ['CUSTOMERS_READ']);
  await screen.findByRole('link', { name: 'Retail' });
  expect(screen.queryByRole('button', { name: g.new })).toBeNull();
  expect(screen.queryByRole('button', { name: t.common.actionsOf('Retail') })).toBeNull();
});

test('a group is created; a name that is missing or taken is told at its field', async () => {
  const taken = { code: 'INVALID', field: ['input', 'name'], message: 'There is a group of this name' };
  const { user, sentTo } = page({ CreateGroup: { createCustomerGroup: { customerGroup: null, userErrors: [taken] } } });
  await user.click(await screen.findByRole('button', { name: g.new }));
  const dialog = within(await screen.findByRole('dialog', { name: g.new }));
  const name = dialog.getByLabelText(new RegExp(`^${g.name}`));
  await user.click(dialog.getByRole('button', { name: g.create }));
  expect(await dialog.findByText(t.common.required)).toBeTruthy();
  await waitFor(() => expect(document.activeElement).toBe(name));
  await user.type(name, 'Retail');
  await user.click(dialog.getByRole('button', { name: g.create }));
  expect(await dialog.findByText(taken.message)).toBeTruthy();
  expect(sentTo('CreateGroup')).toEqual({ input: { name: 'Retail', description: null } });
});

test('a group is renamed for the version that was read', async () => {
  const { user, sentTo } = page({ UpdateGroup: { updateCustomerGroup: { customerGroup: null, userErrors: [] } } });
  await choose(user, t.common.edit);
  const name = await screen.findByLabelText<HTMLInputElement>(new RegExp(`^${g.name}`));
  await user.clear(name);
  await user.type(name, 'Shops{Enter}');
  expect(await screen.findByText(t.common.saved)).toBeTruthy();
  expect(sentTo('UpdateGroup')).toEqual({
    id: 'group_1',
    input: { name: 'Shops', description: 'Shops', expectedVersion: 3 },
  });
});

test('before a group is deleted, its size is told', async () => {
  const { user, sentTo } = page({ DeleteGroup: { deleteCustomerGroup: { deletedId: 'group_1', userErrors: [] } } });
  await choose(user, g.delete);
  const dialog = within(await screen.findByRole('dialog', { name: g.deleteTitle('Retail') }));
  expect(dialog.getByText(g.deleteText(1200))).toBeTruthy();
  expect(sentTo('DeleteGroup')).toBeUndefined();
  await user.click(dialog.getByRole('button', { name: g.deleteConfirm }));
  expect(await screen.findByText(g.deleted)).toBeTruthy();
  expect(sentTo('DeleteGroup')).toEqual({ id: 'group_1' });
});
