import type { Route } from '@playwright/test';
import { createCustomer, field } from './api';
import { editCard, expect, notice, test } from './fixtures';

test('a conflict shows both versions, and the later person chooses', { tag: '@any-database' }, async ({
  api,
  olga: page,
}) => {
  const id = await createCustomer(api, {
    email: 'contested@example.com',
    name: 'Contested',
    customFields: { shoeSize: 40 },
  });
  await page.goto(`/dashboard/customers/${id}`);
  await editCard(page, 'details');
  await page.getByLabel('Name', { exact: true }).fill('As Olga says');
  await page.getByLabel('Note', { exact: true }).fill('Olga’s note');
  await api(
    `mutation($id: ID!) { updateCustomer(id: $id, input: { name: "As the server says", phone: "+353871234567", customFields: { shoeSize: 42 } }) { ${field} } }`,
    { id },
  );
  await page.getByRole('button', { name: 'Save' }).click();
  const dialog = page.getByRole('dialog', { name: 'This record was changed by someone else' });
  for (const text of ['As Olga says', 'As the server says', 'Olga’s note', '+353871234567', '40', '42'])
    await expect(dialog.getByText(text, { exact: true })).toBeVisible();
  await dialog.getByRole('radio', { name: 'Name: Theirs' }).check();
  await dialog.getByRole('button', { name: 'Save selected values' }).click();
  await notice(page, 'Saved.');
  const { customer } = await api(
    'query($id: ID!) { customer(id: $id) { name note phone customFields { shoeSize } } }',
    { id },
  );
  expect(customer).toEqual({
    name: 'As the server says',
    note: 'Olga’s note',
    phone: '+353871234567',
    customFields: { shoeSize: 42 },
  });
  await expect(page.getByRole('heading', { name: 'As the server says', level: 1 })).toBeVisible();
});

test('unsaved changes are guarded, and a failed request can be tried again', { tag: '@any-database' }, async ({
  api,
  olga: page,
  allowed,
}) => {
  const id = await createCustomer(api, { email: 'careful@example.com', name: 'Careful' });
  allowed.push(/Failed to load resource|ERR_FAILED|ERR_INTERNET/);
  await page.goto(`/dashboard/customers/${id}`);
  await editCard(page, 'details');
  await page.getByLabel('Note', { exact: true }).fill('not saved yet');
  await page.getByRole('link', { name: 'Orders', exact: true }).click();
  const guard = page.getByRole('dialog', { name: 'Leave without saving?' });
  await guard.getByRole('button', { name: 'Keep editing' }).click();
  await expect(page.getByLabel('Note', { exact: true })).toHaveValue('not saved yet');
  let asked = false;
  page.once('dialog', (dialog) => {
    asked = dialog.type() === 'beforeunload';
    void dialog.dismiss();
  });
  await page.evaluate(() => location.reload()).catch(() => {});
  await expect.poll(() => asked, 'the browser asks too').toBe(true);

  const broken = (route: Route) => route.abort('failed');
  await page.route('**/graphql', broken);
  await page.getByRole('button', { name: 'Save' }).click();
  const alert = page.getByRole('alert').filter({ hasText: 'Could not reach the server' });
  await expect(alert).toBeVisible();
  await expect(page.getByLabel('Note', { exact: true })).toHaveValue('not saved yet');
  await page.unroute('**/graphql', broken);
  await alert.getByRole('button', { name: 'Try again' }).click();
  await notice(page, 'Saved.');
  expect((await api('query($id: ID!) { customer(id: $id) { note } }', { id })).customer.note).toBe('not saved yet');

  await page.route('**/graphql', broken);
  await page.getByRole('link', { name: 'Orders', exact: true }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Could not reach the server' }).first()).toBeVisible();
  await page.unroute('**/graphql', broken);
  await page.getByRole('button', { name: 'Try again' }).first().click();
  await expect(page.locator('main tbody tr').first()).toBeVisible();

  await page.goto(`/dashboard/customers/${id}`);
  await editCard(page, 'details');
  await page.getByLabel('Note', { exact: true }).fill('lost on purpose');
  await page.getByRole('link', { name: 'Custom fields', exact: true }).click();
  await guard.getByRole('button', { name: 'Leave page' }).click();
  await expect(page.getByRole('heading', { name: 'Custom fields', level: 1 })).toBeVisible();
});
