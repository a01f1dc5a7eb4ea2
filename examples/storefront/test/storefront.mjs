// Shops in a browser, as people do, and reads the emails that they get. Needs the built pages (npm run build).
//
//   STAFF_TOKEN=… SHOP_KEY=sk_… node test/storefront.mjs CLIENTELE_URL [SCENARIO…]
//
// STAFF_TOKEN is the access token of an owner (staffLogin), who may read emails; SHOP_KEY is an API key with ORDERS_WRITE. The
// program must run with CLIENTELE_STOREFRONT_URL=https://shop.example and without a mail server. SHOTS names a folder for pictures.
import assert from 'node:assert/strict';
import { fill, heading, launch, mailbox, password, press, serve, shopper, signIn, signOut, staffWith, told, until } from './shopper.mjs';

const [clientele, ...only] = process.argv.slice(2);
const { STAFF_TOKEN, SHOP_KEY, SHOTS } = process.env;
assert(clientele && STAFF_TOKEN && SHOP_KEY, 'usage: STAFF_TOKEN=… SHOP_KEY=sk_… node test/storefront.mjs CLIENTELE_URL [SCENARIO…]');

const ann = 'ann@example.com';
const renewed = 'another horse battery';
const street = { 'First name': 'Ann', 'Last name': 'Example', 'Street and number': '14 Main Street', City: 'Dublin', Postcode: 'D02 X285' };

/** An order's page and the list of orders say these texts, and no state as the API spells it. */
async function reads(page, ...texts) {
  for (const text of texts) await page.getByRole('main').getByText(text).last().waitFor();
  const raw = /\w+_\w+|unfulfilled|unpaid|\bopen\b/i.exec(await page.getByRole('main').innerText());
  assert.equal(raw, null, `the page says ${raw}`);
}

