import assert from 'node:assert/strict';
import { field, notice, person, signIn, until } from './person.mjs';

/** Two people change the same customer: the later one sees both versions and chooses. */
export async function conflicts({ browser, base, api, makeCustomer }) {
  const id = await makeCustomer(api, { email: 'contested@example.com', name: 'Contested', customFields: { shoeSize: 40 } });
  const olga = await person(browser, base);
  const { page } = olga;
  await signIn(page, 'olga@shop.example');
  await page.goto(`/dashboard/customers/${id}`);
  await page.getByLabel('Name', { exact: true }).fill('As Olga says');
  await page.getByLabel('Note').fill('Olga’s note');
  await page.getByLabel('Shoe size').fill('41');
  await api(`mutation($id: ID!) { updateCustomer(id: $id, input: { name: "As the server says", phone: "+353871234567", customFields: { shoeSize: 42 } }) { ${field} } }`, { id });
  await page.getByRole('button', { name: 'Save' }).click();
  const dialog = page.getByRole('dialog', { name: 'Somebody else has changed this' });
  for (const text of ['As Olga says', 'As the server says', 'Olga’s note', '+353871234567', '41', '42']) await dialog.getByText(text, { exact: true }).waitFor();
  await dialog.getByRole('radio', { name: 'Name: Theirs' }).check();
  await dialog.getByRole('button', { name: 'Save this choice' }).click();
  await notice(page, 'Saved.');
  const { customer } = await api('query($id: ID!) { customer(id: $id) { name note phone customFields { shoeSize } } }', { id });
  assert.deepEqual(customer, { name: 'As the server says', note: 'Olga’s note', phone: '+353871234567', customFields: { shoeSize: 41 } });
  assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'As the server says');
  await olga.leave();
}

/** Changes are guarded, and a network that fails is told with a way to try again. */
export async function unsavedAndOffline({ browser, base, api, makeCustomer }) {
  const id = await makeCustomer(api, { email: 'careful@example.com', name: 'Careful' });
  const olga = await person(browser, base);
  const { page } = olga;
  olga.expect(/Failed to load resource|ERR_FAILED|ERR_INTERNET/);
  await signIn(page, 'olga@shop.example');
  await page.goto(`/dashboard/customers/${id}`);
  await page.getByLabel('Note').fill('not saved yet');
  await page.getByRole('link', { name: 'Orders', exact: true }).click();
  const guard = page.getByRole('dialog', { name: 'Leave without saving?' });
  await guard.getByRole('button', { name: 'Stay here' }).click();
  assert.equal(await page.getByLabel('Note').inputValue(), 'not saved yet');
  let asked = false;
  page.once('dialog', (dialog) => {
    asked = dialog.type() === 'beforeunload';
    void dialog.dismiss();
  });
  await page.evaluate(() => location.reload()).catch(() => {});
  await until('the browser asks too', () => asked);

  const broken = (route) => route.abort('failed');
  await page.route('**/graphql', broken);
  await page.getByRole('button', { name: 'Save' }).click();
  const alert = page.getByRole('alert').filter({ hasText: 'does not answer' });
  await alert.waitFor();
  assert.equal(await page.getByLabel('Note').inputValue(), 'not saved yet');
  await page.unroute('**/graphql', broken);
  await alert.getByRole('button', { name: 'Try again' }).click();
  await notice(page, 'Saved.');
  assert.equal((await api('query($id: ID!) { customer(id: $id) { note } }', { id })).customer.note, 'not saved yet');

  await page.route('**/graphql', broken);
  await page.getByRole('link', { name: 'Orders', exact: true }).click();
  await page.getByRole('alert').filter({ hasText: 'does not answer' }).first().waitFor();
  await page.unroute('**/graphql', broken);
  await page.getByRole('button', { name: 'Try again' }).first().click();
  await page.locator('main tbody tr').first().waitFor();

  await page.goto(`/dashboard/customers/${id}`);
  await page.getByLabel('Note').fill('lost on purpose');
  await page.getByRole('link', { name: 'Custom fields', exact: true }).click();
  await guard.getByRole('button', { name: 'Leave and lose them' }).click();
  await page.getByRole('heading', { name: 'Custom fields', level: 1 }).waitFor();
  await olga.leave();
}
