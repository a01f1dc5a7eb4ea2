import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { createCustomer, field, placeOrder, price } from './api';
import { expect, notice, openHome, test } from './fixtures';

/** Counts what a member of staff does: clicks, and groups of keys, such as a word, a shortcut or Enter. */
class Hands {
  clicks = 0;
  keys = 0;

  constructor(private readonly page: Page) {}

  async click(what: Locator, options?: { modifiers: 'Shift'[] }): Promise<void> {
    this.clicks++;
    await what.click(options);
  }

  async type(text: string): Promise<void> {
    this.keys++;
    await this.page.keyboard.type(text);
  }

  async press(key: string): Promise<void> {
    this.keys++;
    await this.page.keyboard.press(key);
  }
}

const guide = readFileSync(new URL('../../../docs/guides/dashboard.md', import.meta.url), 'utf8');

/** Expects the numbers of a task, which are also in the guide, and no more than in Shopify's admin. */
function expectCount(task: string, hands: Hands, want: { clicks: number; keys: number; shopify: number | null }): void {
  expect({ clicks: hands.clicks, keys: hands.keys }).toEqual({ clicks: want.clicks, keys: want.keys });
  const total = want.clicks + want.keys;
  if (want.shopify !== null) expect(total).toBeLessThanOrEqual(want.shopify);
  const row = `| ${task} | ${want.clicks} | ${want.keys} | **${total}** | ${want.shopify ?? 'not possible'} |`;
  expect.soft(guide.includes(row), `docs/guides/dashboard.md has: ${row}`).toBe(true);
}

test.describe('the five tasks', { tag: '@any-database' }, () => {
  test('an order is found and refunded', async ({ api, olga: page }) => {
    const { id, number } = await placeOrder(api, { contact: { name: 'Rea Fund', email: 'rea@example.com' } });
    await api(`mutation($input: RecordPaymentInput!) { recordPayment(input: $input) { ${field} } }`, {
      input: { orderId: id, amount: price('9.00') },
    });
    await openHome(page);
    const hands = new Hands(page);
    await hands.press('Control+k');
    await expect(page.getByRole('combobox', { name: 'Search and actions' })).toBeFocused();
    await hands.type(number);
    await hands.press('Enter');
    await hands.click(page.getByRole('button', { name: 'Refund', exact: true }));
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByLabel('Quantity of Green tea')).toBeFocused();
    await hands.type('2');
    await expect(dialog.getByLabel('Amount')).toHaveValue('9.00');
    await hands.press('Enter');
    await notice(page, 'Refund of €9.00 recorded');
    expectCount('Find an order and refund it', hands, { clicks: 1, keys: 5, shopify: 7 });
  });

  test('a part of an order is shipped', async ({ api, olga: page }) => {
    const { id } = await placeOrder(api, { contact: { name: 'Shay Parcel', email: 'shay@example.com' } });
    await page.goto(`/dashboard/orders/${id}`);
    const hands = new Hands(page);
    await hands.click(page.getByRole('button', { name: 'Ship items' }));
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByLabel('Quantity of Green tea')).toBeFocused();
    await hands.type('1');
    await hands.click(dialog.getByLabel('Tracking number'));
    await hands.type('CP123456785IE');
    await hands.press('Enter');
    await notice(page, '1 item marked as shipped');
    await expect(page.getByText('Partially fulfilled').first()).toBeVisible();
    expectCount('Ship a part of an order, with a tracking number', hands, { clicks: 2, keys: 3, shopify: 6 });
  });

  test('what changed on a customer is seen', async ({ api, olga: page }) => {
    const name = `Vera Wandel${Date.now()}`;
    const id = await createCustomer(api, { email: `vera-${Date.now()}@example.com`, name, phone: '+353871234567' });
    await api(
      `mutation($id: ID!, $input: UpdateCustomerInput!) { updateCustomer(id: $id, input: $input) { ${field} } }`,
      {
        id,
        input: { phone: '+353871234568' },
      },
    );
    await openHome(page);
    const hands = new Hands(page);
    await hands.press('Control+k');
    await expect(page.getByRole('combobox', { name: 'Search and actions' })).toBeFocused();
    await hands.type(name);
    await hands.press('Enter');
    const timeline = page.getByRole('region', { name: 'Timeline' });
    await expect(timeline.getByText('+353871234567')).toBeVisible();
    await expect(timeline.getByText('+353871234568')).toBeVisible();
    expectCount('See which values of a customer changed, and who changed them', hands, {
      clicks: 0,
      keys: 3,
      shopify: null,
    });
  });

  test('30 customers are tagged', async ({ api, olga: page }) => {
    const group = `thirty${Date.now()}`;
    const input = Array.from({ length: 40 }, (_, i) => ({ email: `${group}-${i}@example.com`, name: `${group} ${i}` }));
    await api(
      `mutation($input: [UpsertCustomerInput!]!) { upsertCustomers(match: EMAIL, input: $input) { results { outcome } ${field} } }`,
      { input },
    );
    await page.goto(`/dashboard/customers?q=${group}`);
    const boxes = page.getByRole('checkbox', { name: /^Select (?!all)/ });
    await expect(boxes).toHaveCount(40);
    const hands = new Hands(page);
    await hands.click(boxes.nth(0));
    await hands.click(boxes.nth(29), { modifiers: ['Shift'] });
    await hands.click(page.getByRole('button', { name: 'Add tags' }));
    const dialog = page.getByRole('dialog', { name: 'Add tags to 30 customers' });
    await expect(dialog.getByRole('combobox', { name: 'Tags' })).toBeFocused();
    await hands.type('spring');
    await hands.click(dialog.getByRole('button', { name: 'Add tags' }));
    await notice(page, 'Tags added to 30 customers.');
    expectCount('Tag 30 customers of a list', hands, { clicks: 4, keys: 1, shopify: 7 });
  });

  test('a view is saved', async ({ olga: page }) => {
    const name = `To ship ${Date.now()}`;
    await page.goto('/dashboard/orders');
    const hands = new Hands(page);
    await hands.click(page.getByRole('button', { name: 'Add filter' }));
    await expect(page.getByRole('combobox', { name: 'Field' })).toBeFocused();
    await hands.type('fulf');
    await expect(page.getByRole('option', { name: 'Fulfillment' })).toHaveAttribute('data-combobox-selected');
    await hands.press('Enter');
    await hands.click(page.getByRole('checkbox', { name: 'Unfulfilled' }));
    await hands.click(page.getByRole('button', { name: 'Apply' }));
    await hands.click(page.getByRole('button', { name: 'Save as new view' }));
    await expect(page.getByRole('dialog').getByLabel('Name')).toBeFocused();
    await hands.type(name);
    await hands.press('Enter');
    await expect(page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name })).toBeVisible();
    expectCount('Filter a list and save it as a view', hands, { clicks: 4, keys: 4, shopify: 8 });
  });
});
