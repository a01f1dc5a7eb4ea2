import type { Page } from '@playwright/test';
import { type Api, createCustomer, field, placeOrder } from './api';
import { addFilter, column, expect, notice, enter, test } from './fixtures';

const box = (page: Page, name: string) => page.getByRole('checkbox', { name: `Select ${name}`, exact: true });
const bar = (page: Page) => page.getByRole('region', { name: 'Selected customers' });

/** Creates customers with a tag of their own, named after it. */
async function createCustomers(api: Api, tag: string, n: number): Promise<void> {
  const input = Array.from({ length: n }, (_, i) => ({
    email: `${tag}${i}@example.com`,
    name: `${tag} ${String(i).padStart(3, '0')}`,
    tags: [tag],
  }));
  for (let i = 0; i < n; i += 100) {
    await api(
      `mutation($input: [UpsertCustomerInput!]!) { upsertCustomers(match: EMAIL, input: $input) { results { outcome } ${field} } }`,
      { input: input.slice(i, i + 100) },
    );
  }
}

/** The customers with a tag, as the API has them. */
async function tagged(api: Api, tag: string): Promise<{ name: string; tags: string[]; disabledAt: string | null }[]> {
  const { customers } = await api(
    'query($tag: String!) { customers(first: 100, filter: { tags: { has: $tag } }, orderBy: { field: NAME }) { nodes { name tags disabledAt } } }',
    { tag },
  );
  return customers.nodes;
}

const withTag = (tag: string) => `/dashboard/customers?f=tags~has~${tag}&sort=NAME`;

test('customers are selected with the keyboard, and tagged', { tag: '@any-database' }, async ({ api, olga: page }) => {
  await createCustomers(api, 'picked', 4);
  await page.goto(withTag('picked'));
  await expect(column(page, 2)).toHaveCount(4);
  await box(page, 'picked 000').focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(box(page, 'picked 001'), 'the link of a row is between two boxes').toBeFocused();
  await page.keyboard.press('Space');
  await expect(bar(page).getByRole('status')).toHaveText('2 selected');
  await bar(page).getByRole('button', { name: 'Add tags' }).focus();
  await page.keyboard.press('Enter');
  const add = page.getByRole('dialog', { name: 'Add tags to 2 customers' });
  await expect(add.getByRole('combobox', { name: 'Tags' })).toBeFocused();
  await page.keyboard.type('Spring');
  await page.keyboard.press('Enter');
  await add.getByRole('button', { name: 'Add tags' }).click();
  await notice(page, 'Tags added to 2 customers.');
  await expect(bar(page)).toHaveCount(0);
  await expect(page.getByRole('main'), 'the keyboard goes on in the content').toBeFocused();
  await expect(page.getByRole('row', { name: /picked 000/ })).toContainText('Spring');
  await expect(page.getByRole('row', { name: /picked 002/ })).not.toContainText('Spring');

  // All on the page, and one of them out again.
  await page.getByRole('checkbox', { name: 'Select all rows on this page' }).check();
  await box(page, 'picked 003').uncheck();
  await expect(bar(page).getByRole('status')).toHaveText('3 selected');
  await bar(page).getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Remove tags' }).click();
  const remove = page.getByRole('dialog', { name: 'Remove tags from 3 customers' });
  await remove.getByRole('combobox', { name: 'Tags' }).fill('spring');
  await remove.getByRole('button', { name: 'Remove tags' }).click();
  await notice(page, 'Tags removed from 2 customers. 1 unchanged.');
  expect((await tagged(api, 'picked')).map(({ tags }) => tags)).toEqual([
    ['picked'],
    ['picked'],
    ['picked'],
    ['picked'],
  ]);
});

