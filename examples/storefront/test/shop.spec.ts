import type { Page, Route } from '@playwright/test';
import { expect, fill, heading, password, press, signIn, signOut, test, shows } from './shopper';

const ann = 'ann@example.com';
const renewed = 'another horse battery';
const street = {
  'First name': 'Ann',
  'Last name': 'Example',
  'Street and number': '14 Main Street',
  City: 'Dublin',
  Postcode: 'D02 X285',
};

/** Expects texts on an order's page or in the list of orders, and no enum values. */
async function showsOrder(page: Page, ...texts: string[]): Promise<void> {
  const main = page.getByRole('main');
  for (const text of texts) await expect(main.getByText(text).last()).toBeVisible();
  await expect(main).not.toContainText(/\w+_\w+|unfulfilled|unpaid|\bopen\b/i);
}

/** The number of the order that the page shows. */
async function orderNumber(page: Page): Promise<string> {
  const title = page.getByRole('heading', { level: 1, name: /^Order / });
  return ((await title.textContent()) ?? '').replace('Order ', '');
}

test('a shopper signs up and confirms the email address', async ({ page, mail }) => {
  await page.goto('/sign-up');
  await fill(page, { Name: 'Ann Example', 'Email address': ann, Password: password });
  await press(page, 'Sign up');
  await shows(page, 'Please confirm your email address');
  await shows(page, '(not confirmed)');
  const { path } = await mail('email_verification', ann);
  expect(path).toMatch(/^\/verify-email\?token=/);
  await page.goto(path);
  await press(page, 'Confirm');
  await heading(page, 'Email address confirmed');
  expect(page.url(), 'the token is removed from the URL').not.toContain('token');
  await page.getByRole('link', { name: 'Your account' }).click();
  await shows(page, '(confirmed)');
  await fill(page, { Phone: 'call me' });
  await press(page, 'Save');
  await expect(page.locator('[aria-invalid=true]')).toHaveAttribute('name', 'phone');
  await expect(page.getByLabel('Language of our emails')).toHaveValue('en-IE'); // from the browser
  await fill(page, { Name: 'Ann O. Example', Phone: '+353 87 123 4567', 'Language of our emails': 'Deutsch' });
  await press(page, 'Save');
  await expect(page.locator('input[name=phone][value="+353871234567"]')).toBeVisible();
  await expect(page.getByLabel('Language of our emails')).toHaveValue('de');
  await fill(page, { 'Language of our emails': 'English' });
  await press(page, 'Save');
  await expect(page.getByLabel('Language of our emails')).toHaveValue('en');
});

