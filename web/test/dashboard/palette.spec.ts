import type { Page } from '@playwright/test';
import { createCustomer, placeClosedOrder } from './api';
import { expect, openHome, test } from './fixtures';

const field = (page: Page) => page.getByRole('combobox', { name: 'Search and actions' });
const chosen = (page: Page) => page.locator('[role=option][aria-selected=true]');

/** Opens the palette with its keys and types. */
async function type(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
  await field(page).fill(text);
}

test('the palette finds customers, orders, pages and actions by keyboard alone', { tag: '@any-database' }, async ({
  api,
  olga: page,
}) => {
  const name = `Paloma Palette${Date.now()}`;
  const customerId = await createCustomer(api, { email: `paloma-${Date.now()}@example.com`, name });
  const { number } = await placeClosedOrder(api, { customerId });

  await openHome(page);
  await type(page, name.split(' ')[1] ?? '');
  await expect(chosen(page)).toContainText(name);
  await expect(field(page)).toHaveAttribute('aria-activedescendant', /.+/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();

  await type(page, `#${number}`);
  await expect(chosen(page)).toContainText(number);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText(number);

  await type(page, 'api k');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'API keys', level: 1 })).toBeVisible();

  await type(page, 'dark');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');

  await type(page, 'new cust');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'New customer', level: 1 })).toBeVisible();

  // What was opened before comes first, before anything is typed.
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('group', { name: 'Recently opened' }).getByRole('option').first()).toContainText(number);
  await page.keyboard.press('ArrowDown');
  await expect(chosen(page)).toContainText(name);
  await page.keyboard.press('ArrowUp');
  await expect(chosen(page)).toContainText(number);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('Enter before the results have come opens the first one', { tag: '@any-database' }, async ({
  api,
  olga: page,
}) => {
  const name = `Quick Quill${Date.now()}`;
  await createCustomer(api, { email: `quill-${Date.now()}@example.com`, name });
  await openHome(page);
  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type(name.split(' ')[1] ?? '');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
});

test('nothing found leads to the lists', { tag: '@any-database' }, async ({ olga: page }) => {
  await openHome(page);
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await field(page).fill('zzzz nobody');
  await page.getByRole('option', { name: 'Orders matching “zzzz nobody”' }).click();
  await expect(page.getByRole('heading', { name: 'Orders', level: 1 })).toBeVisible();
  await expect(page.getByRole('main').getByRole('searchbox').first()).toHaveValue('zzzz nobody');
});

test('? shows the keyboard shortcuts, but not in a field', { tag: '@any-database' }, async ({ olga: page }) => {
  await openHome(page);
  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(dialog.getByText('Search in the list')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await page.goto('/dashboard/customers/new');
  await page.getByRole('main').getByRole('textbox').first().press('?');
  await expect(dialog).toBeHidden();
});
