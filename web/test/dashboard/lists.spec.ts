import type { Page } from '@playwright/test';
import { type Api, createCustomer, field, placeOrder, price } from './api';
import { column, expect, expectNoFaults, enter, test } from './fixtures';

/** Creates customers with a tag of their own, of whom the first has an order and is disabled. */
async function createCustomers(api: Api, tag: string, n: number): Promise<void> {
  for (let i = 0; i < n; i += 100)
    await api(
      `mutation($input: [UpsertCustomerInput!]!) { upsertCustomers(match: EMAIL, input: $input) { results { outcome } ${field} } }`,
      {
        input: Array.from({ length: Math.min(100, n - i) }, (_, at) => ({
          email: `${tag}${i + at}@example.com`,
          name: `${tag} ${String(i + at).padStart(3, '0')}`,
          tags: [tag, 'spring', 'newsletter', 'birthday'],
        })),
      },
    );
}

const withTag = (tag: string) => `/dashboard/customers?f=tags~has~${tag}&sort=NAME`;
const rows = (page: Page) => page.locator('[data-row]');

test('a click anywhere in a row opens the record, and Back finds the list as it was', { tag: '@any-database' }, async ({
  api,
  olga: page,
}) => {
  await createCustomers(api, 'rowed', 120);
  await page.goto(withTag('rowed'));
  await expect(rows(page)).toHaveCount(50);
  const header = page.getByRole('columnheader', { name: 'Name' });
  const top = await header.boundingBox();
  const scroller = page.getByRole('region', { name: 'Customers' });
  await rows(page).nth(49).scrollIntoViewIfNeeded();
  expect(await header.boundingBox(), 'the header stays').toEqual(top);
  await expect(page.getByText('120 customers', { exact: true }), 'and so does the total').toBeInViewport();
  const place = await scroller.evaluate((element) => element.scrollTop);
  expect(place).toBeGreaterThan(500);
  const heights = await rows(page).evaluateAll((all) => all.map((row) => row.getBoundingClientRect().height));
  expect(new Set(heights)).toEqual(new Set([40]));
  await rows(page).nth(45).getByRole('cell').last().click({ force: true }); // its link is above the cell
  await expect(page.getByRole('heading', { name: 'rowed 045', level: 1 })).toBeVisible();
  await page.goBack();
  await expect(rows(page)).toHaveCount(50);
  await expect.poll(() => scroller.evaluate((element) => element.scrollTop)).toBe(place);

  // A click of the middle button, which opens another tab, is a link's own.
  const [tab] = await Promise.all([
    page.context().waitForEvent('page'),
    rows(page).nth(44).getByRole('cell').nth(2).click({ button: 'middle', force: true }),
  ]);
  await expect(tab.getByRole('heading', { name: 'rowed 044', level: 1 })).toBeVisible();
  await tab.close();
});

test('the keyboard searches, goes through the rows, selects and opens', { tag: '@any-database' }, async ({
  api,
  olga: page,
}) => {
  await createCustomers(api, 'keyed', 30);
  await page.goto(withTag('keyed'));
  await expect(rows(page)).toHaveCount(30);
  const bar = page.getByRole('region', { name: 'Selected customers' });
  for (const key of ['j', 'j', 'x', 'Shift+J', 'Shift+J']) await page.keyboard.press(key);
  await expect(bar.getByRole('status')).toHaveText('3 selected');
  await expect(page.getByRole('link', { name: 'keyed 003' })).toBeFocused();

  // The bar is above the foot, and the last row can be seen above the bar.
  for (let i = 0; i < 30; i++) await page.keyboard.press('j');
  const last = page.getByRole('link', { name: 'keyed 029' });
  await expect(last).toBeFocused();
  const below = (await bar.boundingBox())?.y ?? 0;
  const row = await last.boundingBox();
  expect((row?.y ?? Number.POSITIVE_INFINITY) + (row?.height ?? 0)).toBeLessThan(below);
  await page.keyboard.press('Escape');
  await expect(bar).toHaveCount(0);

  await page.keyboard.press('/');
  await page.keyboard.type('keyed 007');
  await expect(rows(page)).toHaveCount(1);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.locator('body').click({ position: { x: 2, y: 2 } });
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'keyed 007', level: 1 })).toBeVisible();
});

/** The columns of customers that the member who is signed in has stored. */
const storedColumns = (page: Page): Promise<string[] | null> =>
  page.evaluate(async () => {
    const headers = { 'content-type': 'application/json', 'X-Staff-Session': 'cookie' };
    const body = JSON.stringify({ query: '{ listColumns(list: CUSTOMERS) }' });
    return (await (await fetch('/graphql', { method: 'POST', headers, body })).json()).data.listColumns;
  });