test('addresses are created, changed and deleted', async ({ page, staff }) => {
  const define =
    'mutation($input: CreateCustomFieldInput!) { createCustomField(input: $input) { userErrors { field message } } }';
  const common = { owner: 'ADDRESS', access: 'WRITE' };
  const floors = { min: '0', max: '60' };
  await staff(define, { input: { ...common, key: 'floor', label: 'Floor', type: 'INTEGER', rules: floors } });
  await staff(define, { input: { ...common, key: 'lift', label: 'There is a lift', type: 'BOOLEAN' } });
  await staff(define, { input: { ...common, key: 'quietFrom', label: 'Quiet from', type: 'DATETIME' } });
  await signIn(page, ann);
  await page.goto('/account/addresses');
  await press(page, 'Add an address');
  await fill(page, { Country: 'Ireland', ...street, Region: 'Co. Dublin', Label: 'home', Floor: '61' });
  await fill(page, { 'Quiet from': '2026-07-01T20:30' });
  await page.getByLabel('There is a lift').check();
  await press(page, 'Save address');
  await expect(page.locator('[name="customFields.floor"][aria-invalid=true]')).toBeVisible();
  await fill(page, { Floor: '3' });
  await press(page, 'Save address');
  await expect(
    page.getByRole('listitem', { name: 'home' }).getByText('Default address for shipping and billing'),
  ).toBeVisible();
  await press(page, 'Add an address');
  await fill(page, { Country: 'Germany' });
  await expect(page.getByLabel('Region')).toHaveCount(0); // German addresses have none
  await fill(page, { 'Last name': 'Beispiel', 'Street and number': 'Hauptstr. 1', City: 'Berlin', Postcode: '1' });
  await press(page, 'Save address');
  await expect(page.locator('[name=postcode][aria-invalid=true]')).toBeVisible();
  await fill(page, { Postcode: '10115' });
  await press(page, 'Save address');
  const german = page.getByRole('listitem').filter({ hasText: 'Hauptstr. 1' });
  await german.getByRole('button', { name: 'Make default' }).click();
  await expect(german.getByText('Default address for shipping and billing')).toBeVisible();
  await german.getByRole('button', { name: 'Edit' }).click();
  await fill(page, { City: 'Potsdam', Postcode: '14467' });
  await press(page, 'Save address');
  await expect(german.getByText('14467 Potsdam')).toBeVisible();
  await german.getByRole('button', { name: 'Delete' }).click();
  await expect(german).toHaveCount(0);
  const home = page.getByRole('listitem', { name: 'home' });
  await expect(home.getByText('Default address for shipping and billing')).toBeVisible();

  // The form keeps a stored region that is not in the country's list.
  const filter = { filter: { email: { eq: ann } } };
  const stored =
    'query($filter: CustomerFilter!) { customers(first: 1, filter: $filter) { nodes { addresses(first: 1) { nodes { id region city customFields { json } } } } } }';
  const [address] = (await staff(stored, filter)).customers.nodes[0].addresses.nodes;
  await staff(
    'mutation($id: ID!) { updateAddress(id: $id, input: { region: "Old County" }) { userErrors { field message } } }',
    { id: address.id },
  );
  await page.reload();
  await home.getByRole('button', { name: 'Edit' }).click();
  await expect(page.getByLabel('Quiet from')).toHaveValue('2026-07-01T20:30');
  await expect(page.getByLabel('There is a lift')).toBeChecked();
  await fill(page, { Floor: '' });
  await expect(page.getByLabel('Region').locator('option:checked').getByText('Old County')).toBeAttached();
  await fill(page, { City: 'Dublin 2' });
  await press(page, 'Save address');
  await expect(home.getByText('Dublin 2')).toBeVisible();
  const [kept] = (await staff(stored, filter)).customers.nodes[0].addresses.nodes;
  const json = { floor: null, lift: true, quietFrom: '2026-07-01T19:30:00Z' }; // Dublin has summer time
  expect(address.customFields.json).toEqual({ ...json, floor: 3 });
  expect(kept).toEqual({ ...address, region: 'Old County', city: 'Dublin 2', customFields: { json } });
});

test('the basket says what was added, and can be changed', async ({ page, context }) => {
  await page.goto('/');
  const tea = page.getByRole('listitem', { name: 'Earl Grey' });
  await tea.getByLabel('250 g').check({ force: true }); // its text covers it
  await expect(tea.getByText('€17.50')).toBeVisible();
  await tea.getByRole('button', { name: 'Add to basket Earl Grey' }).click();
  const added = page.getByRole('status');
  await expect(added).toContainText('Added to your basket');
  await expect(added).toContainText('Earl Grey, 250 g');
  await page.getByRole('link', { name: 'Teapot' }).click();
  await heading(page, 'Teapot');
  await page.getByRole('button', { name: 'One Teapot more' }).click();
  await press(page, 'Add to basket');
  await expect(added).toContainText('Teapot, 1 litre · now 2 pieces');
  await page.getByRole('link', { name: 'Basket (3)' }).click();
  await expect(page.getByRole('complementary').getByText('€90.40')).toBeVisible();
  await page.getByRole('spinbutton', { name: 'Quantity of Teapot, 1 litre' }).fill('1');
  await expect(page.getByRole('complementary').getByText('€56.40')).toBeVisible();
  const other = await context.newPage();
  await other.goto('/basket');
  await other.getByRole('button', { name: 'Remove Teapot, 1 litre' }).click();
  await expect(page.getByRole('listitem', { name: 'Teapot, 1 litre' })).toHaveCount(0); // in all tabs
  await press(page, 'Remove Earl Grey, 250 g');
  await heading(page, 'Your basket is empty');
  await page.goto('/checkout/payment');
  await heading(page, 'Your basket is empty');
});

