import { createCustomer, dublin } from './api';
import { addFilter, chooseAction, column, expect, notice, test } from './fixtures';

test('the list is searched, filtered, sorted and paged, and its address says how', async ({ api, olga: page }) => {
  for (let i = 0; i < 30; i++) {
    await createCustomer(api, {
      email: `list${i}@example.com`,
      name: `Lister ${String.fromCharCode(65 + (i % 26))}${i}`,
      tags: i % 3 === 0 ? ['vip'] : [],
      customFields: { shoeSize: 30 + i, tier: i % 2 ? 'GOLD' : 'BRONZE' },
    });
  }
  await page.reload();
  await expect(column(page)).toHaveCount(25);
  await expect(page.getByText(/\d+ entries/)).toBeVisible();

  await page.getByRole('searchbox', { name: 'Search' }).pressSequentially('lister');
  await expect(page.getByText('30 entries')).toBeVisible();
  await page.getByRole('button', { name: 'Email address' }).click();
  await expect(column(page, 2).first()).toHaveText('list0@example.com');
  await page.getByRole('button', { name: 'Next page' }).click();
  await expect(column(page)).toHaveCount(5);
  const second = await column(page, 2).allInnerTexts();
  const link = page.url();
  await page.getByRole('button', { name: 'Previous page' }).click();
  await expect(column(page, 2).first()).toHaveText('list0@example.com');
  await page.goBack();
  await expect(column(page, 2)).toHaveText(second);

  // The link alone shows the same.
  await page.goto('/dashboard/orders');
  await page.goto(link);
  await expect(column(page, 2)).toHaveText(second);

  await addFilter(page, 'Tags', (form) => form.getByLabel('Value').fill('VIP'));
  await expect(page.getByText('10 entries')).toBeVisible();
  await addFilter(page, 'Shoe size', async (form) => {
    await form.getByLabel('Condition').selectOption({ label: 'at least' });
    await form.getByLabel('Value').fill('45');
  });
  await expect(page.getByText('5 entries')).toBeVisible();
  await addFilter(page, 'Loyalty tier', (form) => form.getByLabel('Gold').check());
  await expect(column(page, 2)).toHaveText(['list15@example.com', 'list21@example.com', 'list27@example.com']);

  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('checkbox', { name: 'Shoe size' }).check();
  await page.getByRole('checkbox', { name: 'Tags' }).uncheck();
  await page.keyboard.press('Escape');
  await expect(page.locator('thead')).toContainText('Shoe size');
  await expect(page.locator('thead')).not.toContainText('Tags');
  const size = page.getByRole('button', { name: 'Shoe size', exact: true });
  await size.click();
  await expect(column(page, 2).first()).toHaveText('list15@example.com');
  await size.click();
  await expect(column(page, 2).first()).toHaveText('list27@example.com');
  expect(page.url()).toMatch(/sort=custom\.shoeSize&dir=desc/);
  await page.reload();
  await expect(column(page, 2).first()).toHaveText('list27@example.com');

  await page.getByRole('button', { name: 'Remove filter Tags include VIP' }).click();
  await expect(page.getByText('8 entries')).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(page.getByText('30 entries')).toBeVisible();
  await page.getByRole('searchbox', { name: 'Search' }).fill('nobody of this name');
  await expect(page.getByText('No results')).toBeVisible();
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect(column(page)).toHaveCount(25);
  await page.goto('/dashboard/customers?f=gone~eq~x');
  await expect(page.getByText('contains a filter or sort order that no longer exists')).toBeVisible();
});

