import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, test } from 'vitest';
import CustomersPage from '../customers/CustomersPage';
import type { Action } from './actions';
import type { Scope } from '../operations/generated';
import { job } from '../testing/job';
import { setup } from '../testing/list';
import { renderPart, type Answer } from '../testing/render';
import { t } from '../texts';

const b = t.bulk;

function customer(n: number) {
  return {
    __typename: 'Customer',
    id: `customer_${n}`,
    email: `c${n}@example.com`,
    name: `Customer ${n}`,
    phone: null,
    tags: n % 2 === 0 ? ['vip'] : [],
    hasPassword: false,
    emailVerified: false,
    externalId: null,
    disabledAt: null,
    groups: [],
    ordersCount: 0,
    lastOrderAt: null,
    spent: [],
    createdAt: '2026-11-29T10:00:00Z',
    updatedAt: '2026-11-29T10:00:00Z',
    customFields: { json: '{}' },
  };
}

const changed = { kind: 'ADD_CUSTOMER_TAGS', format: null, created: 0 } as const;

/** The list of the first five of 120 customers. */
function list(answers: Record<string, Answer> = {}, scopes: readonly Scope[] = ['CUSTOMERS_READ', 'CUSTOMERS_WRITE']) {
  const pageInfo = { hasNextPage: true, hasPreviousPage: false, startCursor: 'a', endCursor: 'b' };
  const part = renderPart(<CustomersPage />, {
    scopes,
    answers: {
      ...setup,
      Customers: { customers: { nodes: [1, 2, 3, 4, 5].map(customer), pageInfo } },
      CustomerCount: { customers: { totalCount: 120, totalCountEstimated: false } },
      ...answers,
    },
  });
  const of = (operation: string) =>
    part.sent.filter(({ name }) => name === operation).map(({ variables }) => variables);
  return { ...part, of, user: userEvent.setup({ delay: null }) };
}

type User = ReturnType<typeof userEvent.setup>;

const box = (n: number) => screen.getByRole('checkbox', { name: b.select(`Customer ${n}`) }) as HTMLInputElement;
const chosen = () => [1, 2, 3, 4, 5].filter((n) => box(n).checked);
const bar = () => within(screen.getByRole('region', { name: b.region }));

async function choose(user: User, ...numbers: number[]) {
  await screen.findByRole('checkbox', { name: b.select('Customer 1') });
  for (const n of numbers) await user.click(box(n));
}

/** Selects everything that matches, and opens the dialog of an action. */
async function open(user: User, action: Action, who: string) {
  const button = bar().queryByRole('button', { name: b[action].action });
  if (button === null) await user.click(bar().getByRole('button', { name: b.more }));
  await user.click(button ?? (await screen.findByRole('menuitem', { name: b[action].action })));
  return within(await screen.findByRole('dialog', { name: b[action].title(who) }));
}

test('rows are selected one by one, in ranges, by page and all of them, also by keyboard', async () => {
  const { user } = list();
  await screen.findByRole('checkbox', { name: b.select('Customer 1') });
  expect(screen.queryByRole('region', { name: b.region })).toBeNull();
  box(2).focus();
  await user.keyboard(' ');
  expect(chosen()).toEqual([2]);
  expect(bar().getByRole('status').textContent).toBe(b.selected(1));
  await user.keyboard('{Shift>}');
  await user.click(box(5));
  await user.keyboard('{/Shift}');
  expect(chosen()).toEqual([2, 3, 4, 5]);
  const head = screen.getByRole('checkbox', { name: b.selectPage }) as HTMLInputElement;
  expect(head.indeterminate).toBe(true);
  await user.click(head);
  expect(chosen()).toEqual([1, 2, 3, 4, 5]);
  await user.click(bar().getByRole('button', { name: b.selectAll(120) }));
  expect(bar().getByRole('status').textContent).toBe(b.allSelected(120));
  await user.click(box(3));
  expect(chosen(), 'whoever takes one out keeps the others of the page').toEqual([1, 2, 4, 5]);
  await user.click(bar().getByRole('button', { name: b.clear }));
  expect(chosen()).toEqual([]);
  expect(screen.queryByRole('region', { name: b.region })).toBeNull();
});

