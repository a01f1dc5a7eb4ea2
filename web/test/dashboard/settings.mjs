import assert from 'node:assert/strict';
import { notice, password, person, server, signIn } from './person.mjs';

/** The shop's name and currency, and API keys. */
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

  await page.getByRole('tab', { name: 'API keys' }).click();
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

/** Who created a key, and what becomes of the keys of a member who is removed. */
export async function memberKeys({ browser, base, api }) {
  const secrets = {};
  const members = {};
  for (const [name, keys] of [['Kim', ['till', 'stock']], ['Lee', ['label printer', 'warehouse']], ['Mo', []], ['Noa', ['scanner']]]) {
    const email = `${name.toLowerCase()}@shop.example`;
    const { createStaffMember } = await api(
      'mutation($input: CreateStaffMemberInput!) { createStaffMember(input: $input) { invitationToken userErrors { code } } }',
      { input: { email, name, role: 'OWNER' } },
    );
    const { acceptStaffInvitation } = await api(
      'mutation($t: String!, $p: String!) { acceptStaffInvitation(token: $t, password: $p) { staffToken { accessToken } userErrors { code } } }',
      { t: createStaffMember.invitationToken, p: password },
    );
    const as = server(base, acceptStaffInvitation.staffToken.accessToken);
    const create = (members[name] = async (key) => {
      const { createApiKey } = await as(
        'mutation($n: String!) { createApiKey(input: { name: $n, scopes: [ORDERS_READ, CUSTOMERS_READ] }) { secret userErrors { code } } }',
        { n: key },
      );
      secrets[key] = createApiKey.secret;
    });
    for (const key of keys) await create(key);
  }
  const works = (key) => server(base, secrets[key])('{ orders { totalCount } }');

  const olga = await person(browser, base);
  const { page } = olga;
  await signIn(page, 'olga@shop.example');
  await page.goto('/dashboard/settings/keys');
  await page.getByRole('row', { name: /till .*Kim/ }).waitFor();
  await page.getByRole('row', { name: /Command line/ }).first().waitFor();

  await page.getByRole('tab', { name: 'Staff' }).click();
  await page.getByRole('button', { name: 'Remove Mo' }).click();
  const plain = page.getByRole('dialog', { name: 'Remove Mo?' });
  await plain.getByText('They are signed out at once.').waitFor();
  assert.equal(await plain.getByRole('radio').count(), 0, 'nothing is asked about keys that there are not');
  await plain.getByRole('button', { name: 'Remove' }).click();
  await notice(page, 'The member was removed.');
  await page.getByRole('row', { name: /mo@shop/ }).waitFor({ state: 'detached' });

  await page.getByRole('button', { name: 'Remove Kim' }).click();
  const dialog = page.getByRole('dialog', { name: 'Remove Kim?' });
  await dialog.getByText('These 2 API keys of the member still work:').waitFor();
  for (const key of ['till', 'stock']) await dialog.getByRole('listitem').filter({ hasText: key }).waitFor();
  assert(await dialog.getByRole('button', { name: 'Remove' }).isDisabled(), 'a decision is needed');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await works('till');
  await page.getByRole('button', { name: 'Remove Kim' }).click();
  assert(await dialog.getByRole('button', { name: 'Remove' }).isDisabled(), 'a decision that was cancelled is not kept');
  await dialog.getByLabel('Revoke').check();
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await notice(page, 'The member was removed and 2 API keys were revoked.');
  await assert.rejects(works('till'), /REVOKED/);
  await assert.rejects(works('stock'), /REVOKED/);
  await works('warehouse');
  await page.getByRole('row', { name: /kim@shop/ }).waitFor({ state: 'detached' });

  await page.getByRole('button', { name: 'Remove Lee' }).click();
  const kept = page.getByRole('dialog', { name: 'Remove Lee?' });
  await kept.getByLabel('Keep').check();
  await members.Lee('made meanwhile');
  await kept.getByRole('button', { name: 'Remove' }).click();
  await notice(page, 'The member was removed and 1 API key was revoked.');
  await works('warehouse');
  await works('label printer');
  await assert.rejects(works('made meanwhile'), /REVOKED/);
  await page.getByRole('tab', { name: 'API keys' }).click();
  await page.getByRole('row', { name: /till .*Kim .*Ended/ }).waitFor();
  await olga.leave();
}
