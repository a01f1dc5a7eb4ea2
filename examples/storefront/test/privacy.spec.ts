import { readFile } from 'node:fs/promises';
import { expect, fill, heading, password, press, shopURL, shows, signIn, signOut, test } from './shopper';

const pat = 'pat@example.com';
const newsletter = 'Email me news and offers. I can unsubscribe at any time.';
const letters = 'Send me letters with news and offers. I can unsubscribe at any time.';
const statements = `query($email: String!) {
  customers(first: 1, filter: { email: { eq: $email } }) { nodes { marketing { channel state wording source } } }
}`;
const settings = 'mutation($input: UpdateShopInput!) { updateShop(input: $input) { userErrors { field message } } }';

test('a customer chooses by which channels to get marketing', async ({ page, staff }) => {
  await page.goto('/sign-up');
  await fill(page, { Name: 'Pat Example', 'Email address': pat, Password: password });
  await page.getByLabel(newsletter).check();
  await press(page, 'Sign up');
  await heading(page, 'Your account');
  await shows(page, 'You agreed on');
  await expect(page.getByLabel(newsletter)).toBeChecked();
  await expect(page.getByLabel(/text messages/)).toHaveCount(0); // there is no phone number
  await page.getByLabel(letters).check();
  await page.getByLabel(newsletter).uncheck();
  await press(page, 'Save choices');
  await shows(page, 'You unsubscribed on');
  await page.reload();
  await expect(page.getByLabel(letters)).toBeChecked();
  await expect(page.getByLabel(newsletter)).not.toBeChecked();
  const { marketing } = (await staff(statements, { email: pat })).customers.nodes[0];
  expect(marketing).toEqual([
    { channel: 'EMAIL', state: 'UNSUBSCRIBED', wording: newsletter, source: 'CUSTOMER' },
    { channel: 'POST', state: 'SUBSCRIBED', wording: letters, source: 'CUSTOMER' },
  ]);
});

test('a visitor subscribes to the newsletter, confirms it and unsubscribes', async ({ page, staff, mail }) => {
  const reader = 'reader@example.com';
  const current = async () => {
    const query = `query($email: String) {
      marketingConsents(first: 5, email: $email, current: true) { nodes { state wording unsubscribeToken } }
    }`;
    const { nodes } = (await staff(query, { email: reader })).marketingConsents;
    expect(nodes).toHaveLength(1);
    return nodes[0];
  };
  await staff(settings, { input: { doubleOptIn: true } });
  await page.goto('/');
  await fill(page, { 'Your email address': reader });
  await press(page, 'Subscribe');
  await shows(page, 'If you get an email from us');
  const { path } = await mail('marketing_confirmation', reader);
  expect(path).toMatch(/^\/confirm-subscription\?token=/);
  expect(await current()).toMatchObject({ state: 'PENDING', wording: newsletter });
  await page.goto(path);
  await press(page, 'Confirm');
  await heading(page, 'You are subscribed');
  const { state, unsubscribeToken } = await current();
  expect(state).toBe('SUBSCRIBED');
  await page.goto(`/unsubscribe?token=${encodeURIComponent(unsubscribeToken)}`);
  await press(page, 'Unsubscribe');
  await shows(page, 'no more emails with news and offers');
  expect((await current()).state).toBe('UNSUBSCRIBED');

  // The provider of the mailbox uses the same URL, without a browser.
  await page.goto('/');
  await fill(page, { 'Your email address': reader });
  await press(page, 'Subscribe');
  await page.goto((await mail('marketing_confirmation', reader)).path);
  await press(page, 'Confirm');
  await heading(page, 'You are subscribed');
  const url = `${shopURL()}/unsubscribe?token=${encodeURIComponent(unsubscribeToken)}`;
  const oneClick = { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) };
  expect((await fetch(url, oneClick)).status).toBe(200);
  expect((await current()).state).toBe('UNSUBSCRIBED');
  await page.goto('/unsubscribe?token=another');
  await press(page, 'Unsubscribe');
  await shows(page, 'This link is not valid.');
  await staff(settings, { input: { doubleOptIn: false } });
});

test('a customer downloads a copy of the personal data', async ({ page, mail }) => {
  await signIn(page, pat);
  await shows(page, 'confirm your email address first');
  await page.goto((await mail('email_verification', pat)).path); // from the sign-up
  await press(page, 'Confirm');
  await heading(page, 'Email address confirmed');
  await page.goto('/account');
  await press(page, 'Download my data');
  await shows(page, `We will email a link to ${pat}`);
  const { path } = await mail('data_export', pat);
  expect(path).toMatch(/^\/data-export\?token=/);
  await page.goto(path);
  const download = page.waitForEvent('download');
  await press(page, 'Download');
  const file = JSON.parse(await readFile(await (await download).path(), 'utf8'));
  expect(JSON.stringify(file)).toContain(pat);
  await shows(page, 'Your download has started.');
  await signOut(page);
});

test('a customer deletes the account', async ({ page, staff, mail }) => {
  await signIn(page, pat);
  await fill(page, { 'Your password': 'not this one' });
  await press(page, 'Delete my account');
  await expect(page.locator('[name=password][aria-invalid=true]')).toBeVisible();
  await fill(page, { 'Your password': password });
  await press(page, 'Delete my account');
  await shows(page, 'Your account will be deleted on');
  await mail('erasure_requested', pat);
  await page.reload();
  await press(page, 'Keep my account');
  await expect(page.getByRole('button', { name: 'Delete my account' })).toBeVisible();
  await mail('erasure_cancelled', pat);
  await staff(settings, { input: { erasureGraceDays: 0 } });
  await fill(page, { 'Your password': password });
  await press(page, 'Delete my account');
  await expect.poll(async () => (await staff(statements, { email: pat })).customers.nodes).toEqual([]);
  await page.goto('/sign-in');
  await fill(page, { 'Email address': pat, Password: password });
  await press(page, 'Log in');
  await expect(page.getByRole('alert')).toBeVisible();
  await staff(settings, { input: { erasureGraceDays: 14 } });
});