test('tags are added to the selected customers, and the message says to how many', async () => {
  const { user, of } = list({
    AddCustomerTags: { addCustomerTags: { job: job({ ...changed, updated: 1, unchanged: 1 }), userErrors: [] } },
  });
  await choose(user, 1, 2);
  const dialog = await open(user, 'addTags', b.customers(2));
  await user.click(dialog.getByRole('button', { name: b.addTags.action }));
  expect(dialog.getByText(b.tagsRequired)).toBeTruthy();
  const input = dialog.getByRole('combobox', { name: b.tags });
  await user.type(input, 'retail{Enter}');
  await user.type(input, 'spring');
  const before = of('Customers').length;
  await user.click(dialog.getByRole('button', { name: b.addTags.action }));
  expect(await screen.findByText(`${b.addTags.done(1)} ${b.unchanged(1)}`)).toBeTruthy();
  expect(of('AddCustomerTags')).toEqual([
    { customers: { ids: ['customer_1', 'customer_2'] }, tags: ['retail', 'spring'] },
  ]);
  await waitFor(() => expect(of('Customers').length, 'the list is read again').toBeGreaterThan(before));
  expect(chosen()).toEqual([]);
});

test('errors of tags are at their input', async () => {
  const fault = { code: 'TOO_LONG', field: ['tags', '0'], message: 'Must have at most 50 characters' };
  const { user } = list({ RemoveCustomerTags: { removeCustomerTags: { job: null, userErrors: [fault] } } });
  await choose(user, 2);
  const dialog = await open(user, 'removeTags', b.customers(1));
  await user.type(dialog.getByRole('combobox', { name: b.tags }), 'vip{Enter}');
  await user.click(dialog.getByRole('button', { name: b.removeTags.action }));
  expect(await dialog.findByText(fault.message)).toBeTruthy();
});

test('a deletion of all that match wants their number, and another one if it has changed', async () => {
  const conflict = {
    code: 'CONFLICT',
    field: ['customers', 'expectedCount'],
    message: 'The number of customers has changed. It is 121 now.',
  };
  let total = 120;
  const count = () => ({ customers: { totalCount: total, totalCountEstimated: false } });
  let tries = 0;
  const remove = () => ({
    deleteCustomers:
      tries++ === 0
        ? { job: null, userErrors: [conflict] }
        : { job: job({ kind: 'DELETE_CUSTOMERS', format: null, created: 0, updated: 121 }), userErrors: [] },
  });
  const { user, of } = list({ CustomerCount: count, DeleteCustomers: remove });
  await choose(user, 1);
  await user.click(bar().getByRole('button', { name: b.selectAll(120) }));
  const dialog = await open(user, 'delete', b.customers(120));
  const confirm = dialog.getByRole('button', { name: b.delete.confirm });
  expect(confirm).toHaveProperty('disabled', true);
  await user.type(dialog.getByLabelText(b.delete.type('120')), '12');
  expect(confirm).toHaveProperty('disabled', true);
  await user.type(dialog.getByLabelText(b.delete.type('120')), '0');
  total = 121;
  await user.click(confirm);
  expect(await dialog.findByText(b.changed.text(120, 121))).toBeTruthy();
  await user.click(dialog.getByRole('button', { name: b.changed.use(121) }));
  expect(screen.getByRole('dialog', { name: b.delete.title(b.customers(121)) })).toBeTruthy();
  expect(confirm, 'the new number is confirmed too').toHaveProperty('disabled', true);
  await user.type(dialog.getByLabelText(b.delete.type('121')), '121');
  await user.click(confirm);
  expect(await screen.findByText(b.delete.done(121))).toBeTruthy();
  expect(of('DeleteCustomers')).toEqual([
    { customers: { filter: {}, search: null, expectedCount: 120 } },
    { customers: { filter: {}, search: null, expectedCount: 121 } },
  ]);
});

test('where only an estimate is known, the refusal has the number', async () => {
  const conflict = {
    code: 'CONFLICT',
    field: ['customers', 'expectedCount'],
    message: 'The number of customers has changed. It is 12345 now.',
  };
  const { user } = list({
    CustomerCount: { customers: { totalCount: 10_000, totalCountEstimated: true } },
    SendInvitations: { sendInvitations: { job: null, userErrors: [conflict] } },
  });
  await choose(user, 1);
  await user.click(bar().getByRole('button', { name: b.selectMany }));
  const dialog = await open(user, 'invite', b.about(10_000));
  await user.click(dialog.getByRole('button', { name: b.invite.confirm }));
  expect(await dialog.findByText(b.changed.exact(12_345))).toBeTruthy();
  await user.click(dialog.getByRole('button', { name: b.changed.use(12_345) }));
  expect(screen.getByRole('dialog', { name: b.invite.title(b.customers(12_345)) })).toBeTruthy();
});