test('a customer checks out, and the order shows each status', async ({ page, staff }) => {
  await signIn(page, ann);
  await page.goto('/');
  const tea = page.getByRole('listitem', { name: 'Earl Grey' });
  await tea.getByRole('button').click();
  await tea.getByRole('button').click();
  await page.goto('/checkout');
  await shows(page, `Ordering as Ann O. Example, ${ann}`); // there is nothing to enter in the first step
  await expect(page.getByRole('complementary').getByText('€20.80')).toHaveCount(2);
  await expect(page.getByRole('radio', { name: 'home' })).toBeChecked();
  await press(page, 'Continue to payment');
  await page.getByLabel('Use the shipping address for billing').uncheck();
  const billing = page.getByRole('group', { name: 'Billing address' });
  await billing.getByLabel('Another address').check();
  await fill(billing, {
    Country: 'France',
    Company: 'Thé SARL',
    'Street and number': '1 rue de la Paix',
    City: 'Paris',
    Postcode: '75002',
  });
  await press(page, 'Order and pay on delivery');
  await shows(page, 'Thank you for your order.');
  await shows(page, '75002 PARIS');
  await expect(page.getByRole('row', { name: 'Including tax' }).getByText('€2.97')).toBeVisible();
  const number = await orderNumber(page);
  await page.getByRole('link', { name: 'Orders' }).click();
  await page.getByRole('link', { name: number }).click();
  await heading(page, `Order ${number}`);
  await showsOrder(page, 'We are packing your order', 'Not paid yet', 'Not shipped yet', 'Order placed');

  const { nodes } = (
    await staff('query($number: String!) { orders(first: 1, filter: { number: { eq: $number } }) { nodes { id } } }', {
      number,
    })
  ).orders;
  const update =
    'mutation($id: ID!, $input: UpdateOrderInput!) { updateOrder(id: $id, input: $input) { userErrors { field message } } }';
  for (const { input, texts } of [
    { input: { paymentStatus: 'PARTIALLY_PAID', externalId: 'ERP_17' }, texts: ['Partially paid', 'Not shipped yet'] },
    {
      input: { paymentStatus: 'PAID', fulfillmentStatus: 'PARTIALLY_FULFILLED' },
      texts: ['A part of your order is on its way', 'Paid', 'Partially shipped'],
    },
    {
      input: { fulfillmentStatus: 'FULFILLED', status: 'COMPLETED' },
      texts: ['This order is complete', 'Shipped', 'Completed'],
    },
  ]) {
    await staff(update, { id: nodes[0].id, input });
    await page.reload();
    await heading(page, `Order ${number}`);
    await showsOrder(page, ...texts);
  }
  await page.getByRole('link', { name: 'Orders' }).click();
  await showsOrder(page, 'Completed, paid, shipped');
});

test('an order shows its parcels, payments and refunds', async ({ page, staff }) => {
  await signIn(page, ann);
  await page.goto('/products/cup?sku=CUP-2');
  await expect(page.getByLabel('Sand')).toBeChecked();
  await page.getByRole('button', { name: 'One Cup and saucer more' }).click();
  await press(page, 'Add to basket');
  await page.goto('/checkout');
  await press(page, 'Continue to payment');
  await press(page, 'Order and pay on delivery');
  await shows(page, 'Thank you for your order.');
  const number = await orderNumber(page);
  const { nodes } = (
    await staff(
      `query($number: String!) { orders(first: 1, filter: { number: { eq: $number } }) {
        nodes { id locale customer { locale } items { id name options { name value } url } } } }`,
      { number },
    )
  ).orders;
  const [{ id: orderId, items, ...order }] = nodes;
  expect(order).toEqual({ locale: 'en-IE', customer: { locale: 'en' } }); // for emails
  expect(items[0]).toMatchObject({ name: 'Cup and saucer', options: [{ name: 'Glaze', value: 'Sand' }] });
  expect(items[0].url).toMatch(/\/products\/cup\?sku=CUP-2$/);
  const record = (name: string, type: string, input: object) =>
    staff(`mutation($input: ${type}!) { ${name}(input: $input) { userErrors { field message } } }`, {
      input: { orderId, ...input },
    });
  const trackingUrl = 'https://carrier.example/parcels/0034';
  const one = { itemId: items[0].id, quantity: 1 };
  await record('createShipment', 'CreateShipmentInput', {
    items: [one],
    carrier: 'An Post',
    trackingNumber: '0034',
    trackingUrl,
  });
  await record('recordPayment', 'RecordPaymentInput', { amount: { amount: '37.90', currency: 'EUR' }, method: 'Cash' });
  await page.reload();
  await showsOrder(page, 'A part of your order is on its way', 'Paid: Cash', 'Sent with An Post', '1 × Cup and saucer');
  await expect(page.getByRole('link', { name: 'Track the parcel' })).toHaveAttribute('href', trackingUrl);
  await record('recordRefund', 'RecordRefundInput', {
    amount: { amount: '16.50', currency: 'EUR' },
    items: [{ ...one, cancel: true }],
  });
  await page.reload();
  await showsOrder(page, 'Your order is on its way', 'Partially refunded', 'Sand · 1 will not be sent', '€16.50');
  await expect(page.getByRole('row', { name: 'Refunded' }).getByText('€16.50')).toBeVisible();
});

