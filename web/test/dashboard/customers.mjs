import assert from 'node:assert/strict';
import { column, dublin, notice, person, signIn, until } from './person.mjs';

/** Searched while typing, filtered, sorted, with other columns, in pages, and all of it in the address. */
export async function customerList({ browser, base, api, makeCustomer }) {
  for (let i = 0; i < 30; i++) {
    await makeCustomer(api, {
      email: `list${i}@example.com`,
      name: `Lister ${String.fromCharCode(65 + (i % 26))}${i}`,
      tags: i % 3 === 0 ? ['vip'] : [],
      customFields: { shoeSize: 30 + i, tier: i % 2 ? 'GOLD' : 'BRONZE' },
    });
  }
  const olga = await person(browser, base);
  const { page } = olga;
  await signIn(page, 'olga@shop.example');
  await until('the first page', async () => (await column(page)).length === 25);
  await page.getByText(/\d+ entries/).waitFor();

  await page.getByRole('searchbox', { name: 'Search' }).pressSequentially('lister');
  await page.getByText('30 entries').waitFor();
  await page.getByRole('button', { name: 'Email address' }).click();
  await until('sorted', async () => (await column(page, 2))[0] === 'list0@example.com');
  await page.getByRole('button', { name: 'Next page' }).click();
  await until('the second page', async () => (await column(page)).length === 5);
  const second = await column(page, 2);
  const link = page.url();
  await page.getByRole('button', { name: 'Previous page' }).click();
  await until('back', async () => (await column(page, 2))[0] === 'list0@example.com');
  await page.goBack();
  await until('back to the second page', async () => (await column(page, 2)).join() === second.join());

  // The link alone shows the same.
  await page.goto('/dashboard/orders');
  await page.goto(link);
  await until('the link shows the same page', async () => (await column(page, 2)).join() === second.join());

  const filter = async (attribute, set) => {
    await page.getByRole('button', { name: 'Add a filter' }).click();
    const form = page.getByRole('dialog', { name: 'Add a filter' });
    await form.getByLabel('Field').selectOption({ label: attribute });
    await set(form);
    await form.getByRole('button', { name: 'Apply' }).click();
  };
  await filter('Tags', (form) => form.getByLabel('Value').fill('VIP'));
  await page.getByText('10 entries').waitFor();
  await filter('Shoe size', async (form) => {
    await form.getByLabel('Condition').selectOption({ label: 'at least' });
    await form.getByLabel('Value').fill('45');
  });
  await page.getByText('5 entries').waitFor();
  await filter('Loyalty tier', (form) => form.getByLabel('Gold').check());
  await until('three filters', async () => (await column(page, 2)).join() === 'list15@example.com,list21@example.com,list27@example.com');

  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('checkbox', { name: 'Shoe size' }).check();
  await page.getByRole('checkbox', { name: 'Tags' }).uncheck();
  await page.keyboard.press('Escape');
  await until('other columns', async () => (await page.locator('thead').innerText()).includes('Shoe size') && !(await page.locator('thead').innerText()).includes('Tags'));
  const size = page.getByRole('button', { name: 'Shoe size', exact: true });
  await size.click();
  await until('sorted upwards', async () => (await column(page, 2))[0] === 'list15@example.com');
  await size.click();
  await until('sorted by a custom field', async () => (await column(page, 2))[0] === 'list27@example.com');
  assert.match(page.url(), /sort=custom\.shoeSize&dir=desc/);
  await page.reload();
  await until('and after a reload', async () => (await column(page, 2))[0] === 'list27@example.com');

  await page.getByRole('button', { name: 'Remove the filter Tags carries VIP' }).click();
  await page.getByText('8 entries').waitFor();
  await page.getByRole('button', { name: 'Remove all filters' }).click();
  await page.getByText('30 entries').waitFor();
  await page.getByRole('searchbox', { name: 'Search' }).fill('nobody of this name');
  await page.getByText('Nothing matches').waitFor();
  await page.getByRole('button', { name: 'Show the whole list' }).click();
  await until('the whole list', async () => (await column(page)).length === 25);
  await page.goto('/dashboard/customers?f=gone~eq~x');
  await page.getByText('asks for something that is not there').waitFor();
  await olga.leave();
}

