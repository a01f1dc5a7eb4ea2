import assert from 'node:assert/strict';
import { password, person, signIn, until, visit } from './person.mjs';

/** The first member comes by the link, invites others, and every role sees what it may do. */
export async function signInAndRoles({ browser, base, firstToken }) {
  const olga = await person(browser, base);
  const { page } = olga;

  await page.goto('/dashboard/');
  await page.getByText('A new shop? The link for its first member').waitFor();
  await page.goto(`/dashboard/welcome#${firstToken}`);
  await page.getByLabel('Your name').fill('Olga Owner');
  await page.getByLabel('Your email address').fill('olga@shop.example');
  await page.getByLabel(/^Password/).fill('short');
  await page.getByRole('button', { name: 'Open the shop' }).click();
  await until('a short password is refused at its field', () => page.getByLabel(/^Password/).getAttribute('aria-invalid').then((v) => v === 'true'));
  await page.getByLabel(/^Password/).fill(password);
  await page.getByRole('button', { name: 'Open the shop' }).click();
  await page.getByRole('heading', { name: 'Customers', level: 1 }).waitFor();
  assert(!page.url().includes('setup_'), 'the token has left the address');

  const seen = await page.evaluate(() => document.cookie + JSON.stringify({ ...localStorage, ...sessionStorage }));
  assert(!/eyJ|setup_/.test(seen), `a script of the page can read a token: ${seen}`);
  const cookies = await olga.context.cookies(`${base}/graphql`);
  assert(cookies.length === 2 && cookies.every((c) => c.httpOnly && c.sameSite === 'Strict'), JSON.stringify(cookies));

  const late = await person(browser, base);
  await late.page.goto(`/dashboard/welcome#${firstToken}`);
  await late.page.getByLabel('Your name').fill('Thief');
  await late.page.getByLabel('Your email address').fill('thief@example.com');
  await late.page.getByLabel(/^Password/).fill(password);
  await late.page.getByRole('button', { name: 'Open the shop' }).click();
  await late.page.getByText('This link has been used').waitFor();
  await late.leave();

  await page.getByRole('button', { name: 'Signed in as Olga Owner' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: /Sign in to/ }).waitFor();
  await page.getByLabel('Email address').fill('olga@shop.example');
  await page.getByLabel(/^Password/).fill('not her password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('do not belong together').waitFor();
  await signIn(page, 'olga@shop.example');

  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('tab', { name: 'Staff' }).click();
  const people = {};
  for (const [name, role] of [['Mia', 'Manager'], ['Sam', 'Support'], ['Rita', 'Read-only']]) {
    const form = page.getByRole('region', { name: 'Invite somebody' });
    await form.getByLabel(/^Name/).fill(name);
    await form.getByLabel('Email address').fill(`${name.toLowerCase()}@shop.example`);
    await form.getByRole('combobox', { name: 'Role', exact: true }).selectOption({ label: role });
    await form.getByRole('button', { name: 'Make the invitation' }).click();
    const dialog = page.getByRole('dialog', { name: `Invitation for ${name}` });
    const link = await dialog.locator('.mantine-Code-root').innerText();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    people[name] = await person(browser, base);
    await people[name].page.goto(link.trim());
    await people[name].page.getByLabel(/^Password/).fill(password);
    await people[name].page.getByRole('button', { name: 'Accept the invitation' }).click();
    await people[name].page.getByRole('heading', { name: 'Customers', level: 1 }).waitFor();
  }

  const sees = async ({ page: screen }, path, role, name) => {
    if (!screen.url().includes(path)) await visit(screen, path);
    await until('the page is there', async () => (await screen.locator('main [role=status][aria-label="Loading…"]').count()) === 0);
    return (await screen.getByRole(role, { name }).count()) > 0;
  };
  for (const [name, creates, defines, manages] of [['Mia', true, true, false], ['Sam', true, false, false], ['Rita', false, false, false]]) {
    assert.equal(await sees(people[name], '/orders', 'link', 'New order'), creates, `${name}: new order`);
    assert.equal(await sees(people[name], '/customers', 'link', 'New customer'), creates, `${name}: new customer`);
    assert.equal(await sees(people[name], '/fields', 'button', 'New field'), defines, `${name}: new field`);
    assert.equal(await sees(people[name], '/settings', 'tab', 'Shop'), defines, `${name}: shop`);
    assert.equal(await sees(people[name], '/settings', 'tab', 'Staff'), manages, `${name}: staff`);
    assert.equal(await sees(people[name], '/settings', 'tab', 'Your account'), true, `${name}: account`);
  }

  // Another role works at once; the last owner stays one.
  const stored = page.waitForResponse((response) => response.request().postData()?.includes('mutation UpdateMember'));
  await page.getByRole('combobox', { name: 'Role of Rita' }).selectOption({ label: 'Support' });
  await stored;
  await people.Rita.page.goto('/dashboard/customers');
  await people.Rita.page.getByRole('link', { name: 'New customer' }).first().waitFor();
  await page.getByRole('combobox', { name: 'Role of Olga Owner' }).selectOption({ label: 'Support' });
  await page.getByText('the shop needs an owner').waitFor();

  // Her own password, and out everywhere.
  const mia = people.Mia.page;
  await mia.goto('/dashboard/settings/account');
  await mia.getByLabel('Present password').fill('wrong password');
  await mia.getByLabel('New password').fill('another battery horse');
  await mia.getByRole('button', { name: 'Change the password' }).click();
  await mia.getByText('this is not the present password').waitFor();
  await mia.getByLabel('Present password').fill(password);
  await mia.getByRole('button', { name: 'Change the password' }).click();
  await mia.getByText('The password was changed.').waitFor();
  await mia.getByRole('button', { name: 'Sign out everywhere' }).click();
  await mia.getByRole('heading', { name: /Sign in to/ }).waitFor();
  await signIn(mia, 'mia@shop.example', 'another battery horse');

  // Whoever is removed is out at once.
  await page.getByRole('button', { name: 'Remove Sam' }).click();
  await page.getByRole('dialog', { name: 'Remove Sam?' }).getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByText('The member was removed.').waitFor();
  await people.Sam.page.getByRole('link', { name: 'Orders' }).click();
  await people.Sam.page.getByRole('dialog', { name: 'Your session has ended' }).waitFor();

  for (const one of Object.values(people)) await one.leave();
  await olga.leave();
}

/** A session that ends while somebody types loses nothing of it. */
export async function sessionEnds({ browser, base, api, makeCustomer }) {
  const id = await makeCustomer(api, { email: 'patient@example.com', name: 'Patient' });
  const here = await person(browser, base);
  const there = await person(browser, base);
  await signIn(here.page, 'olga@shop.example');
  await here.page.goto(`/dashboard/customers/${id}`);
  await here.page.getByLabel('Note').fill('typed before the session ended');
  await signIn(there.page, 'olga@shop.example');
  await there.page.goto('/dashboard/settings/account');
  await there.page.getByRole('button', { name: 'Sign out everywhere' }).click();
  await there.page.getByRole('heading', { name: /Sign in to/ }).waitFor();

  await here.page.getByRole('button', { name: 'Save' }).click();
  const dialog = here.page.getByRole('dialog', { name: 'Your session has ended' });
  await dialog.getByLabel(/^Password/).fill(password);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await dialog.waitFor({ state: 'hidden' });
  assert.equal(await here.page.getByLabel('Note').inputValue(), 'typed before the session ended');
  await here.page.getByRole('button', { name: 'Save' }).click();
  await here.page.getByText('Saved.').waitFor();
  const { customer } = await api('query($id: ID!) { customer(id: $id) { note } }', { id });
  assert.equal(customer.note, 'typed before the session ended');
  await here.leave();
  await there.leave();
}
