import assert from 'node:assert/strict';
import { dublin, field, notice, person, server, signIn, until } from './person.mjs';

const logIn = 'mutation($email: String!) { login(email: $email, password: "correct horse") { customerToken { accessToken } userErrors { code } } }';

/** Disabled and enabled again, seen on its devices, helped by emails that can be read in the outbox. */
export async function accountLife({ browser, base, api, makeCustomer }) {
  const email = 'dora@example.com';
  const id = await makeCustomer(api, { email, name: 'Dora Dunne', password: 'correct horse' });
  const visitor = async (agent) => {
    const response = await fetch(`${base}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': agent },
      body: JSON.stringify({ query: logIn, variables: { email } }),
    });
    return (await response.json()).data.login;
  };
  await visitor('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0');
  const olga = await person(browser, base);
  const { page } = olga;
  await signIn(page, 'olga@shop.example');
  await page.goto(`/dashboard/customers/${id}`);
  const sessions = page.getByRole('region', { name: 'Signed in' });
  await sessions.getByText('Firefox on Linux').waitFor();
  await sessions.getByText('Last used').waitFor();

  await page.getByRole('button', { name: 'Disable the customer' }).click();
  const dialog = page.getByRole('dialog', { name: 'Disable Dora Dunne?' });
  await dialog.getByLabel('Reason').fill('Chargebacks');
  await dialog.getByRole('button', { name: 'Disable', exact: true }).click();
  await page.getByText('Disabled since').waitFor();
  await page.getByText('Chargebacks').waitFor();
  await sessions.getByText('not signed in anywhere').waitFor();
  assert.deepEqual((await visitor('')).userErrors, [{ code: 'ACCOUNT_DISABLED' }]);
  assert.equal(await page.getByRole('button', { name: 'Email a sign-in code' }).count(), 0);
  await page.getByRole('button', { name: 'Enable again' }).click();
  await notice(page, 'The customer can sign in again.');
  await page.getByText('Disabled since').waitFor({ state: 'detached' });
  assert.notEqual((await visitor('')).customerToken, null);

  await page.getByRole('button', { name: 'Email a link for a new password' }).click();
  await notice(page, `An email to ${email} is on its way.`);
  await page.getByRole('button', { name: 'Email a sign-in code' }).click();
  await until('both emails were sent', async () => (await api('{ emails(to: "dora@example.com", status: OUTBOX) { nodes { id } } }')).emails.nodes.length === 2);
  await page.goto('/dashboard/settings/emails');
  await page.getByLabel('Show').selectOption({ label: 'Not sent: no mail server is set up' });
  const row = page.getByRole('row', { name: /Sign-in code.*dora@example.com/ });
  await row.getByRole('button', { name: 'Read the email to dora@example.com' }).click();
  const text = await page.getByRole('dialog').locator('.mantine-Code-root').innerText();
  const [code] = text.match(/\b[2-9A-HJ-NP-Z]{10}\b/) ?? [];
  const { loginWithCode } = await api(`mutation($code: String!) { loginWithCode(code: $code, email: "${email}") { customer { id emailVerified } ${field} } }`, { code }, {});
  assert.deepEqual(loginWithCode.customer, { id, emailVerified: true });
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await page.getByLabel('Show').selectOption({ label: 'Failed' });
  await page.getByText('No emails of this kind.').waitFor();
  await olga.leave();
}

/** A guest's order gets a customer, and is taken away again; both stand in its history. */
export async function guestOrders({ browser, base, api, makeCustomer }) {
  const id = await makeCustomer(api, { email: 'gus@example.com', name: 'Gus Grealish' });
  const { checkout } = await api(`mutation($input: CheckoutInput!) { checkout(input: $input) { order { id number } guestOrderToken ${field} } }`, {
    input: {
      contact: { name: 'Gus', email: 'gsu@example.com' }, shippingAddress: { address: dublin }, billingSameAsShipping: true,
      items: [{ sku: 'TEA', name: 'Tea', quantity: 1, unitPrice: { amount: '4.50', currency: 'EUR' } }],
    },
  });
  const { number } = checkout.order;
  const owner = async () => (await api('query($id: ID!) { order(id: $id) { customer { id } } }', { id: checkout.order.id })).order.customer?.id;
  const olga = await person(browser, base);
  const { page } = olga;
  await signIn(page, 'olga@shop.example');
  await page.goto(`/dashboard/orders/${checkout.order.id}`);
  const opens = async () => (await server(base)('query($t: String!) { guestOrder(token: $t) { id } }', { t: checkout.guestOrderToken }, {})).guestOrder !== null;
  const contact = page.getByRole('region', { name: 'Contact' }).first();
  assert(await opens());
  await contact.getByRole('button', { name: 'Correct the contact' }).click();
  const correction = page.getByRole('dialog', { name: 'Correct the contact' });
  await correction.getByLabel('Email address').fill('gus');
  await correction.getByRole('button', { name: 'Save' }).click();
  await correction.getByText('this is no email address').waitFor();
  assert(await opens());
  await correction.getByLabel('Email address').fill('gus@example.com');
  await correction.getByRole('button', { name: 'Save' }).click();
  await contact.getByText('gus@example.com').waitFor();
  assert(!(await opens()), 'a token that went to another address opens nothing');
  await page.getByRole('button', { name: 'Revoke guest links' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke guest links' }).click();
  await notice(page, 'The guest links were revoked.');
  for (const text of ['Contact corrected', 'Guest links revoked']) await page.getByRole('region', { name: 'History' }).getByText(text).first().waitFor();
  await page.getByRole('button', { name: 'Put into an account' }).click();
  const dialog = page.getByRole('dialog', { name: `Whose is order ${number}?` });
  assert(await dialog.getByRole('button', { name: 'Put into the account' }).isDisabled());
  await dialog.getByRole('combobox', { name: /^Customer/ }).fill('grealish');
  await page.getByRole('option', { name: /Gus Grealish/ }).click();
  await dialog.getByRole('button', { name: 'Put into the account' }).click();
  await page.getByRole('link', { name: 'Customer: Gus Grealish' }).waitFor();
  assert.equal(await owner(), id);
  await page.getByRole('button', { name: 'Take out of the account' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Take out of the account' }).click();
  await page.getByRole('button', { name: 'Put into an account' }).waitFor();
  assert.equal(await owner(), undefined);
  const history = page.getByRole('region', { name: 'History' });
  for (const text of ['Put into a customer’s account', 'Taken out of a customer’s account', 'by Olga Owner']) await history.getByText(text).first().waitFor();
  await history.getByRole('link', { name: 'The customer' }).first().click();
  await page.getByRole('heading', { name: 'Gus Grealish', level: 1 }).waitFor();
  await olga.leave();
}
