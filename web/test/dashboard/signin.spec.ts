import type { Page } from '@playwright/test';
import { createCustomer } from './api';
import { chooseOf, editCard, enter, expect, expectNoFaults, openHome, password, signIn, test, visit } from './fixtures';

const welcome = `/dashboard/welcome#${process.env.CLIENTELE_FIRST_TOKEN}`;

test('the first member opens the shop by the link, which works once', async ({ open, baseURL }) => {
  const page = await open();
  await page.goto('/dashboard/');
  await expect(page.getByText('New shop? The link for the first staff member')).toBeVisible();
  await page.goto(welcome);
  await page.getByLabel('Your name').fill('Olga Owner');
  await page.getByLabel('Your email address').fill('olga@shop.example');
  await page.getByLabel(/^Password/).fill('short');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByLabel(/^Password/)).toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel(/^Password/).fill(password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByRole('heading', { name: 'Home', level: 1 })).toBeVisible();
  expect(page.url(), 'the token has left the address').not.toContain('setup_');

  const seen = await page.evaluate(() => document.cookie + JSON.stringify({ ...localStorage, ...sessionStorage }));
  expect(seen, 'no script of the page can read a token').not.toMatch(/eyJ|setup_/);
  const cookies = await page.context().cookies(`${baseURL}/graphql`);
  expect(cookies).toHaveLength(2);
  for (const cookie of cookies) expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });

  const late = await open();
  await late.goto(welcome);
  await late.getByLabel('Your name').fill('Thief');
  await late.getByLabel('Your email address').fill('thief@example.com');
  await late.getByLabel(/^Password/).fill(password);
  await late.getByRole('button', { name: 'Create account' }).click();
  await expect(late.getByText('This link was already used')).toBeVisible();
});

test('a member signs out and in again', async ({ olga: page }) => {
  await openHome(page);
  await page.getByRole('button', { name: 'Signed in as Olga Owner' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: /Sign in to/ })).toBeVisible();
  await page.getByLabel('Email address').fill('olga@shop.example');
  await page.getByLabel(/^Password/).fill('not her password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText('Wrong email or password')).toBeVisible();
  await signIn(page, 'olga@shop.example');
});

test('who forgot the password is told what to do, and the link of an owner sets a new one', async ({ open, olga }) => {
  const page = await open();
  await page.goto('/dashboard/');
  await expectNoFaults(page);
  await page.getByLabel('Email address').fill('nobody@shop.example');
  await page.getByRole('button', { name: 'Forgot password?' }).click();
  await expect(page.getByLabel('Email address')).toHaveValue('nobody@shop.example');
  await page.getByLabel('Email address').fill('');
  await page.getByRole('button', { name: 'Send link' }).click();
  await expect(page.getByLabel('Email address')).toBeFocused();
  await page.getByLabel('Email address').fill('not an address');
  await page.getByRole('button', { name: 'Send link' }).click();
  await expect(page.getByLabel('Email address')).toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel('Email address').fill('olga@shop.example');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status')).toContainText('This shop cannot send such emails');
  await expectNoFaults(page);
  await page.getByRole('button', { name: 'Back to sign in' }).click();
  await expect(page.getByRole('heading', { name: /Sign in to/ })).toBeVisible();

  // Links in emails carry the token as a parameter. It leaves the address at once.
  await page.goto('/dashboard/reset-password?token=wrong');
  await expect(page.getByRole('heading', { name: 'Choose a new password' })).toBeVisible();
  await expect(page).toHaveURL(/\/reset-password#wrong$/);
  await page.getByLabel(/^Password/).fill('short');
  await page.getByRole('button', { name: 'Set password and sign in' }).click();
  await expect(page.getByText('This link is no longer valid')).toBeVisible();
  await expectNoFaults(page);

  await olga.goto('/dashboard/settings/team');
  await chooseOf(olga, 'Olga Owner', 'Send a password reset link');
  const dialog = olga.getByRole('dialog', { name: 'Link for Olga Owner' });
  const link = new URL(((await dialog.locator('.mantine-Code-root').textContent()) ?? '').trim());
  await page.goto(`/dashboard/reset-password?token=${link.hash.slice(1)}`);
  await page.getByLabel(/^Password/).fill(password);
  await page.getByRole('button', { name: 'Set password and sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Home', level: 1 })).toBeVisible();
  expect(page.url(), 'the token has left the address').not.toContain('reset');
});