test('the session is shared by tabs, and no secret is stored in the page', async ({ page, context, baseURL }) => {
  await signIn(page, ann);
  const second = await context.newPage();
  const third = await context.newPage();
  const tabs = [page, second, third];
  await Promise.all(tabs.map((tab) => tab.goto('/account')));
  await Promise.all(tabs.map((tab) => shows(tab, ann)));
  const kept = await page.evaluate(() => JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }]));
  expect(kept).not.toMatch(/rt_|eyJ/);
  const session = (await context.cookies()).find(({ name }) => name === 'session');
  expect(session).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
  // Two tabs need a new token at the same time. Both stay signed in.
  const both = [second, third];
  for (const tab of both) {
    await tab.clock.install();
    await tab.goto('/account');
    await shows(tab, ann);
  }
  let renewals = 0;
  context.on('request', (request) => {
    if (request.url() === `${baseURL}/session`) renewals++;
  });
  await Promise.all(both.map((tab) => tab.clock.fastForward('20:00')));
  await Promise.all(both.map((tab) => tab.getByRole('link', { name: 'Addresses' }).click()));
  await Promise.all(both.map((tab) => shows(tab, '14 Main Street')));
  expect(renewals).toBeGreaterThan(0);
  expect(renewals).toBeLessThanOrEqual(both.length); // fewer if a tab uses the tokens of the other one
  const foreign = await fetch(`${baseURL}/session`, { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } });
  expect(foreign.status).toBe(403);
  await press(page, 'Log out');
  await Promise.all(tabs.map((tab) => tab.getByRole('link', { name: 'Log in' }).first().waitFor()));
  expect(await context.cookies()).toEqual([]);
  await Promise.all([second, third].map((tab) => tab.close()));
});

test('a forgotten password is reset', async ({ page, mail }) => {
  await page.goto('/sign-in');
  await fill(page, { 'Email address': ann, Password: 'not this one' });
  await press(page, 'Log in');
  await expect(page.getByRole('alert')).toBeVisible();
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  await fill(page, { 'Email address': ann });
  await press(page, 'Email me a link');
  await shows(page, 'we have sent it a link');
  const { path } = await mail('password_reset', ann);
  await page.goto(path);
  await page.reload(); // the token is still there
  await fill(page, { 'New password': renewed });
  await press(page, 'Save password');
  await shows(page, 'Your password has been changed.');
  // There is no form until the session is known, because the form would lose its input.
  const asked = new Promise<Route>((resolve) => void page.route('**/session', resolve, { times: 1 }));
  await page.goto(path);
  await shows(page, 'Loading…');
  await (await asked).continue();
  await fill(page, { 'New password': 'a third horse battery' });
  await press(page, 'Save password');
  await expect(page.getByRole('alert')).toBeVisible();
  await signOut(page);
});

test('a shopper logs in by email', async ({ page, mail }) => {
  for (const byLink of [false, true]) {
    await page.goto('/sign-in');
    await press(page, 'Log in with a code');
    await fill(page, { 'Email address': ann });
    await press(page, 'Email me a code');
    await shows(page, `We have sent a code to ${ann}`);
    const { path, code } = await mail('login_code', ann);
    if (byLink) {
      await page.goto(path);
      await press(page, 'Log in now');
    } else {
      await fill(page, { 'Code from the email': code.toLowerCase() });
      await press(page, 'Log in');
    }
    await heading(page, 'Your account');
    await signOut(page);
  }
});

test('a new shopper signs up with a code', async ({ page, mail }) => {
  await page.goto('/sign-in');
  await press(page, 'Log in with a code');
  await shows(page, 'New customers get an account');
  await fill(page, { 'Email address': 'new@example.com' });
  await press(page, 'Email me a code');
  const { code } = await mail('sign_up_code', 'new@example.com');
  await fill(page, { 'Code from the email': code });
  await press(page, 'Log in');
  await heading(page, 'Your account');
  await shows(page, '(confirmed)');
  await expect(page.getByLabel('Current password')).toHaveCount(0); // the account has none
  await signOut(page);
});

