import { createCustomer, placeOrder, type Api } from './api';
import { enter, expect, expectNoFaults, notice, openHome, test, visit } from './fixtures';

/** Places an order of a new customer, and returns its number. */
async function placeNewOrder(api: Api, name: string): Promise<string> {
  const customerId = await createCustomer(api, { email: `${name}-${Date.now()}@example.com`, name });
  return (await placeOrder(api, { customerId })).number;
}

test('the first page has the numbers of the day, which lead to the filtered lists', { tag: '@any-database' }, async ({
  api,
  olga: page,
}) => {
  const number = await placeNewOrder(api, 'hanna');
  await page.goto('/dashboard/customers');
  await page.getByRole('link', { name: 'Home', exact: true }).click();
  for (const [name, heading, chip] of [
    [/^Orders today/, 'Orders', /Placed.*from/],
    [/^Orders to ship/, 'Orders', /Unfulfilled|Not shipped|shipped/i],
    [/^Unpaid orders/, 'Orders', /Unpaid/i],
    [/^New customers/, 'Customers', /Created.*from/],
  ] as const) {
    const link = page.getByRole('main').getByRole('link', { name });
    await expect(link).toContainText(/[1-9]/);
    await link.click();
    await expect(page.getByRole('heading', { name: heading, level: 1 })).toBeVisible();
    await expect(page.getByText(chip).filter({ visible: true }).first()).toBeVisible();
    if (heading === 'Orders') await expect(page.getByRole('link', { name: number }).first()).toBeVisible();
    await page.goBack();
  }
});

test('the revenue is a chart and a table', { tag: '@any-database' }, async ({ api, olga: page }) => {
  await placeNewOrder(api, 'hal');
  await page.goto('/dashboard/');
  const revenue = page.getByRole('region', { name: 'Revenue', exact: true }).first();
  await expect(revenue.getByRole('img', { name: /Bar chart of revenue by day/ })).toBeVisible();
  await expect(revenue.locator('canvas')).toBeVisible();
  await revenue.getByText('Show as table').click();
  const rows = revenue.getByRole('row');
  await expect(rows).toHaveCount(31);
  await expect(rows.nth(1)).toContainText(/€[\d,]*[1-9][\d,]*\.\d\d/);
  await revenue.getByLabel('Period').selectOption({ label: 'Last 7 days' });
  await expect(rows).toHaveCount(8);
});

test('steps to set up the shop are shown until they are done or hidden', { tag: '@any-database' }, async ({
  olga: page,
}) => {
  await openHome(page);
  const setup = page.getByRole('region', { name: 'Set up your shop' });
  await expect(setup.getByText('Connect a mail server')).toBeVisible();
  await setup.getByRole('button', { name: 'Hide' }).click();
  await expect(setup).toBeHidden();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(setup).toBeVisible();
  await setup.getByRole('button', { name: 'Hide' }).click();
  await notice(page, 'Setup steps hidden.');
  await page.reload();
  await expect(page.getByRole('region', { name: 'Revenue' }).first()).toBeVisible();
  await expect(setup).toBeHidden();
});

test('pages say that there is no mail server, until that is put away', { tag: '@any-database' }, async ({
  olga: page,
}) => {
  await openHome(page);
  const banner = page.getByRole('region', { name: 'Mail server' });
  await expect(banner).toBeHidden(); // Home says it itself
  await visit(page, '/customers');
  await expect(banner).toBeVisible();
  await banner.getByRole('link', { name: 'Show the outbox' }).click();
  await expect(page.getByRole('heading', { name: 'Emails', level: 1 })).toBeVisible();
  await expect(page.getByLabel('Show')).toHaveValue('OUTBOX');
  await banner.getByRole('button', { name: 'Hide this message' }).click();
  await expect(banner).toBeHidden();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Emails', level: 1 })).toBeVisible();
  await expect(banner).toBeHidden();
});

test('a form that is refused leads to the first field with an error', { tag: '@any-database' }, async ({
  olga: page,
}) => {
  await page.setViewportSize({ width: 1000, height: 420 });
  await page.goto('/dashboard/customers/new');
  const email = page.getByLabel('Email address', { exact: false }).first();
  await email.fill('not an address');
  await page.getByRole('button', { name: 'Create customer' }).click();
  await expect(email).toHaveAttribute('aria-invalid', 'true');
  await expect(email).toBeFocused();
  await expect(email).toBeInViewport();
  await expect(page.getByText('This is not a valid email address')).toBeInViewport();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the first page and the palette have no fault of accessibility, ${colorScheme}`, {
    tag: '@any-database',
  }, async ({ open }) => {
    const page = await open({ colorScheme });
    await enter(page, 'olga@shop.example');
    await openHome(page);
    const revenue = page.getByRole('region', { name: 'Revenue', exact: true }).first();
    await expect(revenue.locator('canvas')).toBeVisible();
    await revenue.getByText('Show as table').click();
    await page.getByRole('region', { name: 'Set up your shop' }).getByRole('button', { name: 'Hide' }).click();
    await notice(page, 'Setup steps hidden.');
    await expectNoFaults(page);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search and actions' }).fill('a');
    await expect(page.getByRole('group', { name: 'Customers' })).toBeVisible();
    await expectNoFaults(page);
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('button', { name: 'Menu' }).click();
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
    await expectNoFaults(page);
    await page.getByRole('link', { name: 'Settings', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
    await expectNoFaults(page);
    await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'Emails' }).click();
    await expect(page.getByRole('heading', { name: 'Emails', level: 1 })).toBeVisible();
    await page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link', { name: 'Settings' }).click();
    await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
  });
}
