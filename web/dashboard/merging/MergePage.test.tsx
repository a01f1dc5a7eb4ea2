import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { Route, Routes } from 'react-router';
import { expect, test } from 'vitest';
import type { MergingFragment, Scope } from '../operations/generated';
import { definition } from '../testing/definition';
import { renderPart, type Answer } from '../testing/render';
import { t } from '../texts';
import type { MergePreview } from './Comparison';
import MergePage from './MergePage';

const m = t.merge;
const scopes: readonly Scope[] = ['CUSTOMERS_READ', 'CUSTOMERS_WRITE', 'ORDERS_READ', 'ORDERS_WRITE'];

function side(id: string, change: Partial<MergingFragment> = {}) {
  return {
    __typename: 'Customer',
    id,
    name: id === 'customer_1' ? 'Ann Murphy' : 'A. Murphy',
    email: `${id}@example.com`,
    phone: null,
    tags: [],
    hasPassword: false,
    emailVerified: true,
    disabledAt: null,
    erasureDueAt: null,
    createdAt: '2026-11-01T10:00:00Z',
    version: 7,
    orders: { totalCount: 2 },
    addresses: { totalCount: 1 },
    ...change,
  };
}

const preview: MergePreview = {
  keep: side('customer_1'),
  merge: side('customer_2', { version: 3 }),
  orders: 2,
  addresses: 1,
  duplicateAddresses: 1,
  fields: [
    { field: 'name', keep: 'Ann Murphy', merge: 'A. Murphy' },
    { field: 'phone', keep: null, merge: '+353871234567' },
    { field: 'customFields.size', keep: '40', merge: '41' },
    { field: 'tags', keep: '["vip"]', merge: '[]' },
  ],
  blocking: [],
};

function page(
  answers: Record<string, Answer> = {},
  { path = '/customers/customer_1/merge?with=customer_2', can = scopes } = {},
) {
  const part = renderPart(
    <Routes>
      <Route path="customers/:id/merge" element={<MergePage />} />
      <Route path="*" element={<span>elsewhere</span>} />
    </Routes>,
    {
      path,
      scopes: can,
      definitions: [definition({ type: 'INTEGER' })],
      answers: {
        Named: { nodes: [{ __typename: 'Customer', id: 'customer_1', name: 'Ann Murphy', email: 'ann@example.com' }] },
        MergePreview: { customerMergePreview: preview },
        MergeCustomers: { mergeCustomers: { customerId: 'customer_1', userErrors: [] } },
        ...answers,
      },
    },
  );
  const merged = () =>
    part.sent.filter(({ name }) => name === 'MergeCustomers').map(({ variables }) => variables.input);
  return { ...part, merged, user: userEvent.setup({ delay: null }) };
}

const choice = (field: string) => screen.findByRole('radiogroup', { name: field });
const chosen = async (field: string) =>
  within(await choice(field))
    .getAllByRole<HTMLInputElement>('radio')
    .map(({ checked }) => checked);

async function confirm(user: ReturnType<typeof userEvent.setup>) {
  await user.click(await screen.findByRole('button', { name: m.submit }));
  const dialog = await screen.findByRole('dialog', { name: m.confirmTitle('A. Murphy', 'Ann Murphy') });
  await user.click(within(dialog).getByRole('button', { name: m.confirm }));
}