test('a guest checks out in steps, finds the order and adds it to an account', async ({ page, mail }) => {
  await page.goto('/products/teapot');
  await press(page, 'Add to basket');
  await page.getByRole('status').getByRole('link', { name: 'View basket' }).click();
  await page.getByRole('link', { name: 'Check out' }).click();
  await press(page, 'Continue to delivery');
  await expect(page.getByLabel('Name', { exact: true })).toBeFocused();
  await expect(page.getByLabel('Name', { exact: true })).toHaveAccessibleDescription('Name is required.');
  const contact = page.getByRole('form', { name: 'Contact' });
  await fill(contact, { Name: 'Gast', 'Email address': 'guest@', Phone: 'call me' });
  await press(page, 'Continue to delivery');
  await expect(contact.getByLabel('Email address')).toBeFocused();
  await shows(page, 'Enter a complete email address');
  await fill(contact, { 'Email address': 'guest@example.com' });
  await expect(contact.locator('[aria-invalid=true]')).toHaveCount(0); // as soon as it is corrected
  await press(page, 'Continue to delivery');
  await expect(page.getByRole('heading', { name: 'Delivery', exact: true })).toBeFocused();
  await press(page, 'Continue to payment');
  await expect(page.getByLabel('Street and number')).toBeFocused();
  await fill(page, { Country: 'Ireland', ...street, Postcode: '1' });
  await page.reload(); // what was entered is kept
  await expect(page.getByLabel('City')).toHaveValue('Dublin');
  await press(page, 'Continue to payment');
  await shows(page, 'guest@example.com');
  await shows(page, '14 Main Street');

  // Errors that only the API finds lead back to their fields, in the order of the steps.
  await press(page, 'Order and pay on delivery');
  await expect(contact.getByLabel('Phone')).toBeFocused();
  await fill(contact, { Phone: '087 123 4567' });
  await press(page, 'Continue to delivery');
  await press(page, 'Continue to payment');
  await press(page, 'Order and pay on delivery');
  await expect(page.locator('[name="shippingAddress.address.postcode"][aria-invalid=true]')).toBeFocused();
  await fill(page, { Postcode: street.Postcode });
  await press(page, 'Continue to payment');
  await page.getByRole('link', { name: 'Change the contact' }).click();
  await expect(contact.getByLabel('Phone')).toHaveValue('087 123 4567');
  await press(page, 'Continue to delivery');
  await press(page, 'Continue to payment');
  await press(page, 'Order and pay on delivery');
  await shows(page, 'Thank you for your order.');
  await page.goto('/basket');
  await heading(page, 'Your basket is empty');
  await page.goBack();
  const number = await orderNumber(page);
  await page.reload();
  await heading(page, `Order ${number}`);

  await page.getByRole('link', { name: 'Find an order' }).click();
  await fill(page, { 'Order number': number, 'Email address': 'somebody@example.com' });
  await press(page, 'Find');
  await shows(page, 'There is no guest order with this number');
  await fill(page, { 'Email address': 'Guest@Example.com' });
  await press(page, 'Find');
  await heading(page, `Order ${number}`);
  await press(page, 'Email me a link to this order');
  const { path } = await mail('guest_order_link', 'guest@example.com');
  await page.goto(path);
  await page.getByRole('main').getByRole('link', { name: 'Log in' }).click();
  await fill(page, { 'Email address': ann, Password: renewed });
  await press(page, 'Log in');
  await press(page, 'Add this order to my account');
  await shows(page, 'The order has been added to your account.');
  await page.getByRole('link', { name: 'Orders' }).click();
  await expect(page.getByRole('link', { name: number })).toBeVisible();
  await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(3);
});

test('the email address is changed', async ({ page, mail }) => {
  await signIn(page, ann, renewed);
  await page.goto('/change-email');
  await fill(page, { 'New email address': 'ann@new.example', 'Current password': 'wrong horse battery' });
  await press(page, 'Change email address');
  await expect(page.locator('[name=password][aria-invalid=true]')).toBeVisible();
  await fill(page, { 'Current password': renewed });
  await press(page, 'Change email address');
  await shows(page, 'We have sent an email to ann@new.example');
  await mail('email_change_notice', ann);
  const { path } = await mail('email_change', 'ann@new.example');
  await page.goto(path);
  await press(page, 'Confirm');
  await shows(page, 'Your email address is now ann@new.example.');
  await signOut(page);
  await signIn(page, 'ann@new.example', renewed);
});

test('sessions on other devices are logged out', async ({ page, open }) => {
  await signIn(page, 'ann@new.example', renewed);
  const phone = await open({
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
  });
  await signIn(phone, 'ann@new.example', renewed);
  await page.goto('/account');
  const there = page.getByRole('listitem').filter({ hasText: 'iPhone' });
  await there.getByRole('button', { name: 'Log out this device' }).click();
  await expect(there).toHaveCount(0);
  await phone.getByRole('link', { name: 'Orders' }).click();
  await shows(phone, 'to see this page.');
  await signIn(phone, 'ann@new.example', renewed);
  await press(page, 'Log out everywhere');
  await expect(page.getByRole('navigation').getByRole('link', { name: 'Log in' })).toBeVisible();
  await phone.reload();
  await shows(phone, 'to see this page.');
});
