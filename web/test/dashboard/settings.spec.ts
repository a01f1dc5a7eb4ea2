import { type Api, server } from './api';
import { chooseOf, expect, expectNoFaults, notice, openSection, password, test } from './fixtures';

test('the shop’s name and currency are changed, and an API key is created and revoked', async ({ olga: page }) => {
  await page.goto('/dashboard/settings/shop');
  await page.getByLabel('Shop name').fill('');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Check the highlighted fields')).toBeVisible();
  await page.getByLabel('Shop name').fill('Tea & Honey');
  await page.getByLabel('Currency').fill('eur');
  await page.getByRole('combobox', { name: 'Language' }).fill('German');
  await page.getByRole('option', { name: 'German · de', exact: true }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await notice(page, 'Saved.');
  await expect(page.locator('.sidebar .shop')).toContainText('Tea & Honey');

  await openSection(page, 'API keys');
  await page.getByRole('button', { name: 'New key' }).click();
  const form = page.getByRole('dialog', { name: 'New key' });
  await form.getByRole('button', { name: 'Create key' }).click();
  await expect(form.getByLabel(/^Name/)).toBeFocused();
  await form.getByLabel(/^Name/).fill('storefront');
  await form.getByLabel('Read orders').check();
  await form.getByRole('button', { name: 'Create key' }).click();
  const dialog = page.getByRole('dialog', { name: 'API key secret' });
  const secret = ((await dialog.locator('.mantine-Code-root').textContent()) ?? '').trim();
  expect(secret).toMatch(/^sk_/);
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await expect(dialog).toBeHidden();
  expect(await page.content(), 'the secret is gone from the page').not.toContain(secret);
  await server(secret)('{ orders { totalCount } }');
  await page.reload();
  const row = page.getByRole('row', { name: /storefront/ });
  await expect(row).toBeVisible();
  await expect(row, 'the key was used').not.toContainText('never');
  await chooseOf(page, 'storefront', 'Revoke key…');
  await page.getByRole('dialog', { name: 'Revoke storefront?' }).getByRole('button', { name: 'Revoke key' }).click();
  await expect(row.getByText(/Revoked/)).toBeVisible();
  await expect(server(secret)('{ orders { totalCount } }')).rejects.toThrow(/REVOKED/);
});

test('the keys of a removed member are revoked or kept', { tag: '@any-database' }, async ({ api, olga: page }) => {
  const secrets = new Map<string, string>();
  const kim = await createOwner(api, 'Kim');
  const lee = await createOwner(api, 'Lee');
  const noa = await createOwner(api, 'Noa');
  await createOwner(api, 'Mo');
  for (const name of ['till', 'stock']) secrets.set(name, await createKey(kim, name));
  for (const name of ['label printer', 'warehouse']) secrets.set(name, await createKey(lee, name));
  await createKey(noa, 'scanner');
  const works = (name: string) => server(secrets.get(name) ?? '')('{ orders { totalCount } }');

  await page.goto('/dashboard/settings/keys');
  await expect(page.getByRole('row', { name: /till .*Kim/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /Command line/ }).first()).toBeVisible();

  await openSection(page, 'Staff');
  await chooseOf(page, 'Mo', 'Remove member…');
  const plain = page.getByRole('dialog', { name: 'Remove Mo?' });
  await expect(plain.getByText('They are signed out immediately.')).toBeVisible();
  await expect(plain.getByRole('radio')).toHaveCount(0);
  await plain.getByRole('button', { name: 'Remove' }).click();
  await notice(page, 'Member removed');
  await expect(page.getByRole('row', { name: /mo@shop/ })).toHaveCount(0);

  await chooseOf(page, 'Kim', 'Remove member…');
  const dialog = page.getByRole('dialog', { name: 'Remove Kim?' });
  await expect(dialog.getByText('These 2 API keys of the member still work:')).toBeVisible();
  for (const key of ['till', 'stock'])
    await expect(dialog.getByRole('listitem').filter({ hasText: key })).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Remove' })).toBeDisabled();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();
  await works('till');
  await chooseOf(page, 'Kim', 'Remove member…');
  await expect(dialog.getByRole('button', { name: 'Remove' })).toBeDisabled();
  await dialog.getByLabel('Revoke').check();
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await notice(page, 'Member removed and 2 API keys were revoked.');
  await expect(works('till')).rejects.toThrow(/REVOKED/);
  await expect(works('stock')).rejects.toThrow(/REVOKED/);
  await works('warehouse');
  await expect(page.getByRole('row', { name: /kim@shop/ })).toHaveCount(0);

  await chooseOf(page, 'Lee', 'Remove member…');
  const kept = page.getByRole('dialog', { name: 'Remove Lee?' });
  await kept.getByLabel('Keep').check();
  secrets.set('made meanwhile', await createKey(lee, 'made meanwhile'));
  await kept.getByRole('button', { name: 'Remove' }).click();
  await notice(page, 'Member removed and 1 API key was revoked.');
  await works('warehouse');
  await works('label printer');
  await expect(works('made meanwhile')).rejects.toThrow(/REVOKED/);
  await openSection(page, 'API keys');
  await expect(page.getByRole('row', { name: /till .*Kim .*Revoked/ })).toBeVisible();
});

/** Creates another owner, and returns the API as they call it. */
async function createOwner(api: Api, name: string): Promise<Api> {
  const { createStaffMember } = await api(
    'mutation($input: CreateStaffMemberInput!) { createStaffMember(input: $input) { invitationToken userErrors { code } } }',
    { input: { email: `${name.toLowerCase()}@shop.example`, name, role: 'OWNER' } },
  );
  const { acceptStaffInvitation } = await api(
    'mutation($t: String!, $p: String!) { acceptStaffInvitation(token: $t, password: $p) { staffToken { accessToken } userErrors { code } } }',
    { t: createStaffMember.invitationToken, p: password },
  );
  return server(acceptStaffInvitation.staffToken.accessToken);
}

/** Creates an API key, and returns its secret. */
async function createKey(as: Api, name: string): Promise<string> {
  const { createApiKey } = await as(
    'mutation($n: String!) { createApiKey(input: { name: $n, scopes: [ORDERS_READ, CUSTOMERS_READ] }) { secret userErrors { code } } }',
    { n: name },
  );
  return createApiKey.secret;
}

test('each section of the settings has no fault of accessibility', { tag: '@any-database' }, async ({ olga: page }) => {
  for (const section of ['Shop', 'Staff', 'API keys', 'Webhooks', 'Emails', 'Audit log', 'Your account']) {
    await page.goto('/dashboard/settings');
    await openSection(page, section);
    await expect(page.getByRole('heading', { name: section, level: 1 })).toBeVisible();
    await expect(page.locator('main [role=status][aria-label="Loading…"]')).toHaveCount(0);
    await expectNoFaults(page);
  }
});