test('the values of the customer that remains are chosen first, and the other’s where it has none', async () => {
  const { user, merged, router } = page();
  expect(await chosen(t.customer.name)).toEqual([true, false]);
  expect(await chosen(t.customer.phone)).toEqual([false, true]);
  expect(await chosen('Size'), 'a custom field has its label').toEqual([true, false]);
  await user.click(within(await choice('Size')).getByRole('radio', { name: '41' }));
  expect(await chosen('Size')).toEqual([false, true]);
  expect(screen.queryByRole('radiogroup', { name: t.customer.tags }), 'tags cannot be chosen').toBeNull();
  expect(screen.getByText(m.outcomes.tags ?? '')).toBeTruthy();
  expect(screen.getByText(m.orderMoves(2))).toBeTruthy();
  expect(screen.getByText(m.addressMoves(1))).toBeTruthy();
  expect(screen.getByText(m.doubles(1))).toBeTruthy();
  await confirm(user);
  await waitFor(() => expect(router.state.location.pathname).toBe('/customers/customer_1'));
  expect(merged()).toEqual([
    {
      keep: 'customer_1',
      merge: 'customer_2',
      fieldsFromMerged: ['phone', 'customFields.size'],
      expectedVersions: { keep: 7, merge: 3 },
    },
  ]);
});

test('the other customer can remain instead', async () => {
  page();
  const link = await screen.findByRole('link', { name: /Swap/ });
  expect(link.getAttribute('href')).toBe('/customers/customer_2/merge?with=customer_1');
});

test('a customer that was changed meanwhile is shown again, to be confirmed again', async () => {
  let read = 0;
  const newer = { ...preview, keep: side('customer_1', { version: 8 }), fields: preview.fields.slice(0, 1) };
  const fault = { code: 'CONFLICT', field: ['input', 'expectedVersions', 'keep'], message: 'Changed' };
  const next = () => ({ customerMergePreview: read++ === 0 ? preview : newer });
  const { user, merged } = page({
    MergePreview: next,
    MergeCustomers: { mergeCustomers: { customerId: null, userErrors: [fault] } },
  });
  await confirm(user);
  expect(await screen.findByText(m.changed)).toBeTruthy();
  await waitFor(() => expect(screen.queryByRole('radiogroup', { name: 'Size' })).toBeNull());
  expect(screen.queryByRole('dialog')).toBeNull();
  await confirm(user);
  await waitFor(() => expect(merged()).toHaveLength(2));
  expect(merged()[1]).toMatchObject({ expectedVersions: { keep: 8, merge: 3 } });
});

test('what is in the way is told, and nothing can be merged', async () => {
  const blocking = [{ code: 'STEP_NOT_ALLOWED', field: null, message: 'An erasure is requested' }];
  page({ MergePreview: { customerMergePreview: { ...preview, blocking } } });
  expect(await screen.findByText('An erasure is requested')).toBeTruthy();
  expect(screen.getByRole<HTMLButtonElement>('button', { name: m.submit }).disabled).toBe(true);
});

test('another error stays in the dialog', async () => {
  const fault = { code: 'LIMIT_REACHED', field: null, message: 'Too many tags' };
  const { user } = page({ MergeCustomers: { mergeCustomers: { customerId: null, userErrors: [fault] } } });
  await confirm(user);
  expect(await within(screen.getByRole('dialog')).findByText('Too many tags')).toBeTruthy();
});

test('the other customer is chosen from the possible duplicates', async () => {
  const duplicate = {
    customer: { __typename: 'Customer', id: 'customer_2', name: null, email: 'a@example.com', phone: null },
    reasons: ['PHONE', 'NAME_AND_POSTCODE'],
  };
  const { user } = page(
    { PossibleDuplicates: { possibleDuplicates: [duplicate] }, FindCustomers: { customers: { nodes: [] } } },
    { path: '/customers/customer_1/merge' },
  );
  for (const reason of ['PHONE', 'NAME_AND_POSTCODE'] as const)
    expect(await screen.findByText(m.reasons[reason])).toBeTruthy();
  await user.click(screen.getByRole('link', { name: m.compareNamed('a@example.com') }));
  expect(await choice(t.customer.name)).toBeTruthy();
});

test.each([
  ['a customer that is gone', { MergePreview: { customerMergePreview: null } }, scopes, m.missing],
  ['a member who may not write orders', {}, scopes.slice(0, 3), t.failure.forbidden],
])('nothing to compare: %s', async (_, answers, can, words) => {
  page(answers, { can });
  expect(await screen.findByText(words)).toBeTruthy();
});