test('all that match are deleted with their number, also after it has changed', async ({ api, olga: page }) => {
  await createCustomers(api, 'leaving', 30);
  await page.goto(withTag('leaving'));
  await expect(page.getByText('30 customers', { exact: true })).toBeVisible();
  await box(page, 'leaving 000').check();
  await bar(page).getByRole('button', { name: 'Select all 30 that match' }).click();
  await bar(page).getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  const dialog = page.getByRole('dialog', { name: /^Delete \d+ customers\?$/ });
  const confirm = dialog.getByRole('button', { name: 'Delete permanently' });
  await expect(confirm).toBeDisabled();
  await dialog.getByLabel('Type 30 to confirm').fill('30');
  await createCustomer(api, { email: 'leaving-late@example.com', name: 'leaving late', tags: ['leaving'] });
  await confirm.click();
  await expect(dialog.getByRole('alert')).toContainText('31 customers match');
  expect(await tagged(api, 'leaving')).toHaveLength(31);
  await dialog.getByRole('button', { name: 'Continue with 31 customers' }).click();
  await expect(confirm).toBeDisabled();
  await dialog.getByLabel('Type 31 to confirm').fill('31');
  await confirm.click();
  await notice(page, '31 customers were deleted.');
  await expect(page.getByText('No results')).toBeVisible();
  expect(await tagged(api, 'leaving')).toEqual([]);
});

test('a large change runs in the background, and a phone can start one', { tag: '@any-database' }, async ({
  api,
  open,
}) => {
  await createCustomers(api, 'crowd', 130);
  const page = await open({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await enter(page, 'olga@shop.example');
  await page.goto(withTag('crowd'));
  await expect(page.getByText('130 customers', { exact: true })).toBeVisible();
  await box(page, 'crowd 000').check();
  await bar(page).getByRole('button', { name: 'Select all 130 that match' }).click();
  await bar(page).getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name: 'Disable' }).click();
  const dialog = page.getByRole('dialog', { name: 'Disable 130 customers?' });
  await dialog.getByLabel('Reason').fill('Chargebacks');
  await dialog.getByRole('button', { name: 'Disable 130 customers' }).click();
  await notice(page, '130 customers were disabled.');
  expect((await tagged(api, 'crowd')).filter(({ disabledAt }) => disabledAt === null)).toEqual([]);
  await page.goto('/dashboard/jobs');
  const row = page.getByRole('listitem').filter({ hasText: 'Customer update' }).first();
  await expect(row).toContainText('130 updated');
  await row.getByRole('link', { name: 'Customer update' }).click();
  await expect(page.getByRole('main')).toContainText('by Olga Owner');

  // Disabled customers get no invitations.
  await page.goto(withTag('crowd'));
  await box(page, 'crowd 001').check();
  await bar(page).getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name: 'Send invitations' }).click();
  await page
    .getByRole('dialog', { name: 'Send invitations to 1 customer?' })
    .getByRole('button', { name: 'Send invitations' })
    .click();
  await notice(page, 'Invitations created for 0 customers. 1 unchanged.');
});

