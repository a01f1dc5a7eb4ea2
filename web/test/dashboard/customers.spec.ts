import { createCustomer, dublin, field, placeClosedOrder, placeOrder } from './api';
import { addFilter, chooseAction, chooseOf, column, expect, expectNoFaults, notice, enter, test } from './fixtures';

const contact = { name: 'Bea Buyer', email: 'buyer@example.com' };

test('the list is searched, filtered, sorted and paged, and its address says how', async ({ api, olga: page }) => {
  for (let i = 0; i < 30; i++) {
    await createCustomer(api, {
      email: `list${i}@example.com`,
      name: `Lister ${String.fromCharCode(65 + (i % 26))}${i}`,
      tags: i % 3 === 0 ? ['vip'] : [],
      customFields: { shoeSize: 30 + i, tier: i % 2 ? 'GOLD' : 'BRONZE' },
    });
  }
  await page.goto('/dashboard/customers?size=25');
  await expect(column(page)).toHaveCount(25);
  await expect(page.getByText(/^\d+ customers$/)).toBeVisible();

  await page.getByRole('searchbox', { name: 'Search' }).pressSequentially('lister');
  await expect(page.getByText('30 customers', { exact: true })).toBeVisible();
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
  await expect(page.getByText('10 customers', { exact: true })).toBeVisible();
  await addFilter(page, 'Shoe size', async (form) => {
    await form.getByLabel('Condition').selectOption({ label: 'at least' });
    await form.getByLabel('Value').fill('45');
  });
  await expect(page.getByText('5 customers', { exact: true })).toBeVisible();
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
  await page.getByRole('button', { name: 'Columns' }).click();
  const reset = page.waitForResponse((response) => response.request().postData()?.includes('SetListColumns') ?? false);
  await page.getByRole('button', { name: 'Reset columns' }).click();
  await reset;
  await expect(page.locator('thead')).toContainText('Tags');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Remove filter Tags include VIP' }).click();
  await expect(page.getByText('8 customers', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(page.getByText('30 customers', { exact: true })).toBeVisible();
  await page.getByRole('searchbox', { name: 'Search' }).fill('nobody of this name');
  await expect(page.getByText('No results')).toBeVisible();
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect(column(page)).toHaveCount(25);
  await page.goto('/dashboard/customers?f=gone~eq~x');
  await expect(page.getByText('contains a filter or sort order that no longer exists')).toBeVisible();
});

test('a customer is created, changed in place, given a password and deleted', { tag: '@any-database' }, async ({
  api,
  olga: page,
}) => {
  const { createCustomerGroup } = await api(
    `mutation { createCustomerGroup(input: { name: "Tea club" }) { customerGroupId ${field} } }`,
  );
  await page.goto('/dashboard/customers/new');
  await page.getByLabel('Name', { exact: true }).fill('Zoë Quinn');
  await page.getByLabel('Email address').fill('no address');
  await page.getByLabel('Shoe size').fill('39');
  await page.getByRole('button', { name: 'Create customer' }).scrollIntoViewIfNeeded();
  await page.getByRole('button', { name: 'Create customer' }).click();
  // The error is scrolled to, and its field has the focus.
  await expect(page.getByLabel('Email address')).toBeFocused();
  await expect(page.getByLabel('Email address')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('Email address')).toBeInViewport();
  await page.getByLabel('Shoe size').fill('3');
  await page.getByLabel('Email address').fill('zoe@example.com');
  await page.getByRole('button', { name: 'Create customer' }).click();
  await expect(page.getByLabel('Shoe size')).toBeFocused();
  await page.getByLabel('Shoe size').fill('39');
  await page.getByLabel('Loyalty tier').selectOption({ label: 'Gold' });
  await page.getByRole('combobox', { name: 'Groups' }).click();
  await page.getByRole('option', { name: 'Tea club' }).click();
  await page.getByRole('combobox', { name: 'Language' }).fill('german (aus');
  await page.getByRole('option', { name: 'German (Austria)' }).click();
  await page.getByRole('checkbox', { name: 'Accepts email marketing' }).check();
  await page.getByRole('button', { name: 'Create customer' }).click();
  await expect(page.getByRole('heading', { name: 'Zoë Quinn', level: 1 })).toBeVisible();
  const id = page.url().split('/').at(-1);
  await expectNoFaults(page);

  // Each card turns into its form, and back.
  const details = page.getByRole('region', { name: 'Details' });
  await expect(details.getByText('German (Austria)')).toBeVisible();
  await details.getByRole('button', { name: 'Add phone number' }).click();
  await expect(details.getByLabel('Phone number')).toBeFocused();
  await details.getByLabel('Phone number').fill('+353 87 123 4567');
  await details.getByLabel('Note', { exact: true }).fill('Rings twice.');
  await expectNoFaults(page);
  await page.keyboard.press('Escape');
  await expect(details.getByRole('button', { name: 'Edit details' })).toBeFocused();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(details.getByLabel('Note', { exact: true })).toHaveValue('Rings twice.');
  await details.getByRole('button', { name: 'Save' }).click();
  await notice(page, 'Saved.');
  await expect(details.getByText('+353871234567')).toBeVisible();
  const labels = page.getByRole('region', { name: 'Groups and tags' });
  await labels.getByRole('button', { name: 'Edit groups and tags' }).click();
  await labels.getByRole('combobox', { name: 'Tags' }).fill('wholesale');
  await page.keyboard.press('Enter');
  await labels.getByRole('button', { name: 'Save' }).click();
  await expect(labels.getByText('wholesale')).toBeVisible();
  await expect(labels.getByRole('link', { name: 'Tea club' })).toBeVisible();
  const custom = page.getByRole('region', { name: 'Custom fields' });
  await custom.getByRole('button', { name: 'Edit custom fields' }).click();
  await custom.getByLabel('Homepage').fill('https://zoe.example/');
  await custom.getByRole('button', { name: 'Save' }).click();
  await expect(custom.getByRole('link', { name: 'https://zoe.example/' })).toBeVisible();
  const read =
    'query($id: ID!) { customer(id: $id) { name phone locale tags groups { id } note hasPassword acceptsMarketing customFields { shoeSize tier homepage } } }';
  expect((await api(read, { id })).customer).toEqual({
    name: 'Zoë Quinn',
    phone: '+353871234567',
    locale: 'de-AT',
    tags: ['wholesale'],
    groups: [{ id: createCustomerGroup.customerGroupId }],
    note: 'Rings twice.',
    hasPassword: false,
    acceptsMarketing: true,
    customFields: { shoeSize: 39, tier: 'GOLD', homepage: 'https://zoe.example/' },
  });

  const login = page.getByRole('region', { name: 'Login' });
  await expect(login.getByText('The customer logs in with a code')).toBeVisible();
  await chooseOf(page, 'Login', 'Set password');
  await login.getByLabel('New password').fill('short');
  await login.getByRole('button', { name: 'Set password' }).click();
  await expect(login.getByLabel('New password')).toHaveAttribute('aria-invalid', 'true');
  await login.getByLabel('New password').fill('a long enough one');
  await login.getByRole('button', { name: 'Set password' }).click();
  await expect(login.getByText('Set', { exact: true })).toBeVisible();
  expect((await api(read, { id })).customer.hasPassword).toBe(true);

  await expect(page.getByText('Email not verified')).toBeVisible();
  await chooseAction(page, 'Mark email as verified');
  await expect(page.getByText('Email not verified')).toHaveCount(0);

  await chooseAction(page, 'Delete customer…');
  const dialog = page.getByRole('dialog', { name: 'Delete Zoë Quinn?' });
  await expect(dialog.getByText('Orders are kept')).toBeVisible();
  await dialog.getByRole('button', { name: 'Delete permanently' }).click();
  await expect(page.getByRole('heading', { name: 'Customers', level: 1 })).toBeVisible();
  expect((await api(read, { id })).customer).toBe(null);
  await page.goto(`/dashboard/customers/${id}`);
  await expect(page.getByText('This customer does not exist')).toBeVisible();
});

test('the top of a customer’s page tells what the customer has bought', { tag: '@any-database' }, async ({
  api,
  olga: page,
}) => {
  const id = await createCustomer(api, { email: 'buyer@example.com', name: 'Bea Buyer' });
  for (let i = 0; i < 6; i++) await placeOrder(api, { customerId: id, contact });
  await placeClosedOrder(api, { customerId: id, contact });
  await page.goto(`/dashboard/customers/${id}`);
  await expect(page.locator('.figures')).toContainText(/Orders7/);
  await expect(page.locator('.figures')).toContainText('Total spent€9.00');
  const orders = page.getByRole('region', { name: 'Orders' });
  await expect(orders.locator('tbody tr')).toHaveCount(5);
  await expect(orders.getByText('7 entries')).toBeVisible();
  await expect(orders.locator('tbody tr').first()).toContainText('Completed');
  // Nothing is cut off, and the whole row leads to the order.
  const table = await orders.locator('table').evaluate((one) => [one.scrollWidth, one.parentElement?.clientWidth ?? 0]);
  expect(table[0]).toBeLessThanOrEqual(table[1] as number);
  await orders.locator('tbody tr').first().locator('td').last().click({ force: true }); // the link lies over the row
  await expect(page).toHaveURL(/\/orders\/order_/);
  await page.goBack();
  await page.getByRole('link', { name: '7', exact: true }).click();
  await expect(page).toHaveURL(/\/orders\?f=customerId/);
});

test('changes by two people are compared', { tag: '@any-database' }, async ({ api, olga: page }) => {
  const id = await createCustomer(api, { email: 'twice@example.com', name: 'Twice Changed' });
  await page.goto(`/dashboard/customers/${id}`);
  const details = page.getByRole('region', { name: 'Details' });
  await details.getByRole('button', { name: 'Edit details' }).click();
  await details.getByLabel('Note', { exact: true }).fill('Mine');
  await api(
    `mutation($id: ID!) { updateCustomer(id: $id, input: { note: "Theirs", locale: "fr" }) { customerId ${field} } }`,
    { id },
  );
  await details.getByRole('button', { name: 'Save' }).click();
  const dialog = page.getByRole('dialog', { name: 'This record was changed by someone else' });
  await expect(dialog.getByText('French')).toBeVisible();
  await dialog.getByRole('radio', { name: 'Note: Yours' }).check();
  await dialog.getByRole('button', { name: 'Save selected values' }).click();
  await expect(details.getByText('Mine')).toBeVisible();
  const { customer } = await api('query($id: ID!) { customer(id: $id) { note locale } }', { id });
  expect(customer).toEqual({ note: 'Mine', locale: 'fr' });
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

  await section.getByRole('button', { name: 'Add address' }).click();
  const form = page.getByRole('region', { name: 'New address' });
  await expect(form.getByLabel('Label')).toBeFocused();
  await form.getByLabel('Label').fill('office');
  await form.getByLabel('Country').selectOption('US');
  await form.getByLabel('First name').fill('Ann');
  await form.getByLabel('Street address').fill('1 Infinite Loop');
  await form.getByLabel('City').fill('Cupertino');
  await form.getByRole('combobox', { name: 'Region' }).selectOption({ label: 'California' });
  await form.getByLabel('Postal code').fill('nonsense');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByLabel('Postal code')).toBeFocused();
  await expect(form.getByLabel('Postal code')).toHaveAttribute('aria-invalid', 'true');
  await form.getByLabel('Postal code').fill('95014');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(section.getByText('CUPERTINO, CA 95014').or(section.getByText('Cupertino, CA 95014'))).toBeVisible();
  await expect(section.getByRole('button', { name: 'Add address' })).toBeFocused();

  await chooseOf(page, 'office', 'Make default for shipping');
  const read =
    '{ node: customer(id: "ID") { defaultShippingAddress { label instructions } defaultBillingAddress { label } addresses { totalCount } } }'.replace(
      'ID',
      id,
    );
  await expect.poll(async () => (await api(read)).node.defaultShippingAddress.label).toBe('office');
  await expect(section.getByText('Default for shipping', { exact: true })).toHaveCount(1);

  await section.getByRole('button', { name: 'Edit: office' }).click();
  const edit = page.getByRole('region', { name: 'Edit address' });
  await edit.getByLabel('Delivery instructions').fill('Second floor');
  await expectNoFaults(page);
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect(section.getByText('Second floor')).toBeVisible();

  await chooseOf(page, 'office', 'Delete address');
  await page.getByRole('dialog', { name: 'Delete address?' }).getByRole('button', { name: 'Delete address' }).click();
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
  const sessions = page.getByRole('region', { name: 'Login' });
  await expect(sessions.getByRole('button', { name: 'Revoke' })).toHaveCount(3);
  await sessions.getByRole('button', { name: 'Revoke' }).first().click();
  await expect(sessions.getByRole('button', { name: 'Revoke' })).toHaveCount(2);
  await chooseOf(page, 'Login', 'Revoke all sessions');
  await expect(sessions.getByText('No active sessions')).toBeVisible();
  for (const token of tokens)
    await expect(api('{ me { id } }', {}, { 'x-customer-token': token })).rejects.toThrow(/REVOKED/);
});

test('a customer’s page reads on a phone, and with the keyboard', { tag: '@any-database' }, async ({ api, open }) => {
  const id = await createCustomer(
    api,
    { email: 'a.rather.long.address.of.somebody@subdomain.example.com', name: 'Pia Phone' },
    { ...dublin, label: 'home' },
  );
  await placeOrder(api, { customerId: id, contact });
  const page = await open({ viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
  await enter(page, 'olga@shop.example');
  await page.goto(`/dashboard/customers/${id}`);
  await expect(page.getByRole('region', { name: 'Orders' }).locator('tbody tr')).toHaveCount(1);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wide, 'how much wider the page is than the screen').toBeLessThanOrEqual(0);
  await expect(page.getByRole('region', { name: 'Orders' }).getByText('€9.00')).toBeInViewport({ ratio: 1 });
  await expectNoFaults(page);
  await page.getByRole('button', { name: 'More actions' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem').first()).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'More actions' })).toBeFocused();
});