/** Made, with what is wrong shown first; changed; given a password; deleted. */
export async function customerRecord({ browser, base, api }) {
  const olga = await person(browser, base);
  const { page } = olga;
  await signIn(page, 'olga@shop.example');
  await page.getByRole('link', { name: 'New customer' }).first().click();
  await page.getByLabel('Name', { exact: true }).fill('Zoë Quinn');
  await page.getByLabel('Email address').fill('no address');
  await page.getByLabel('Shoe size').fill('3');
  await page.getByRole('button', { name: 'Create the customer' }).click();
  await until('both faults at their fields', async () => (await page.locator('main [aria-invalid=true]').count()) === 2);
  await page.getByLabel('Email address').fill('zoe@example.com');
  await page.getByLabel('Shoe size').fill('39');
  await page.getByLabel('Loyalty tier').selectOption({ label: 'Gold' });
  await page.getByRole('button', { name: 'Create the customer' }).click();
  await page.getByRole('heading', { name: 'Zoë Quinn', level: 1 }).waitFor();
  const id = page.url().split('/').at(-1);

  await page.getByRole('combobox', { name: 'Tags' }).fill('wholesale');
  await page.keyboard.press('Enter');
  await page.getByLabel('Note').fill('Rings twice.');
  await page.getByLabel('Phone number').fill('+353 87 123 4567');
  await page.getByLabel('Homepage').fill('https://zoe.example/');
  await page.getByRole('switch', { name: 'Accepts marketing' }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await notice(page, 'Saved.');
  const read = 'query($id: ID!) { customer(id: $id) { name phone tags note hasPassword acceptsMarketing customFields { shoeSize tier homepage } } }';
  assert.deepEqual((await api(read, { id })).customer, {
    name: 'Zoë Quinn', phone: '+353871234567', tags: ['wholesale'], note: 'Rings twice.', hasPassword: false, acceptsMarketing: true,
    customFields: { shoeSize: 39, tier: 'GOLD', homepage: 'https://zoe.example/' },
  });
  await until('the number as it is stored', async () => (await page.getByLabel('Phone number').inputValue()) === '+353871234567');

  await page.getByText('has no password').waitFor();
  await page.getByRole('button', { name: 'Set a password' }).click();
  await page.getByLabel('New password').fill('short');
  await page.getByRole('button', { name: 'Set a password' }).click();
  await until('too short', async () => (await page.getByLabel('New password').getAttribute('aria-invalid')) === 'true');
  await page.getByLabel('New password').fill('a long enough one');
  await page.getByRole('button', { name: 'Set a password' }).click();
  await page.getByText('can log in with a password').waitFor();
  assert.equal((await api(read, { id })).customer.hasPassword, true);

  await page.getByRole('button', { name: 'Delete the customer' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete Zoë Quinn?' });
  await dialog.getByText('The orders stay').waitFor();
  await dialog.getByRole('button', { name: 'Delete for good' }).click();
  await page.getByRole('heading', { name: 'Customers', level: 1 }).waitFor();
  assert.equal((await api(read, { id })).customer, null);
  await page.goto(`/dashboard/customers/${id}`);
  await page.getByText('There is no such customer').waitFor();
  await olga.leave();
}

/** Addresses added, edited, made a default, deleted; sessions ended one by one and all together. */
export async function addressesAndSessions({ browser, base, api, makeCustomer }) {
  const id = await makeCustomer(api, { email: 'ann@example.com', name: 'Ann Murphy', password: 'correct horse' }, { ...dublin, label: 'home' });
  const olga = await person(browser, base);
  const { page } = olga;
  await signIn(page, 'olga@shop.example');
  await page.goto(`/dashboard/customers/${id}`);
  const section = page.getByRole('region', { name: 'Addresses' });
  await section.getByText('14 Main Street').waitFor();

  await section.getByRole('button', { name: 'New address' }).click();
  const dialog = page.getByRole('dialog', { name: 'New address' });
  await dialog.getByLabel('Label').fill('office');
  await dialog.getByLabel('Country').selectOption('US');
  await dialog.getByLabel('First name').fill('Ann');
  await dialog.getByLabel('Street and number').fill('1 Infinite Loop');
  await dialog.getByLabel('City').fill('Cupertino');
  await dialog.getByRole('combobox', { name: 'Region' }).selectOption({ label: 'California' });
  await dialog.getByLabel('Postal code').fill('nonsense');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await until('the postal code is refused', async () => (await dialog.getByLabel('Postal code').getAttribute('aria-invalid')) === 'true');
  await dialog.getByLabel('Postal code').fill('95014');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await section.getByText('CUPERTINO, CA 95014').or(section.getByText('Cupertino, CA 95014')).waitFor();

  await section.getByRole('button', { name: 'Ship here by default: office' }).click();
  const read = '{ node: customer(id: "ID") { defaultShippingAddress { label instructions } defaultBillingAddress { label } addresses { totalCount } } }'.replace('ID', id);
  await until('another default', async () => (await api(read)).node.defaultShippingAddress.label === 'office');
  await until('only one has it', async () => (await section.getByText('Default for shipping').count()) === 1);

  await section.getByRole('button', { name: 'Edit: office' }).click();
  const edit = page.getByRole('dialog', { name: 'Edit the address' });
  await edit.getByLabel('Delivery instructions').fill('Second floor');
  await edit.getByRole('button', { name: 'Save' }).click();
  await section.getByText('Second floor').waitFor();

  await section.getByRole('button', { name: 'Delete: office' }).click();
  await page.getByRole('dialog', { name: 'Delete this address?' }).getByRole('button', { name: 'Delete' }).click();
  await section.getByText('Second floor').waitFor({ state: 'detached' });
  assert.equal((await api(read)).node.addresses.totalCount, 1);
  assert.equal((await api(read)).node.defaultShippingAddress.label, 'home');

  const login = () => api('mutation { login(email: "ann@example.com", password: "correct horse") { customerToken { accessToken } userErrors { code field message } } }', {}, {});
  const tokens = [];
  for (let i = 0; i < 3; i++) tokens.push((await login()).login.customerToken.accessToken);
  await page.reload();
  const sessions = page.getByRole('region', { name: 'Signed in' });
  await until('three sessions', async () => (await sessions.getByRole('button', { name: 'End this session' }).count()) === 3);
  await sessions.getByRole('button', { name: 'End this session' }).first().click();
  await until('two left', async () => (await sessions.getByRole('button', { name: 'End this session' }).count()) === 2);
  await sessions.getByRole('button', { name: 'End all sessions' }).click();
  await sessions.getByText('not signed in anywhere').waitFor();
  for (const token of tokens) await assert.rejects(api('{ me { id } }', {}, { 'x-customer-token': token }), /REVOKED/);
  await olga.leave();
}