test('a large change goes on above the list, which is read again when it ends', async () => {
  const running = job({ ...changed, status: 'RUNNING', total: 120, done: 30, updated: 30, finishedAt: null });
  let asked = 0;
  const next = () => ({ job: asked++ === 0 ? running : job({ ...changed, total: 120, updated: 118, failed: 2 }) });
  const { user, of, router } = list({
    DisableCustomers: { updateCustomers: { job: running, userErrors: [] } },
    Job: next,
  });
  await choose(user, 1);
  await user.click(bar().getByRole('button', { name: b.selectAll(120) }));
  const dialog = await open(user, 'disable', b.customers(120));
  await user.type(dialog.getByLabelText(t.customer.disable.reason), 'Fraud');
  await user.click(dialog.getByRole('button', { name: b.disable.confirm(b.customers(120)) }));
  const progress = within(await screen.findByRole('region', { name: b.background }));
  expect(progress.getByText(b.disable.running(b.customers(120)))).toBeTruthy();
  expect(progress.getByRole('link', { name: b.details }).getAttribute('href')).toBe('/jobs/job_1');
  const before = of('Customers').length;
  const done = await screen.findByText(new RegExp(b.failed(2)));
  expect(screen.queryByRole('region', { name: b.background })).toBeNull();
  await waitFor(() => expect(of('Customers').length).toBeGreaterThan(before));
  expect(of('DisableCustomers')).toEqual([
    { customers: { filter: {}, search: null, expectedCount: 120 }, reason: 'Fraud' },
  ]);
  await user.click(within(done).getByRole('link', { name: b.details }));
  expect(router.state.location.pathname).toBe('/jobs/job_1');
});

test('customers are added to groups', async () => {
  const { user, of } = list({
    GroupNames: { customerGroups: [{ __typename: 'CustomerGroup', id: 'group_1', name: 'Wholesale' }] },
    ChangeCustomers: { updateCustomers: { job: job({ kind: 'UPDATE_CUSTOMERS', updated: 2 }), userErrors: [] } },
  });
  await choose(user, 1, 2);
  const dialog = await open(user, 'addGroups', b.customers(2));
  await user.click(dialog.getByRole('button', { name: b.addGroups.action }));
  expect(dialog.getByText(b.groupsRequired)).toBeTruthy();
  await user.click(await dialog.findByRole('checkbox', { name: 'Wholesale' }));
  await user.click(dialog.getByRole('button', { name: b.addGroups.action }));
  expect(await screen.findByText(b.addGroups.done(2))).toBeTruthy();
  expect(of('ChangeCustomers')).toEqual([
    { customers: { ids: ['customer_1', 'customer_2'] }, changes: { addGroupIds: ['group_1'] } },
  ]);
});

test('marketing is changed only after a choice', async () => {
  const { user, of } = list({
    ChangeCustomers: { updateCustomers: { job: job({ kind: 'UPDATE_CUSTOMERS', updated: 1 }), userErrors: [] } },
  });
  await choose(user, 3);
  const dialog = await open(user, 'marketing', b.customers(1));
  await user.click(dialog.getByRole('button', { name: b.marketing.action }));
  expect(dialog.getByText(t.common.required)).toBeTruthy();
  await user.click(dialog.getByRole('radio', { name: b.marketing.no }));
  await user.click(dialog.getByRole('button', { name: b.marketing.action }));
  expect(await screen.findByText(b.marketing.done(1))).toBeTruthy();
  expect(of('ChangeCustomers')).toEqual([{ customers: { ids: ['customer_3'] }, changes: { acceptsMarketing: false } }]);
});

test('the selected customers are exported', async () => {
  const { user, of } = list({
    CreateExport: { createExport: { job: job({ kind: 'EXPORT_CUSTOMERS' }), userErrors: [] } },
    Job: { job: job({ kind: 'EXPORT_CUSTOMERS' }) },
  });
  await choose(user, 1, 2);
  await user.click(bar().getByRole('button', { name: b.export }));
  const dialog = within(await screen.findByRole('dialog', { name: t.job.export.titles.CUSTOMERS(2) }));
  await user.click(dialog.getByRole('button', { name: t.job.export.submit }));
  await waitFor(() => expect(of('CreateExport')).toHaveLength(1));
  expect(of('CreateExport')[0]?.input).toMatchObject({
    customerFilter: { and: [{ or: [{ id: { in: ['customer_1', 'customer_2'] } }] }] },
  });
});

test('who may only read can export what is selected, and no more', async () => {
  const { user } = list({}, ['CUSTOMERS_READ']);
  await choose(user, 1);
  expect(
    bar()
      .getAllByRole('button')
      .map((button) => button.textContent || button.getAttribute('aria-label')),
  ).toEqual([b.selectAll(120), b.export, b.clear]);
  expect(screen.queryByRole('link', { name: t.import.action })).toBeNull();
});