test('columns are chosen, put in order and remembered, with what customers have ordered', async ({
  api,
  olga: page,
  open,
}) => {
  const customerId = await createCustomer(api, { email: 'spender@example.com', name: 'Spender', tags: ['spending'] });
  const { id } = await placeOrder(api, { customerId, shippingPrice: price('5') });
  await api(`mutation($id: ID!) { updateOrder(id: $id, input: { paymentStatus: PAID }) { ${field} } }`, { id });
  await page.goto(withTag('spending'));
  const head = page.getByRole('columnheader');
  await expect(head).toHaveText([
    '',
    'Name',
    'Email address',
    'Tags',
    'Orders',
    'Total spent',
    'Last order',
    'Created',
  ]);
  await expect(page.getByRole('row', { name: /Spender/ })).toContainText(/1.*€14\.00/);
  const requested: string[] = [];
  page.on('request', (request) => {
    const { operationName, query = '' } = request.postDataJSON() ?? {};
    if (operationName === 'Customers') requested.push(query);
  });
  await page.getByRole('button', { name: 'Columns' }).click();
  for (const name of ['Tags', 'Last order', 'Created', 'Orders'])
    await page.getByRole('checkbox', { name, exact: true }).uncheck();
  await page.getByRole('button', { name: 'Move Total spent up' }).click();
  await expect(head).toHaveText(['', 'Name', 'Total spent', 'Email address']);
  await page.keyboard.press('Escape');
  await expect.poll(() => storedColumns(page)).toEqual(['name', 'spent', 'email']);
  await page.reload();
  await expect(head).toHaveText(['', 'Name', 'Total spent', 'Email address']);
  await expect(page.getByRole('row', { name: /Spender/ })).toContainText('€14.00');
  expect(requested.at(-1)).toContain('spent');
  expect(requested.at(-1), 'only the columns that are shown are read').not.toMatch(/tags|lastOrderAt|phone/);

  // Another device of the same member has them too.
  const other = await open({ viewport: { width: 390, height: 844 } });
  await enter(other, 'olga@shop.example');
  await other.goto(withTag('spending'));
  const card = other.getByRole('listitem').filter({ hasText: 'Spender' });
  await expect(card).toContainText('Total spent€14.00');
  await expect(card).not.toContainText('spending');
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('button', { name: 'Reset columns' }).click();
  await expect(head).toHaveCount(8);
  await expect.poll(() => storedColumns(page)).toBeNull();
});

test('a phone shows cards with nothing cut off, and filters in a sheet', { tag: '@any-database' }, async ({
  api,
  open,
}) => {
  await createCustomers(api, 'phoned', 30);
  await createCustomer(api, {
    email: 'an-address-that-is-rather-long-for-a-telephone@subdomain.example.com',
    name: 'Wolfeschlegelsteinhausenbergerdorff '.repeat(3).trim(),
    tags: ['phoned'],
  });
  const page = await open({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await enter(page, 'olga@shop.example');
  await page.goto('/dashboard/customers?f=tags~has~phoned');
  await expect(rows(page)).toHaveCount(31);
  const cut = await rows(page).evaluateAll(
    (cards) =>
      cards
        .flatMap((card) => [...card.querySelectorAll('*')])
        .filter(
          (part) =>
            part.scrollWidth > part.clientWidth + 1 &&
            part.clientWidth > 0 &&
            getComputedStyle(part).overflowX !== 'visible',
        ).length,
  );
  expect(cut, 'nothing is cut off').toBe(0);
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(excess, 'nothing is wider than the screen').toBeLessThanOrEqual(0);
  await page.getByRole('button', { name: 'Filters (1)' }).click();
  const sheet = page.getByRole('dialog', { name: 'Filters (1)' });
  await sheet.getByLabel('Sort by').selectOption({ label: 'Name' });
  await sheet.getByRole('button', { name: 'Remove filter Tags include phoned' }).click();
  await expect(page.getByRole('dialog', { name: 'Filters', exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Done' }).click();
  expect(new URL(page.url()).search).toBe('?sort=NAME');
  await rows(page).nth(0).click();
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('Customers');
});

test('the page does not move while rows arrive', { tag: '@any-database' }, async ({ api, olga: page }) => {
  await createCustomers(api, 'still', 60);
  await page.goto('/dashboard/orders');
  await page.evaluate(() => {
    const shifts: number[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
        if (!entry.hadRecentInput) shifts.push(entry.value);
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.route('**/graphql', async (route) => {
    if (route.request().postDataJSON()?.operationName === 'Customers')
      await new Promise((done) => setTimeout(done, 700)); // long enough for the bones to be seen
    await route.continue();
  });
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Customers', exact: true }).click();
  await expect(page.locator('.list .ghost').first()).toBeVisible();
  await expect(rows(page)).toHaveCount(50);
  await page.getByRole('button', { name: 'Next page' }).click();
  await expect(column(page).first()).toBeVisible();
  const shifts = await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts);
  expect(shifts.reduce((sum, shift) => sum + shift, 0)).toBeLessThan(0.05);
});

for (const scheme of ['light', 'dark'] as const)
  test(`lists are accessible, ${scheme}`, { tag: '@any-database' }, async ({ api, open }) => {
    await createCustomers(api, 'plain', 3);
    const page = await open({ colorScheme: scheme });
    await enter(page, 'olga@shop.example');
    await page.goto(`${withTag('plain')}&f=gone~eq~x`);
    await expect(page.getByRole('button', { name: 'Remove these filters' })).toBeVisible();
    await expectNoFaults(page);
    await page.goto(withTag('plain'));
    await expect(rows(page)).toHaveCount(3);
    await page.getByRole('checkbox', { name: 'Select all rows on this page' }).check();
    await expectNoFaults(page);
    await page.keyboard.press('f');
    await expect(page.getByRole('option', { name: 'Name', exact: true })).toBeVisible();
    await expectNoFaults(page);
    await page.getByRole('option', { name: 'Email verified' }).click();
    await expectNoFaults(page);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Columns' }).click();
    await expect(page.getByRole('button', { name: 'Move Name down' })).toBeVisible();
    await expectNoFaults(page);
  });
