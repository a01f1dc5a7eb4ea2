import type { Locator, Page } from '@playwright/test';
import { chooseOf, expect, expectNoFaults, notice, openHome, test } from './fixtures';

const dialog = (page: Page) => page.getByRole('dialog');
const names = (page: Page) => page.locator('main ol > li code');

async function define(page: Page, label: string, key?: string, more?: (form: Locator) => Promise<unknown>) {
  await page.getByRole('button', { name: 'New field' }).first().click();
  await dialog(page).getByLabel('Label', { exact: false }).first().fill(label);
  if (key !== undefined) await dialog(page).getByLabel('Key').first().fill(key);
  await more?.(dialog(page));
  await dialog(page).getByRole('button', { name: 'Create field' }).click();
}

test('fields are defined, previewed, sorted, archived and restored', async ({ api, olga: page }) => {
  const stored = async (): Promise<string[]> => {
    const { customFields } = await api('{ customFields(owner: CUSTOMER) { key } }');
    return customFields.map(({ key }: { key: string }) => key);
  };
  await openHome(page);
  await page.getByRole('link', { name: 'Custom fields' }).click();
  await expect(page.getByText('No fields here yet')).toBeVisible();

  // A key that the schema needs is refused at its field, with the preview beside it.
  await define(page, 'Broken', 'json', async (form) => {
    await expect(form.getByText('Filter', { exact: true })).toBeVisible();
  });
  await expect(dialog(page).getByLabel('Key').first()).toHaveAttribute('aria-invalid', 'true');
  await dialog(page).getByLabel('Key').first().fill('');
  await expect(dialog(page).getByText('Enter a label and a valid key')).toBeVisible();
  await dialog(page).getByLabel('Label', { exact: false }).first().fill('');
  await dialog(page).getByRole('button', { name: 'Create field' }).click();
  await expect(dialog(page).getByLabel('Label', { exact: false }).first()).toBeFocused();
  await dialog(page).getByLabel('Label', { exact: false }).first().fill('Shoe size');
  await expect(dialog(page).getByLabel('Key').first()).toHaveValue('shoeSize');
  await expectNoFaults(page);
  await dialog(page).getByLabel('Type', { exact: false }).first().selectOption('INTEGER');
  await dialog(page).getByLabel('Minimum').fill('15');
  await expect(dialog(page).getByText('shoeSize: Int')).toBeVisible();
  await expect(dialog(page).getByText('customers(filter: { customFields: { shoeSize: { gte: 15 } } })')).toBeVisible();
  const preview = dialog(page).getByRole('region', { name: 'Preview' });
  await preview.getByLabel('Shoe size').fill('40');
  const written = (await preview.locator('.mantine-Code-root').nth(1).textContent()) ?? '';
  await dialog(page).getByRole('button', { name: 'Create field' }).click();
  await notice(page, 'Field created');
  await api(written, { id: 'customer_01m8910q8we07s1ykrvtcffye5' }); // the previewed query is good as it stands

  await define(page, 'Loyalty tier', 'tier', async (form) => {
    await form.getByLabel('Type', { exact: false }).first().selectOption('ENUM');
    await form.getByLabel('Options').fill('BRONZE = Bronze\nGOLD = Gold');
  });
  await expect(page.getByText('Loyalty tier').first()).toBeVisible();
  await define(page, 'Homepage', undefined, (form) =>
    form.getByLabel('Type', { exact: false }).first().selectOption('URL'),
  );
  await expect(names(page)).toHaveText(['shoeSize', 'tier', 'homepage']);

  // By the menu, which the keyboard reaches.
  await page.getByRole('button', { name: 'Actions: Homepage' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Move up' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(names(page)).toHaveText(['shoeSize', 'homepage', 'tier']);
  await expect.poll(stored).toEqual(['shoeSize', 'homepage', 'tier']);

  // By dragging.
  const handle = await box(page.getByRole('button', { name: 'Move Loyalty tier', exact: true }));
  const target = await box(page.locator('main ol > li').first());
  await page.mouse.move(handle.x + handle.width / 2, handle.y + handle.height / 2);
  await page.mouse.down();
  await page.mouse.move(handle.x + 10, target.y, { steps: 40 });
  await expect(names(page).first()).toHaveText('tier'); // the list makes room before the button is released
  await page.mouse.up();
  await expect.poll(stored).toEqual(['tier', 'shoeSize', 'homepage']);

  // Changed, archived, restored.
  await page.getByRole('button', { name: 'Edit Shoe size' }).click();
  await dialog(page).getByLabel('Description').fill('European size.');
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await notice(page, 'Saved.');
  await chooseOf(page, 'Homepage', 'Archive field…');
  await expect(dialog(page).getByText('Its values are kept')).toBeVisible();
  await dialog(page).getByRole('button', { name: 'Archive' }).click();
  await expect(page.getByRole('heading', { name: 'Archived fields' })).toBeVisible();
  await expect(names(page)).toHaveText(['tier', 'shoeSize']);
  await page.getByRole('button', { name: 'Restore Homepage' }).click();
  await expect(names(page).filter({ hasText: 'homepage' })).toBeVisible();

  await page.getByRole('tab', { name: 'Orders' }).click();
  await define(page, 'Gift wrap', undefined, (form) =>
    form.getByLabel('Type', { exact: false }).first().selectOption('BOOLEAN'),
  );
  await expect(names(page)).toHaveText(['giftWrap']);

  // In the very next moment it is part of the form.
  await page.goto('/dashboard/customers/new');
  await expect(page.getByLabel('Shoe size')).toBeVisible();
  await expect(page.getByLabel('Loyalty tier')).toBeVisible();
});

/** Where an element is on the screen. */
async function box(element: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const found = await element.boundingBox();
  if (found === null) throw new Error('the element is not visible');
  return found;
}