test('what failed is told with a link to the customers', { tag: '@any-database' }, async ({ api, olga: page }) => {
  await createCustomer(api, {
    email: 'full@example.com',
    name: 'full',
    tags: ['full', ...Array.from({ length: 49 }, (_, i) => `t${i}`)],
  });
  await createCustomer(api, { email: 'roomy@example.com', name: 'roomy', tags: ['full'] });
  await page.goto(withTag('full'));
  await page.getByRole('checkbox', { name: 'Select all rows on this page' }).check();
  await bar(page).getByRole('button', { name: 'Add tags' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add tags to 2 customers' });
  await dialog.getByRole('combobox', { name: 'Tags' }).fill('one more');
  await dialog.getByRole('button', { name: 'Add tags' }).click();
  const alert = page.getByRole('alert').filter({ hasText: 'Tags added to 1 customer. 1 failed.' });
  await alert.getByRole('link', { name: 'Details' }).click();
  const errors = page.getByRole('region', { name: 'Errors' });
  await expect(errors.getByRole('row')).toHaveCount(2);
  await errors.getByRole('link', { name: 'full' }).click();
  await expect(page.getByRole('heading', { name: 'full', level: 1 })).toBeVisible();
});

test('customers join a group and leave it', { tag: '@any-database' }, async ({ api, olga: page }) => {
  await createCustomers(api, 'grouped', 3);
  await api(`mutation { createCustomerGroup(input: { name: "Wholesalers" }) { customerGroupId ${field} } }`);
  await page.goto(withTag('grouped'));
  await page.getByRole('checkbox', { name: 'Select all rows on this page' }).check();
  await bar(page).getByRole('button', { name: 'Add to group' }).click();
  const add = page.getByRole('dialog', { name: 'Add 3 customers to a group' });
  await add.getByRole('checkbox', { name: 'Wholesalers' }).check();
  await add.getByRole('button', { name: 'Add to group' }).click();
  await notice(page, '3 customers added.');
  await addFilter(page, 'Groups', (form) => form.getByLabel('Wholesalers').check());
  await expect(column(page)).toHaveText(['grouped 000', 'grouped 001', 'grouped 002']);
  await box(page, 'grouped 001').check();
  await bar(page).getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Remove from group' }).click();
  const remove = page.getByRole('dialog', { name: 'Remove 1 customer from a group' });
  await remove.getByRole('checkbox', { name: 'Wholesalers' }).check();
  await remove.getByRole('button', { name: 'Remove from group' }).click();
  await notice(page, '1 customer removed from the group.');
  await expect(column(page)).toHaveText(['grouped 000', 'grouped 002']);
});

test('orders are marked as paid and shipped, and those that cannot be are named', async ({ api, olga: page }) => {
  const orders = [];
  for (let i = 0; i < 22; i++)
    orders.push(await placeOrder(api, { contact: { name: `Batch ${i}`, email: 'batch@example.com' } }));
  const cancelled = orders[3] as { id: string; number: string };
  await api(`mutation($id: ID!) { cancelOrder(id: $id) { ${field} } }`, { id: cancelled.id });
  const chosen = page.getByRole('region', { name: 'Selected orders' });
  const state = async () => {
    const filter = { contact: { email: { eq: 'batch@example.com' } } };
    const read =
      'query($filter: OrderFilter) { orders(first: 100, filter: $filter) { nodes { id paymentStatus fulfillmentStatus } } }';
    return (await api(read, { filter })).orders.nodes;
  };
  await page.goto('/dashboard/orders?f=contactEmail~eq~batch@example.com');
  await expect(page.getByText('22 orders', { exact: true })).toBeVisible();
  await page.getByRole('checkbox', { name: 'Select all rows on this page' }).check();
  await chosen.getByRole('button', { name: 'Mark as paid' }).click();
  const pay = page.getByRole('dialog', { name: 'Mark 22 orders as paid?' });
  await pay.getByRole('button', { name: 'Mark 22 orders as paid' }).click();
  const result = page.getByRole('dialog', { name: '21 orders marked as paid.' });
  await expect(result.getByText('1 order was not changed:').first()).toBeVisible();
  await expect(result.getByRole('link', { name: cancelled.number })).toBeVisible();
  await result.getByRole('button', { name: 'Close' }).last().click();
  await expect(chosen).toHaveCount(0);
  await expect(page.getByRole('row').filter({ hasText: /Paid/ })).toHaveCount(21);
  const paid = (await state()).filter((order: { paymentStatus: string }) => order.paymentStatus === 'PAID');
  expect(paid).toHaveLength(21);

  await page.getByRole('checkbox', { name: `Select Order ${orders[0]?.number}`, exact: true }).check();
  await page.getByRole('checkbox', { name: `Select Order ${orders[1]?.number}`, exact: true }).check();
  await chosen.getByRole('button', { name: 'Mark as shipped' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Mark 2 orders as shipped' }).click();
  await notice(page, '2 orders marked as shipped.');
  await expect(page.getByRole('row').filter({ hasText: /Fulfilled/ })).toHaveCount(2);
});
