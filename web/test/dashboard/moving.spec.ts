import type { Page } from '@playwright/test';
import { type Api, createCustomer, field } from './api';
import { addFilter, downloaded, expect, notice, enter, test } from './fixtures';

const header =
  'Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Address1,Default Address City,' +
  'Default Address Country Code,Default Address Zip,Total Spent,Note,Tags';

/** A file as Shopify exports it, whose second and fourth customers have an error. */
const file = (name: string) => ({
  name: 'customers_export.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(
    [
      header,
      `${name}1,Zoë,O'Brien,${name}1@example.com,yes,1 Main Street,Dublin,IE,D02 AF30,12.50,Rings twice,${name}`,
      `${name}2,No,Address,not an address,yes,,,,,0.00,,${name}`,
      `${name}3,=SUM(A1),Müller,${name}3@example.com,no,,,,,7.00,,"${name}, vip"`,
      `${name}4,Far,Away,${name}4@example.com,no,1 Street,Nowhere,XX,1,0.00,,${name}`,
      `${name}5,Ann,Quinn,${name}5@example.com,yes,,,,,0.00,,${name}`,
    ].join('\r\n'),
  ),
});

/** The customers with a tag, as the API has them. */
async function tagged(api: Api, tag: string): Promise<{ externalId: string; name: string; note: string | null }[]> {
  const { customers } = await api(
    'query($tag: String!) { customers(filter: { tags: { has: $tag } }, orderBy: { field: EMAIL }) { nodes { externalId name note } } }',
    { tag },
  );
  return customers.nodes;
}

/** Chooses a file on the page of imports, and uploads it. */
async function uploadFile(page: Page, chosen: ReturnType<typeof file>): Promise<void> {
  await page.locator('input[type=file]').setInputFiles(chosen);
  await expect(page.getByText('looks like customers from Shopify')).toBeVisible();
  await page.getByRole('button', { name: 'Upload and check' }).click();
  await expect(page.getByRole('heading', { name: 'Customer import check', level: 1 })).toBeVisible();
}

/** Expects the counts of a job, by their names. */
async function expectCounts(page: Page, wanted: Record<string, string>): Promise<void> {
  const list = page.locator('dl.counts');
  const read = async () => {
    const names = await list.locator('dt').allInnerTexts();
    const numbers = await list.locator('dd').allInnerTexts();
    return Object.fromEntries(names.map((name, i) => [name, numbers[i] ?? '']));
  };
  await expect.poll(read).toEqual(wanted);
}

