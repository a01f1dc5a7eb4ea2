import { createCustomer, dublin, field, server } from './api';
import { chooseAction, chooseOf, expect, notice, test } from './fixtures';

const logIn =
  'mutation($email: String!) { login(email: $email, password: "correct horse") { customerToken { accessToken } userErrors { code } } }';

test('a customer is disabled, enabled, and helped by emails that the outbox shows', { tag: '@any-database' }, async ({
  api,
  olga: page,
  baseURL,
}) => {
  const email = 'dora@example.com';
  const id = await createCustomer(api, { email, name: 'Dora Dunne', password: 'correct horse' });
  const visitor = async (agent: string) => {
    const response = await fetch(`${baseURL}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': agent },
      body: JSON.stringify({ query: logIn, variables: { email } }),
    });
    return (await response.json()).data.login;
  };
  await visitor('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0');
  await page.goto(`/dashboard/customers/${id}`);
  const sessions = page.getByRole('region', { name: 'Login' });
  await expect(sessions.getByText('Firefox on Linux')).toBeVisible();
  await expect(sessions.getByText('Last used')).toBeVisible();

  await chooseAction(page, 'Disable customer…');
  const dialog = page.getByRole('dialog', { name: 'Disable Dora Dunne?' });
  await dialog.getByLabel('Reason').fill('Chargebacks');
  await dialog.getByRole('button', { name: 'Disable', exact: true }).click();
  await expect(page.getByText('Disabled since')).toBeVisible();
  await expect(page.getByText('Chargebacks', { exact: true })).toBeVisible();
  await expect(sessions.getByText('No active sessions')).toBeVisible();
  expect((await visitor('')).userErrors).toEqual([{ code: 'ACCOUNT_DISABLED' }]);
  await page.getByRole('button', { name: 'Actions: Login' }).click();
  await expect(page.getByRole('menuitem', { name: 'Change password' })).toBeVisible();
  await expect(page.getByRole('menuitem', { name: 'Send login code' })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Enable customer' }).click();
  await notice(page, 'Customer enabled');
  await expect(page.getByText('Disabled since')).toHaveCount(0);
  expect((await visitor('')).customerToken).not.toBeNull();

  await chooseOf(page, 'Login', 'Send password reset email');
  await notice(page, `Email to ${email} put in the outbox`);
  await chooseOf(page, 'Login', 'Send login code');
  const outbox = '{ emails(to: "dora@example.com", status: OUTBOX) { nodes { id } } }';
  await expect.poll(async () => (await api(outbox)).emails.nodes).toHaveLength(2);
  await page.goto('/dashboard/settings/emails');
  await page.getByLabel('Show').selectOption({ label: 'In outbox' });
  const row = page.getByRole('row', { name: /Login code.*dora@example.com/ });
  await row.getByRole('button', { name: 'Read the email to dora@example.com' }).click();
  const text = (await page.getByRole('dialog').locator('.mantine-Code-root').textContent()) ?? '';
  const [code] = text.match(/\b[2-9A-HJ-NP-Z]{10}\b/) ?? [];
  const { loginWithCode } = await api(
    `mutation($code: String!) { loginWithCode(code: $code, email: "${email}") { customer { id emailVerified } ${field} } }`,
    { code },
    {},
  );
  expect(loginWithCode.customer).toEqual({ id, emailVerified: true });
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await page.getByLabel('Show').selectOption({ label: 'Failed' });
  await expect(page.getByText('No emails match this filter')).toBeVisible();
});

test('a guest’s order is corrected, linked to a customer and unlinked, and its timeline says so', {
  tag: '@any-database',
}, async ({ api, olga: page }) => {
  const id = await createCustomer(api, { email: 'gus@example.com', name: 'Gus Grealish' });
  const { checkout } = await api(
    `mutation($input: CheckoutInput!) { checkout(input: $input) { order { id number } guestOrderToken ${field} } }`,
    {
      input: {
        contact: { name: 'Gus', email: 'gsu@example.com' },
        shippingAddress: { address: dublin },
        billingSameAsShipping: true,
        items: [{ sku: 'TEA', name: 'Tea', quantity: 1, unitPrice: { amount: '4.50', currency: 'EUR' } }],
      },
    },
  );
  const { number } = checkout.order;
  const owner = async () =>
    (await api('query($id: ID!) { order(id: $id) { customer { id } } }', { id: checkout.order.id })).order.customer?.id;
  await page.goto(`/dashboard/orders/${checkout.order.id}`);
  const opens = async () =>
    (await server('')('query($t: String!) { guestOrder(token: $t) { id } }', { t: checkout.guestOrderToken }, {}))
      .guestOrder !== null;
  const contact = page.getByRole('region', { name: 'Contact' }).first();
  expect(await opens()).toBe(true);
  await contact.getByRole('button', { name: 'Edit contact' }).click();
  const correction = page.getByRole('dialog', { name: 'Edit contact' });
  await correction.getByLabel('Email address').fill('gus');
  await correction.getByRole('button', { name: 'Save' }).click();
  await expect(correction.getByText('This is not a valid email address')).toBeVisible();
  expect(await opens()).toBe(true);
  await correction.getByLabel('Email address').fill('gus@example.com');
  await correction.getByRole('button', { name: 'Save' }).click();
  await expect(contact.getByText('gus@example.com')).toBeVisible();
  expect(await opens(), 'a token that went to another address opens nothing').toBe(false);
  const choose = async (item: string) => {
    await page.getByRole('button', { name: 'Customer actions' }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  await choose('Revoke guest links');
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke guest links' }).click();
  await notice(page, 'Guest links revoked');
  for (const text of ['Contact corrected', 'Guest links revoked'])
    await expect(page.getByRole('region', { name: 'Timeline' }).getByText(text).first()).toBeVisible();
  await choose('Link to customer');
  const dialog = page.getByRole('dialog', { name: `Link order ${number} to a customer?` });
  await expect(dialog.getByRole('button', { name: 'Link order' })).toBeDisabled();
  await dialog.getByRole('combobox', { name: /^Customer/ }).fill('grealish');
  await page.getByRole('option', { name: /Gus Grealish/ }).click();
  await dialog.getByRole('button', { name: 'Link order' }).click();
  await expect(page.getByRole('main').getByRole('link', { name: 'Gus Grealish' }).first()).toBeVisible();
  expect(await owner()).toBe(id);
  await choose('Unlink customer');
  await page.getByRole('dialog').getByRole('button', { name: 'Unlink customer' }).click();
  await expect(page.getByRole('region', { name: 'Customer' }).getByText('Guest', { exact: true })).toBeVisible();
  expect(await owner()).toBe(undefined);
  const timeline = page.getByRole('region', { name: 'Timeline' });
  for (const text of ['Order linked to a customer', 'Order unlinked from a customer', 'Olga Owner'])
    await expect(timeline.getByText(text).first()).toBeVisible();
  await timeline.getByRole('link', { name: 'Gus Grealish' }).first().click();
  await expect(page.getByRole('heading', { name: 'Gus Grealish', level: 1 })).toBeVisible();
});
