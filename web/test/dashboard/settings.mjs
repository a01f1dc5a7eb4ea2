import assert from 'node:assert/strict';
import { notice, person, server, signIn } from './person.mjs';

/** The shop's name and currency, and server keys. */
export async function shopAndKeys({ browser, base }) {
  const olga = await person(browser, base);
  const { page } = olga;
  await signIn(page, 'olga@shop.example');
  await page.goto('/dashboard/settings/shop');
  await page.getByLabel('The shop’s name').fill('');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Please look at the marked fields.').waitFor();
  await page.getByLabel('The shop’s name').fill('Tea & Honey');
  await page.getByLabel('Currency').fill('eur');
  await page.getByRole('button', { name: 'Save' }).click();
  await notice(page, 'Saved.');
  await page.getByRole('banner').getByText('Tea & Honey').waitFor();

  await page.getByRole('tab', { name: 'Server keys' }).click();
  await page.getByLabel('What it is for').last().fill('storefront');
  await page.getByLabel('Read orders').check();
  await page.getByRole('button', { name: 'Make the key' }).click();
  const dialog = page.getByRole('dialog', { name: 'The key’s secret' });
  const secret = (await dialog.locator('.mantine-Code-root').innerText()).trim();
  assert.match(secret, /^sk_/);
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await dialog.waitFor({ state: 'hidden' });
  assert(!(await page.content()).includes(secret), 'the secret is gone from the page');
  await server(base, secret)('{ orders { totalCount } }');
  await page.reload();
  const row = page.getByRole('row', { name: /storefront/ });
  await row.waitFor();
  assert(!/never/.test(await row.innerText()), 'the key was used');
  await row.getByRole('button', { name: 'End the key: storefront' }).click();
  await page.getByRole('dialog', { name: 'End storefront?' }).getByRole('button', { name: 'End the key' }).click();
  await row.getByText(/Ended/).waitFor();
  await assert.rejects(server(base, secret)('{ orders { totalCount } }'), /REVOKED/);
  await olga.leave();
}