test('a file of Shopify is checked, corrected and imported, and its customers are invited', async ({
  api,
  olga: page,
}) => {
  await page.goto('/dashboard/customers');
  await page.getByRole('link', { name: 'Import', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Import customers', level: 1 })).toBeVisible();
  await uploadFile(page, file('shopify'));

  // The check says what would happen, and stores nothing.
  await expect(page.getByText('2 of 5 records have errors')).toBeVisible();
  await expectCounts(page, { New: '3', 'To update': '0', 'No changes': '0', 'With errors': '2' });
  const errors = page.getByRole('table', { name: 'Rows with errors' }).getByRole('row');
  await expect(errors).toHaveCount(3);
  await expect(errors.nth(1)).toHaveText(/^3Email/);
  await expect(errors.nth(2)).toHaveText(/^5Default Address/);
  expect(await tagged(api, 'shopify')).toEqual([]);

  const columns = page.getByRole('region', { name: 'Columns' });
  await expect(columns.getByRole('row', { name: /^Last Name/ })).toContainText("O'BrienAddressMüller");
  const spent = columns.getByRole('combobox', { name: 'Import column Total Spent as' });
  await expect(spent).toHaveValue('');
  await columns.getByRole('combobox', { name: 'Import column Note as' }).selectOption('Do not import');
  await expect(page.getByRole('button', { name: 'Import 3 customers' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Check again' }).click();
  const importing = page.getByRole('button', { name: 'Import 3 customers' });
  await expect(importing).toBeVisible();
  await page.reload();
  await expect(columns.getByRole('combobox', { name: 'Import column Note as' })).toHaveValue('');
  const faults = await downloaded(page, () => page.getByRole('button', { name: 'Download rows with errors' }).click());
  expect(faults.name).toMatch(/\.csv$/);
  expect(faults.text).toContain('not an address');
  expect(faults.text).not.toContain("O'Brien");

  await importing.click();
  await expect(page.getByRole('heading', { name: 'Customer import', level: 1 })).toBeVisible();
  await expectCounts(page, { Created: '3', Updated: '0', Unchanged: '0', Failed: '2' });
  expect(await tagged(api, 'shopify')).toEqual([
    { externalId: 'shopify1', name: "Zoë O'Brien", note: null },
    { externalId: 'shopify3', name: '=SUM(A1) Müller', note: null },
    { externalId: 'shopify5', name: 'Ann Quinn', note: null },
  ]);

  await page.getByRole('button', { name: 'Send invitations' }).click();
  const invite = page.getByRole('dialog', { name: 'Invite customers to choose a password' });
  await expect(invite.getByRole('radio', { name: '3 customers of this import' })).toBeChecked();
  await invite.getByRole('button', { name: 'Send 3 invitations' }).click();
  await notice(page, 'Invitations created for 3 customers.');
  const { emails } = await api('{ emails(first: 10) { nodes { to kind } } }');
  expect(emails.nodes.filter(({ to }: { to: string }) => to.startsWith('shopify'))).toHaveLength(3);

  // The same file again changes only what was left out, and the list leads to the customers.
  await page.getByRole('link', { name: 'Import another file' }).click();
  await uploadFile(page, file('shopify'));
  await expectCounts(page, { New: '0', 'To update': '1', 'No changes': '2', 'With errors': '2' });
  await page.getByRole('button', { name: 'Import 1 customer' }).click();
  await page.getByRole('link', { name: 'View customers' }).click();
  await page.getByRole('link', { name: "Zoë O'Brien" }).click();
  await expect(page.getByRole('region', { name: 'Details' }).getByText('Rings twice')).toBeVisible();
});

test('an export has what the list shows, and is imported again without changes', async ({ api, olga: page }) => {
  for (const n of [1, 2, 3]) {
    const tags = n === 2 ? ['leaver'] : ['leaver', 'vip'];
    await createCustomer(api, { email: `leaver${n}@example.com`, name: `Leaver ${n}`, externalId: `l${n}`, tags });
  }
  await page.goto('/dashboard/customers?f=tags~has~leaver');
  await addFilter(page, 'Tags', (form) => form.getByLabel('Value').fill('vip'));
  await expect(page.getByText('2 customers', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Export' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export 2 customers' });
  await expect(dialog.getByText('match the search and the filters')).toBeVisible();
  await dialog.getByRole('radio', { name: 'Choose columns' }).check();
  await dialog.getByRole('button', { name: 'Select none' }).click();
  await dialog.getByRole('checkbox', { name: 'Name', exact: true }).check();
  await dialog.getByRole('checkbox', { name: 'Email address' }).check();
  await dialog.getByRole('button', { name: 'Export' }).click();
  await expect(dialog.getByText('Your file is ready')).toBeVisible();
  const table = await downloaded(page, () => dialog.getByRole('button', { name: 'Download' }).click());
  expect(table.name).toMatch(/^customers-.*\.csv$/);
  const rows = table.text
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split(/\r?\n/);
  expect(rows[0]).toBe('email,name');
  expect(rows.slice(1).sort()).toEqual(['leaver1@example.com,Leaver 1', 'leaver3@example.com,Leaver 3']);

  // The list of jobs has the file too.
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await page.getByRole('link', { name: 'Imports and exports' }).click();
  const row = page.getByRole('listitem').filter({ hasText: 'Customer export' }).first();
  await expect(row).toContainText('2 exported');
  const again = await downloaded(page, () => row.getByRole('button', { name: 'Download: Customer export' }).click());
  expect(again.text).toBe(table.text);

  await page.getByRole('link', { name: 'Import customers' }).click();
  const buffer = Buffer.from(table.text);
  await page.locator('input[type=file]').setInputFiles({ name: table.name, mimeType: 'text/csv', buffer });
  await page.getByRole('button', { name: 'Upload and check' }).click();
  await expect(page.getByText('There is nothing to import')).toBeVisible();
  await expectCounts(page, { New: '0', 'To update': '0', 'No changes': '2', 'With errors': '0' });
});

test('orders are exported and imported', { tag: '@any-database' }, async ({ api, olga: page }) => {
  await page.goto('/dashboard/jobs/import/orders');
  const orders = [
    'number,placed_at,contact_name,contact_email,currency,item.sku,item.name,item.quantity,item.unit_price,shipping.first_name,shipping.line1,shipping.city,shipping.country,shipping.postcode',
  ];
  for (const n of [1, 2])
    orders.push(
      `OLD-${n},2024-05-0${n}T10:00:00Z,Ann,old@example.com,EUR,TEA,Tea,2,4.50,Ann,1 Main Street,Dublin,IE,D02 AF30`,
    );
  await page.locator('input[type=file]').setInputFiles({
    name: 'orders.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(orders.join('\n')),
  });
  await page.getByRole('button', { name: 'Upload and check' }).click();
  await page.getByRole('button', { name: 'Import 2 orders' }).click();
  await expectCounts(page, { Created: '2', Updated: '0', Unchanged: '0', Failed: '0' });
  await page.goto('/dashboard/orders?f=number~starts~OLD');
  await expect(page.getByText('2 orders', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Export' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export 2 orders' });
  await dialog.getByRole('radio', { name: 'JSON Lines' }).check();
  await dialog.getByRole('button', { name: 'Export' }).click();
  const lines = await downloaded(page, () => dialog.getByRole('button', { name: 'Download' }).click());
  const numbers = lines.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).number);
  expect(numbers.sort()).toEqual(['OLD-1', 'OLD-2']);
  const { orders: stored } = await api('{ orders(filter: { number: { startsWith: "OLD" } }) { totalCount } }');
  expect(stored.totalCount).toBe(2);
});

test('an upload that fails is told, and can be tried again on a phone', { tag: '@any-database' }, async ({
  api,
  open,
  allowed,
}) => {
  allowed.push(/Failed to load resource|ERR_FAILED/);
  const page = await open({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await enter(page, 'olga@shop.example');
  await page.goto('/dashboard/jobs/import/customers');
  await page.route('**/files/**', (route) => route.abort('failed'));
  await page.locator('input[type=file]').setInputFiles(file('phone'));
  await page.getByRole('button', { name: 'Upload and check' }).click();
  await expect(page.getByRole('alert')).toContainText('The connection was lost during the upload');
  await page.unrouteAll();
  await page.getByRole('button', { name: 'Upload and check' }).click();
  await expect(page.getByText('2 of 5 records have errors')).toBeVisible();
  await page.getByRole('button', { name: 'Import 3 customers' }).click();
  await expectCounts(page, { Created: '3', Updated: '0', Unchanged: '0', Failed: '2' });
  expect(await tagged(api, 'phone')).toHaveLength(3);
});

test('a job that waits for its file is cancelled, and members see only what they may', {
  tag: '@any-database',
}, async ({ api, olga: page }) => {
  const { createImport } = await api(
    `mutation($input: CreateImportInput!) { createImport(input: $input) { job { id } ${field} } }`,
    { input: { kind: 'CUSTOMERS', format: 'CSV', dryRun: true } },
  );
  await page.goto(`/dashboard/jobs/${createImport.job.id}`);
  await expect(page.getByText('The file has not arrived yet')).toBeVisible();
  await page.getByRole('button', { name: 'Cancel: Customer import check' }).click();
  const dialog = page.getByRole('dialog', { name: 'Cancel this job?' });
  await dialog.getByRole('button', { name: 'Cancel job' }).click();
  await notice(page, 'Job cancelled');
  await expect(page.getByText('Cancelled', { exact: true })).toBeVisible();
  await page.goto('/dashboard/settings/audit');
  await expect(page.getByRole('row', { name: /Job cancelled/ }).first()).toContainText('Customer import check');
  await page.goto('/dashboard/jobs/job_01m8910q8we07s1ykrvtcffye5');
  await expect(page.getByText('This job does not exist or was deleted.')).toBeVisible();
});