test('a customer is created, changed, given a password and deleted', { tag: '@any-database' }, async ({
  api,
  olga: page,
}) => {
  await page.getByRole('link', { name: 'New customer' }).first().click();
  await page.getByLabel('Name', { exact: true }).fill('Zoë Quinn');
  await page.getByLabel('Email address').fill('no address');
  await page.getByLabel('Shoe size').fill('3');
  await page.getByRole('button', { name: 'Create customer' }).click();
  await expect(page.locator('main [aria-invalid=true]')).toHaveCount(2);
  await page.getByLabel('Email address').fill('zoe@example.com');
  await page.getByLabel('Shoe size').fill('39');
  await page.getByLabel('Loyalty tier').selectOption({ label: 'Gold' });
  await page.getByRole('switch', { name: 'Accepts email marketing' }).check();
  await page.getByRole('button', { name: 'Create customer' }).click();
  await expect(page.getByRole('heading', { name: 'Zoë Quinn', level: 1 })).toBeVisible();
  const id = page.url().split('/').at(-1);

  await page.getByRole('combobox', { name: 'Tags' }).fill('wholesale');
  await page.keyboard.press('Enter');
  await page.getByLabel('Note', { exact: true }).fill('Rings twice.');
  await page.getByLabel('Phone number').fill('+353 87 123 4567');
  await page.getByLabel('Homepage').fill('https://zoe.example/');
  await page.getByRole('button', { name: 'Save' }).click();
  await notice(page, 'Saved.');
  const read =
    'query($id: ID!) { customer(id: $id) { name phone tags note hasPassword acceptsMarketing customFields { shoeSize tier homepage } } }';
  expect((await api(read, { id })).customer).toEqual({
    name: 'Zoë Quinn',
    phone: '+353871234567',
    tags: ['wholesale'],
    note: 'Rings twice.',
    hasPassword: false,
    acceptsMarketing: true,
    customFields: { shoeSize: 39, tier: 'GOLD', homepage: 'https://zoe.example/' },
  });
  await expect(page.getByLabel('Phone number')).toHaveValue('+353871234567');

  await expect(page.getByText('has no password')).toBeVisible();
  await page.getByRole('button', { name: 'Set password' }).click();
  await page.getByLabel('New password').fill('short');
  await page.getByRole('button', { name: 'Set password' }).click();
  await expect(page.getByLabel('New password')).toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel('New password').fill('a long enough one');
  await page.getByRole('button', { name: 'Set password' }).click();
  await expect(page.getByText('can log in with a password')).toBeVisible();
  expect((await api(read, { id })).customer.hasPassword).toBe(true);

  await chooseAction(page, 'Delete customer…');
  const dialog = page.getByRole('dialog', { name: 'Delete Zoë Quinn?' });
  await expect(dialog.getByText('Orders are kept')).toBeVisible();
  await dialog.getByRole('button', { name: 'Delete permanently' }).click();
  await expect(page.getByRole('heading', { name: 'Customers', level: 1 })).toBeVisible();
  expect((await api(read, { id })).customer).toBe(null);
  await page.goto(`/dashboard/customers/${id}`);
  await expect(page.getByText('This customer does not exist')).toBeVisible();
});

test('addresses are created, changed and deleted, and sessions end', { tag: '@any-database' }, async ({
  api,
  olga: page,
}) => {
  const id = await createCustomer(
    api,
    { email: 'ann@example.com', name: 'Ann Murphy', password: 'correct horse' },
    { ...dublin, label: 'home' },
  );
  await page.goto(`/dashboard/customers/${id}`);
  const section = page.getByRole('region', { name: 'Addresses' });
  await expect(section.getByText('14 Main Street')).toBeVisible();

  await section.getByRole('button', { name: 'New address' }).click();
  const dialog = page.getByRole('dialog', { name: 'New address' });
  await dialog.getByLabel('Label').fill('office');
  await dialog.getByLabel('Country').selectOption('US');
  await dialog.getByLabel('First name').fill('Ann');
  await dialog.getByLabel('Street address').fill('1 Infinite Loop');
  await dialog.getByLabel('City').fill('Cupertino');
  await dialog.getByRole('combobox', { name: 'Region' }).selectOption({ label: 'California' });
  await dialog.getByLabel('Postal code').fill('nonsense');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByLabel('Postal code')).toHaveAttribute('aria-invalid', 'true');
  await dialog.getByLabel('Postal code').fill('95014');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(section.getByText('CUPERTINO, CA 95014').or(section.getByText('Cupertino, CA 95014'))).toBeVisible();

  await section.getByRole('button', { name: 'Make default for shipping: office' }).click();
  const read =
    '{ node: customer(id: "ID") { defaultShippingAddress { label instructions } defaultBillingAddress { label } addresses { totalCount } } }'.replace(
      'ID',
      id,
    );
  await expect.poll(async () => (await api(read)).node.defaultShippingAddress.label).toBe('office');
  await expect(section.getByText('Default for shipping', { exact: true })).toHaveCount(1);

  await section.getByRole('button', { name: 'Edit: office' }).click();
  const edit = page.getByRole('dialog', { name: 'Edit address' });
  await edit.getByLabel('Delivery instructions').fill('Second floor');
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect(section.getByText('Second floor')).toBeVisible();

  await section.getByRole('button', { name: 'Delete: office' }).click();
  await page.getByRole('dialog', { name: 'Delete address?' }).getByRole('button', { name: 'Delete' }).click();
  await expect(section.getByText('Second floor')).toHaveCount(0);
  expect((await api(read)).node.addresses.totalCount).toBe(1);
  expect((await api(read)).node.defaultShippingAddress.label).toBe('home');

  const login = () =>
    api(
      'mutation { login(email: "ann@example.com", password: "correct horse") { customerToken { accessToken } userErrors { code field message } } }',
      {},
      {},
    );
  const tokens = [];
  for (let i = 0; i < 3; i++) tokens.push((await login()).login.customerToken.accessToken);
  await page.reload();
  const sessions = page.getByRole('region', { name: 'Signed in' });
  await expect(sessions.getByRole('button', { name: 'Revoke session' })).toHaveCount(3);
  await sessions.getByRole('button', { name: 'Revoke session' }).first().click();
  await expect(sessions.getByRole('button', { name: 'Revoke session' })).toHaveCount(2);
  await sessions.getByRole('button', { name: 'Revoke all sessions' }).click();
  await expect(sessions.getByText('No active sessions')).toBeVisible();
  for (const token of tokens)
    await expect(api('{ me { id } }', {}, { 'x-customer-token': token })).rejects.toThrow(/REVOKED/);
});
