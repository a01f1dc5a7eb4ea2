import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { dublin, field, person, signIn, until, visit } from './person.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const most = 300_000;

/** Every page in light and dark, on a phone, a desktop and a wall: nothing serious for axe, nothing wider than the screen. */
export async function everyPage({ browser, base, api, makeCustomer, shots }) {
  const id = await makeCustomer(
    api,
    { email: 'aoife@example.com', name: 'Aoife Ní Bhriain', phone: '+353871234567', password: 'correct horse', tags: ['vip', 'wholesale'], note: 'Prefers mornings.', customFields: { shoeSize: 39, tier: 'GOLD', homepage: 'https://aoife.example/' } },
    { ...dublin, firstName: 'Aoife', lastName: 'Ní Bhriain', label: 'home' },
  );
  const { checkout } = await api(`mutation($input: CheckoutInput!) { checkout(input: $input) { order { id } ${field} } }`, {
    input: {
      customerId: id, billingSameAsShipping: true, shippingAddress: { address: dublin }, shippingPrice: { amount: '4.90', currency: 'EUR' },
      items: [{ sku: 'TEA-GREEN', name: 'Green tea, 100 g', quantity: 2, unitPrice: { amount: '4.50', currency: 'EUR' } }, { sku: 'HONEY', name: 'Heather honey', quantity: 1, unitPrice: { amount: '7.50', currency: 'EUR' } }],
    },
  });
  await api(`mutation($id: ID!) { updateOrder(id: $id, input: { paymentStatus: PAID }) { ${field} } }`, { id: checkout.order.id });
  await api(`mutation { requestPasswordReset(email: "aoife@example.com") { emailSent ${field} } }`);
  const dialogOf = (name) => (page) => page.getByRole('button', { name }).first().click();
  const pages = { // the path, left out on the page of the one before; the dialog; the tab
    'customers': ['/customers?q=example.com'],
    'customer': [`/customers/${id}`],
    'customer-address': [undefined, dialogOf('New address')],
    'customer-disable': [undefined, dialogOf('Disable the customer')],
    'customer-delete': [undefined, dialogOf('Delete the customer')],
    'customer-new': ['/customers/new'],
    'filter': ['/customers?f=tags~has~vip', dialogOf('Add a filter')],
    'orders': ['/orders'],
    'order': [`/orders/${checkout.order.id}`],
    'order-new': [`/orders/new?customer=${id}`],
    'fields': ['/fields'],
    'field': [undefined, dialogOf('Edit Shoe size')],
    'settings-shop': ['/settings/shop'],
    'settings-team': [undefined, undefined, 'Staff'],
    'settings-team-remove': [undefined, dialogOf('Remove Noa')],
    'settings-keys': [undefined, undefined, 'API keys'],
    'settings-emails': [undefined, undefined, 'Emails'],
    'settings-account': [undefined, undefined, 'Your account'],
  };
  const found = [];
  for (const [width, height, colorScheme] of [[1280, 800, 'light'], [360, 740, 'dark'], [2560, 1300, 'dark'], [360, 740, 'light']]) {
    const one = await person(browser, base, { viewport: { width, height }, colorScheme });
    const { page } = one;
    const look = async (name) => {
      await until('the page rests', async () => (await page.locator('[role=status][aria-label="Loading…"], [aria-busy=true]').count()) === 0);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 0) found.push(`${name} at ${width}: ${wide} px too wide`);
      if (width === 1280 || (width === 360 && colorScheme === 'dark')) {
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ['violations'] }));
        for (const { id: rule, impact, nodes } of violations) {
          if (impact === 'serious' || impact === 'critical') found.push(`${name} in ${colorScheme}: ${rule} (${impact}) ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')}`);
        }
      }
      if (shots && (width === 1280 || (width === 360 && colorScheme === 'light'))) {
        await page.screenshot({ path: join(shots, `${name}-${width === 360 ? 'phone' : 'desktop'}.png`) });
      }
    };
    await page.goto('/dashboard/');
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await look('sign-in');
    await signIn(page, 'olga@shop.example');
    for (const [name, [path, act, tab]] of Object.entries(pages)) {
      if (width === 2560 && act) continue; // dialogs are as wide as on a desktop
      if (width === 360 && colorScheme === 'light' && !shots) continue; // as in dark, but for the pictures
      if (await page.getByRole('dialog').count()) {
        await page.keyboard.press('Escape');
        await until('the dialog has gone', async () => (await page.getByRole('dialog').count()) === 0);
      }
      if (name === 'customers') await page.goto(`/dashboard${path}`); // that is where it stands already
      else if (path) await visit(page, path);
      if (tab) await page.getByRole('tab', { name: tab }).click();
      await until('there is something', async () => (await page.locator('main [role=status][aria-label="Loading…"]').count()) === 0);
      if (act) {
        await act(page);
        await page.getByRole('dialog').first().waitFor();
      }
      await look(name);
    }
    await one.leave();
  }
  assert.deepEqual(found, []);
}

/** What the first load weighs, and that the keyboard alone leads to the content and to a record. */
export async function firstLoad({ browser, base }) {
  const olga = await person(browser, base);
  const { page } = olga;
  const session = await olga.context.newCDPSession(page);
  await session.send('Network.enable');
  let bytes = 0;
  session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  await page.goto('/dashboard/');
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  console.log(`the sign-in: ${bytes} bytes`);
  await signIn(page, 'olga@shop.example');
  await page.locator('main tbody tr').first().waitFor();
  console.log(`up to the list of customers: ${bytes} bytes`);
  assert(bytes < most, `${bytes} bytes for the first load`);

  await page.reload();
  await page.locator('main tbody tr').first().waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to the content');
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  assert.notEqual(outline, 'none', 'what has the focus shows it');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await until('the content has the focus', () => page.evaluate(() => document.querySelector('main').contains(document.activeElement)));
  for (let i = 0; i < 20 && !(await page.evaluate(() => document.activeElement.matches('tbody a'))); i++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Details' }).waitFor();
  await until('the new page has the focus', () => page.evaluate(() => document.activeElement?.tagName === 'MAIN'));
  await olga.leave();
}
