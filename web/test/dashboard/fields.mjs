import assert from 'node:assert/strict';
import { notice, person, signIn, until } from './person.mjs';

const dialog = (page) => page.getByRole('dialog');
const names = (page) => page.locator('main ol > li code').allInnerTexts();

async function define(page, label, key, more = async () => {}) {
  await page.getByRole('button', { name: 'New field' }).first().click();
  await dialog(page).getByLabel('Label', { exact: false }).first().fill(label);
  await dialog(page).getByLabel('Key').first().fill(key);
  await more(dialog(page));
  await dialog(page).getByRole('button', { name: 'Save' }).click();
}

/** Defined, seen in a form and in GraphQL, put in order by hand and by keyboard, archived, restored. */
export async function customFields({ browser, base, api }) {
  const olga = await person(browser, base);
  const { page } = olga;
  await signIn(page, 'olga@shop.example');
  await page.getByRole('link', { name: 'Custom fields' }).click();
  await page.getByText('No fields here yet').waitFor();

  // A key that the schema needs is refused at its field, with the preview beside it.
  await define(page, 'Broken', 'json', async (form) => {
    await form.getByText('To filter by it').waitFor();
  });
  await until('the key is refused', async () => (await dialog(page).getByLabel('Key').first().getAttribute('aria-invalid')) === 'true');
  await dialog(page).getByLabel('Key').first().fill('shoeSize');
  await dialog(page).getByLabel('Label', { exact: false }).first().fill('Shoe size');
  await dialog(page).getByLabel('Type', { exact: false }).first().selectOption('INTEGER');
  await dialog(page).getByLabel('At least').fill('15');
  await dialog(page).getByText('shoeSize: Int').waitFor();
  await dialog(page).getByText('customers(filter: { customFields: { shoeSize: { gte: 15 } } })').waitFor();
  const preview = dialog(page).getByRole('region', { name: 'Preview' });
  await preview.getByLabel('Shoe size').fill('40');
  const written = await preview.locator('.mantine-Code-root').nth(1).innerText();
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await notice(page, 'The field was made.');
  await api(written, { id: 'customer_01m8910q8we07s1ykrvtcffye5' }); // the previewed query is good as it stands

  await define(page, 'Loyalty tier', 'tier', async (form) => {
    await form.getByLabel('Type', { exact: false }).first().selectOption('ENUM');
    await form.getByLabel('Choices').fill('BRONZE = Bronze\nGOLD = Gold');
  });
  await page.getByText('Loyalty tier').first().waitFor();
  await define(page, 'Homepage', 'homepage', (form) => form.getByLabel('Type', { exact: false }).first().selectOption('URL'));
  await until('three fields', async () => (await names(page)).join() === 'shoeSize,tier,homepage');

  // By the buttons, which the keyboard reaches.
  await page.getByRole('button', { name: 'Move Homepage up' }).focus();
  await page.keyboard.press('Enter');
  await until('moved by keyboard', async () => (await names(page)).join() === 'shoeSize,homepage,tier');
  await until('stored', async () => (await api('{ customFields(owner: CUSTOMER) { key } }')).customFields.map((f) => f.key).join() === 'shoeSize,homepage,tier');

  // By dragging.
  const handle = await page.getByRole('button', { name: 'Move Loyalty tier', exact: true }).boundingBox();
  const target = await page.locator('main ol > li').first().boundingBox();
  await page.mouse.move(handle.x + handle.width / 2, handle.y + handle.height / 2);
  await page.mouse.down();
  for (let i = 1; i <= 20; i++) await page.mouse.move(handle.x + 10, handle.y + ((target.y - handle.y) * i) / 20, { steps: 2 });
  await page.waitForTimeout(200); // the pointer rests before it lets go, as a hand does
  await page.mouse.up();
  await until('moved by hand', async () => (await api('{ customFields(owner: CUSTOMER) { key } }')).customFields.map((f) => f.key).join() === 'tier,shoeSize,homepage');

  // Changed, archived, restored.
  await page.getByRole('button', { name: 'Edit Shoe size' }).click();
  await dialog(page).getByLabel('Description').fill('European size.');
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await notice(page, 'Saved.');
  await page.getByRole('button', { name: 'Archive Homepage' }).click();
  await dialog(page).getByText('Its values are kept').waitFor();
  await dialog(page).getByRole('button', { name: 'Archive' }).click();
  await page.getByRole('heading', { name: 'Archived fields' }).waitFor();
  assert.equal((await names(page)).join(), 'tier,shoeSize');
  await page.getByRole('button', { name: 'Restore Homepage' }).click();
  await until('restored', async () => (await names(page)).includes('homepage'));

  await page.getByRole('tab', { name: 'Orders' }).click();
  await define(page, 'Gift wrap', 'giftWrap', (form) => form.getByLabel('Type', { exact: false }).first().selectOption('BOOLEAN'));
  await until('a field of orders', async () => (await names(page)).join() === 'giftWrap');

  // In the very next moment it is part of the form.
  await page.goto('/dashboard/customers/new');
  await page.getByLabel('Shoe size').waitFor();
  await page.getByLabel('Loyalty tier').waitFor();
  await olga.leave();
}