const scenarios = {
  async signUpAndConfirm({ page, mail, shot }) {
    await page.goto('/sign-up');
    await fill(page, { Name: 'Ann Example', 'Email address': ann, Password: password });
    await shot('sign-up');
    await press(page, 'Sign up');
    await told(page, 'Confirm your address by the email');
    await told(page, '(not confirmed yet)');
    const { path } = await mail('email_verification', ann);
    assert.match(path, /^\/verify-email\?token=/);
    await page.goto(path);
    await press(page, 'Confirm');
    await heading(page, 'Your address is confirmed');
    assert(!page.url().includes('token'), 'the token stays out of the address');
    await page.getByRole('link', { name: 'Your account' }).click();
    await told(page, '(confirmed)');
    await fill(page, { Phone: 'call me' });
    await press(page, 'Save');
    assert.equal(await page.locator('[aria-invalid=true]').getAttribute('name'), 'phone', 'a fault is at its field');
    await fill(page, { Name: 'Ann O. Example', Phone: '+353 87 123 4567' });
    await press(page, 'Save');
    await page.locator('input[name=phone][value="+353871234567"]').waitFor();
    await shot('account');
  },

  async addressBook({ page, shot, staff }) {
    await page.goto('/account/addresses');
    await press(page, 'Add an address');
    await fill(page, { Country: 'Ireland', ...street, Region: 'Co. Dublin', 'What you call it': 'home' });
    await shot('address');
    await press(page, 'Save address');
    await page.getByRole('listitem', { name: 'home' }).getByText('Your default for shipping and billing.').waitFor();
    await press(page, 'Add an address');
    await fill(page, { Country: 'Germany' });
    await page.getByLabel('Region').waitFor({ state: 'detached' }); // German addresses have none
    await fill(page, { 'Last name': 'Beispiel', 'Street and number': 'Hauptstr. 1', City: 'Berlin', Postcode: '1' });
    await press(page, 'Save address');
    await page.locator('[name=postcode][aria-invalid=true]').waitFor();
    await fill(page, { Postcode: '10115' });
    await press(page, 'Save address');
    const german = page.getByRole('listitem').filter({ hasText: 'Hauptstr. 1' });
    await german.getByRole('button', { name: 'Make default' }).click();
    await german.getByText('Your default for shipping and billing.').waitFor();
    await german.getByRole('button', { name: 'Edit' }).click();
    await fill(page, { City: 'Potsdam', Postcode: '14467' });
    await press(page, 'Save address');
    await german.getByText('14467 Potsdam').waitFor();
    await shot('addresses');
    await german.getByRole('button', { name: 'Delete' }).click();
    await german.waitFor({ state: 'detached' });
    const home = page.getByRole('listitem', { name: 'home' });
    await home.getByText('Your default for shipping and billing.').waitFor();

    // A region that the country's list does not have, or no longer, survives the form.
    const whose = { filter: { email: { eq: ann } } };
    const stored = 'query($filter: CustomerFilter!) { customers(first: 1, filter: $filter) { nodes { addresses(first: 1) { nodes { id region city } } } } }';
    const [address] = (await staff(stored, whose)).customers.nodes[0].addresses.nodes;
    await staff('mutation($id: ID!) { updateAddress(id: $id, input: { region: "Old County" }) { userErrors { field message } } }', { id: address.id });
    await page.reload();
    await home.getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('Region').locator('option:checked').getByText('Old County').waitFor({ state: 'attached' });
    await fill(page, { City: 'Dublin 2' });
    await press(page, 'Save address');
    await home.getByText('Dublin 2').waitFor();
    const [kept] = (await staff(stored, whose)).customers.nodes[0].addresses.nodes;
    assert.deepEqual(kept, { ...address, region: 'Old County', city: 'Dublin 2' });
  },

  async checkoutAsCustomer({ page, shot, staff }) {
    await page.goto('/');
    const tea = page.getByRole('listitem', { name: 'Earl Grey, 100 g' });
    await tea.getByRole('button').click();
    await tea.getByRole('button').click();
    await shot('shop');
    await page.getByRole('link', { name: 'Basket (2)' }).click();
    await page.getByRole('row', { name: 'Total' }).getByText('€20.80').waitFor();
    await page.getByLabel('The bill goes to the shipping address').uncheck();
    await page.getByRole('group', { name: 'Billing address' }).getByLabel('Address', { exact: true }).selectOption('Another address');
    await fill(page.getByRole('group', { name: 'Billing address' }), { Country: 'France', Company: 'Thé SARL', 'Street and number': '1 rue de la Paix', City: 'Paris', Postcode: '75002' });
    await shot('checkout');
    await press(page, 'Order and pay on delivery');
    await told(page, 'Thank you for your order.');
    await told(page, '75002 PARIS');
    await shot('order');
    const number = (await page.getByRole('heading', { level: 1 }).innerText()).replace('Order ', '');
    await page.getByRole('link', { name: 'Orders' }).click();
    await page.getByRole('link', { name: number }).click();
    await heading(page, `Order ${number}`);
    await reads(page, 'Not paid yet, not shipped yet', 'Order placed');

    const { nodes } = (await staff('query($number: String!) { orders(first: 1, filter: { number: { eq: $number } }) { nodes { id } } }', { number })).orders;
    const update = 'mutation($id: ID!, $input: UpdateOrderInput!) { updateOrder(id: $id, input: $input) { userErrors { field message } } }';
    for (const [input, ...texts] of [
      [{ paymentStatus: 'PARTIALLY_PAID', externalId: 'ERP_17' }, 'Partly paid, not shipped yet'],
      [{ paymentStatus: 'PAID', fulfillmentStatus: 'PARTIALLY_FULFILLED' }, 'Paid, partly shipped', 'Partly shipped'],
      [{ fulfillmentStatus: 'FULFILLED', status: 'COMPLETED' }, 'Completed, paid, shipped', 'Completed'],
    ]) {
      await staff(update, { id: nodes[0].id, input });
      await page.reload();
      await heading(page, `Order ${number}`);
      await reads(page, ...texts);
    }
    await page.getByRole('link', { name: 'Orders' }).click();
    await reads(page, 'Completed, paid, shipped');
  },

  /** The session lives on in new pages and other tabs, where none of its secrets is to be found. */
  async staysSignedIn({ page, context, base }) {
    const tabs = [page, await context.newPage(), await context.newPage()];
    await Promise.all(tabs.map((tab) => tab.goto('/account')));
    await Promise.all(tabs.map((tab) => told(tab, ann)));
    const kept = await page.evaluate(() => JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }]));
    assert(!/rt_|eyJ/.test(kept), `the page keeps ${kept}`);
    const { httpOnly, sameSite } = (await context.cookies()).find(({ name }) => name === 'session');
    assert.deepEqual([httpOnly, sameSite], [true, 'Strict']);
    await tabs[2].clock.install();
    await tabs[2].goto('/account');
    await told(tabs[2], ann);
    await tabs[2].clock.fastForward('20:00');
    const renewal = tabs[2].waitForRequest((request) => request.url() === `${base}/session`);
    await tabs[2].getByRole('link', { name: 'Addresses' }).click();
    await renewal;
    await told(tabs[2], '14 Main Street');
    const foreign = await fetch(`${base}/session`, { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } });
    assert.equal(foreign.status, 403);
    await press(tabs[1], 'Sign out');
    await Promise.all(tabs.map((tab) => tab.getByRole('link', { name: 'Sign in' }).first().waitFor()));
    assert.deepEqual(await context.cookies(), []);
    await Promise.all(tabs.slice(1).map((tab) => tab.close()));
  },

  async forgottenPassword({ page, mail }) {
    await page.goto('/sign-in');
    await fill(page, { 'Email address': ann, Password: 'not this one' });
    await press(page, 'Sign in');
    await page.getByRole('alert').waitFor();
    await page.getByRole('link', { name: 'Forgotten password?' }).click();
    await fill(page, { 'Email address': ann });
    await press(page, 'Email me a link');
    await told(page, 'an email is on its way');
    const { path } = await mail('password_reset', ann);
    await page.goto(path);
    await page.reload(); // the token is still there
    await fill(page, { 'New password': renewed });
    await press(page, 'Save password');
    await told(page, 'You have a new password');
    // Before it is known who is signed in there is no page that what is typed could be lost with.
    let answer;
    await page.route('**/session', (route) => void (answer = () => route.continue()), { times: 1 });
    await page.goto(path);
    await told(page, 'One moment…');
    await (await until('a question for the session', () => answer))();
    await fill(page, { 'New password': 'a third horse battery' });
    await press(page, 'Save password');
    await page.getByRole('alert').waitFor();
    await signOut(page);
  },

  async signInByMail({ page, mail }) {
    for (const byLink of [false, true]) {
      await page.goto('/sign-in');
      await press(page, 'Sign in with a code by email');
      await fill(page, { 'Email address': ann });
      await press(page, 'Email me a code');
      await told(page, `An email is on its way to ${ann}`);
      const { path, code } = await mail('login_code', ann);
      if (byLink) {
        await page.goto(path);
        await press(page, 'Sign in now');
      } else {
        await fill(page, { 'Code from the email': code.toLowerCase() });
        await press(page, 'Sign in');
      }
      await heading(page, 'Your account');
      await signOut(page);
    }
  },

  async guestOrder({ page, mail, shot }) {
    await page.goto('/');
    await page.getByRole('listitem', { name: 'Teapot, 1 litre' }).getByRole('button').click();
    await page.goto('/checkout');
    const shipping = page.getByRole('group', { name: 'Shipping address' });
    await fill(page.getByRole('group', { name: 'You' }), { Name: 'Gast', 'Email address': 'guest@example.com', Phone: '087 123 4567' });
    await fill(shipping, { Country: 'Ireland', ...street, City: '' });
    await shipping.getByLabel('City').evaluate((city) => city.removeAttribute('required')); // so that it is the API that refuses
    await press(page, 'Order and pay on delivery');
    await shipping.locator('[name="shippingAddress.address.city"][aria-invalid=true]').waitFor();
    await fill(shipping, { City: 'Dublin' });
    await press(page, 'Order and pay on delivery');
    await told(page, 'Thank you for your order.');
    const number = (await page.getByRole('heading', { level: 1 }).innerText()).replace('Order ', '');
    await page.reload();
    await heading(page, `Order ${number}`);

    await page.getByRole('link', { name: 'Find an order' }).click();
    await fill(page, { 'Order number': number, 'Email address': 'somebody@example.com' });
    await press(page, 'Find');
    await told(page, 'There is no guest order with this number');
    await fill(page, { 'Email address': 'Guest@Example.com' });
    await press(page, 'Find');
    await heading(page, `Order ${number}`);
    await shot('guest-order');
    await press(page, 'Email me a link to this order');
    const { path } = await mail('guest_order_link', 'guest@example.com');
    await page.goto(path);
    await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click();
    await fill(page, { 'Email address': ann, Password: renewed });
    await press(page, 'Sign in');
    await press(page, 'Put this order into my account');
    await told(page, 'The order is in your account now.');
    await page.getByRole('link', { name: 'Orders' }).click();
    await page.getByRole('link', { name: number }).waitFor();
    assert.equal(await page.getByRole('listitem').count(), 2);
  },

  async changeEmail({ page, mail }) {
    await page.goto('/change-email');
    await fill(page, { 'New email address': 'ann@new.example', 'Present password': 'wrong horse battery' });
    await press(page, 'Change address');
    await page.locator('[name=password][aria-invalid=true]').waitFor();
    await fill(page, { 'Present password': renewed });
    await press(page, 'Change address');
    await told(page, 'We wrote to ann@new.example');
    await mail('email_change_notice', ann);
    const { path } = await mail('email_change', 'ann@new.example');
    await page.goto(path);
    await press(page, 'Confirm');
    await told(page, 'It is ann@new.example now.');
    await signOut(page);
    await signIn(page, 'ann@new.example', renewed);
  },

  /** Somebody else's device is signed out from this one, and then all are. */
  async sessions({ browser, base, page }) {
    const phone = await shopper(browser, base, { userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1' });
    await signIn(phone.page, 'ann@new.example', renewed);
    await page.goto('/account');
    const there = page.getByRole('listitem').filter({ hasText: 'iPhone' });
    await there.getByRole('button', { name: 'Sign out there' }).click();
    await there.waitFor({ state: 'detached' });
    await phone.page.getByRole('link', { name: 'Orders' }).click();
    await told(phone.page, 'to see this page.');
    await signIn(phone.page, 'ann@new.example', renewed);
    await press(page, 'Sign out everywhere');
    await page.getByRole('navigation').getByRole('link', { name: 'Sign in' }).waitFor();
    await phone.page.reload();
    await told(phone.page, 'to see this page.');
    await phone.leave();
  },

  /** For a shop with CLIENTELE_EMAIL_VERIFICATION=required. */
  async signUpByMail({ page, mail }) {
    await page.goto('/sign-up');
    await fill(page, { 'Email address': 'bob@example.com' });
    if (await page.getByLabel('Password').count() > 0) throw new Error('a password is asked for before the address is verified');
    await press(page, 'Sign up');
    await heading(page, 'Look into your mailbox');
    await page.goto((await mail('sign_up', 'bob@example.com')).path);
    await fill(page, { 'Choose a password': 'x'.repeat(129) });
    await press(page, 'Finish');
    await page.locator('[aria-invalid=true]').waitFor();
    await fill(page, { 'Choose a password': password });
    await press(page, 'Finish');
    await told(page, '(confirmed)');
  },
};

process.on('SIGTERM', () => process.exit(1)); // takes the shop's server along
const names = only.length > 0 ? only : Object.keys(scenarios).filter((name) => name !== 'signUpByMail');
const shop = await serve(clientele, SHOP_KEY);
const staff = staffWith(clientele, STAFF_TOKEN);
const browser = await launch();
const person = await shopper(browser, shop.base);
try {
  for (const name of names) {
    const begin = Date.now();
    const shot = async (picture) => SHOTS && person.page.screenshot({ path: `${SHOTS}/${picture}.png`, fullPage: true });
    try {
      await scenarios[name]({ ...person, browser, base: shop.base, staff, mail: mailbox(staff), shot });
    } catch (error) {
      await shot('failed');
      throw new Error(`${name} at ${person.page.url().split('?')[0]}: ${await person.page.locator('main').innerText().catch(() => '')}`, { cause: error });
    }
    console.log(`${name}: ${((Date.now() - begin) / 1000).toFixed(1)} s`);
  }
  await person.leave();
} finally {
  await browser.close();
  shop.stop();
}
console.log('The storefront works, and its pages saw no refresh token.');