test('members are invited, see what their roles allow, and lose it at once', { tag: '@any-database' }, async ({
  open,
  olga,
}) => {
  await olga.goto('/dashboard/settings/team');
  const invite = async (name: string, role: string): Promise<Page> => {
    await olga.getByRole('button', { name: 'Invite member' }).click();
    const form = olga.getByRole('dialog', { name: 'Invite member' });
    await form.getByLabel(/^Name/).fill(name);
    await form.getByLabel('Email address').fill(`${name.toLowerCase()}@shop.example`);
    await form.getByRole('combobox', { name: 'Role', exact: true }).selectOption({ label: role });
    await form.getByRole('button', { name: 'Invite' }).click();
    const dialog = olga.getByRole('dialog', { name: `Link for ${name}` });
    await expect(dialog.getByText('No email was sent')).toBeVisible();
    const link = (await dialog.locator('.mantine-Code-root').textContent()) ?? '';
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    const page = await open();
    await page.goto(link.trim());
    await page.getByLabel(/^Password/).fill(password);
    await page.getByRole('button', { name: 'Accept invitation' }).click();
    await expect(page.getByRole('heading', { name: 'Home', level: 1 })).toBeVisible();
    return page;
  };
  const mia = await invite('Mia', 'Manager');
  const sam = await invite('Sam', 'Support');
  const rita = await invite('Rita', 'Read-only');

  const sees = async (page: Page, path: string, role: 'link' | 'button', name: string, visible: boolean) => {
    if (!page.url().includes(path)) await visit(page, path);
    await expect(page.locator('main [role=status][aria-label="Loading…"]')).toHaveCount(0);
    await expect(page.getByRole(role, { name }).first()).toBeVisible({ visible });
  };
  for (const { page, creates, defines } of [
    { page: mia, creates: true, defines: true },
    { page: sam, creates: true, defines: false },
    { page: rita, creates: false, defines: false },
  ]) {
    await sees(page, '/orders', 'link', 'New order', creates);
    await sees(page, '/customers', 'link', 'New customer', creates);
    await sees(page, '/fields', 'button', 'New field', defines);
    await sees(page, '/settings', 'link', 'Your account', true);
    await sees(page, '/settings', 'link', 'Shop', defines);
    await sees(page, '/settings', 'link', 'Staff', false);
  }

  // Another role works at once; the last owner stays one.
  const stored = olga.waitForResponse((response) =>
    (response.request().postData() ?? '').includes('mutation UpdateMember'),
  );
  await olga.getByRole('combobox', { name: 'Role of Rita' }).selectOption({ label: 'Support' });
  await stored;
  await rita.goto('/dashboard/customers');
  await expect(rita.getByRole('link', { name: 'New customer' }).first()).toBeVisible();
  await olga.getByRole('combobox', { name: 'Role of Olga Owner' }).selectOption({ label: 'Support' });
  await expect(olga.getByText('The shop must have an owner')).toBeVisible();

  // Whoever is removed is out at once.
  await chooseOf(olga, 'Sam', 'Remove member…');
  await olga.getByRole('dialog', { name: 'Remove Sam?' }).getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(olga.getByText('Member removed')).toBeVisible();
  await sam.getByRole('link', { name: 'Orders' }).click();
  await expect(sam.getByRole('dialog', { name: 'Your session has expired' })).toBeVisible();
});

test('a member changes the password and signs out everywhere', { tag: '@any-database' }, async ({ open }) => {
  const page = await open();
  await signIn(page, 'mia@shop.example');
  await page.goto('/dashboard/settings/account');
  await page.getByLabel('Current password').fill('wrong password');
  await page.getByLabel('New password').fill('another battery horse');
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('Wrong current password')).toBeVisible();
  await page.getByLabel('Current password').fill(password);
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('Password changed')).toBeVisible();
  await page.getByRole('button', { name: 'Sign out on all devices' }).click();
  await expect(page.getByRole('heading', { name: /Sign in to/ })).toBeVisible();
  await signIn(page, 'mia@shop.example', 'another battery horse');
});

test('what was typed survives the end of the session', { tag: '@any-database' }, async ({ api, olga: page, open }) => {
  const id = await createCustomer(api, { email: 'patient@example.com', name: 'Patient' });
  await page.goto(`/dashboard/customers/${id}`);
  await editCard(page, 'details');
  await page.getByLabel('Note', { exact: true }).fill('typed before the session ended');
  const other = await open();
  await enter(other, 'olga@shop.example');
  await other.goto('/dashboard/settings/account');
  await other.getByRole('button', { name: 'Sign out on all devices' }).click();
  await expect(other.getByRole('heading', { name: /Sign in to/ })).toBeVisible();

  await page.getByRole('button', { name: 'Save' }).click();
  const dialog = page.getByRole('dialog', { name: 'Your session has expired' });
  await dialog.getByLabel(/^Password/).fill(password);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByLabel('Note', { exact: true })).toHaveValue('typed before the session ended');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  const { customer } = await api('query($id: ID!) { customer(id: $id) { note } }', { id });
  expect(customer.note).toBe('typed before the session ended');
});
