import assert from 'node:assert/strict';
import { dublin, field, person, signIn, until } from './person.mjs';

const image = '<img src=x onerror=window.attacked=1>';
const reversed = 'user\u202Etxt.exe';

/** Values that attack are shown as the texts that they are, wherever they are shown. */
export async function attackingValues({ browser, base, api, makeCustomer }) {
  await api(`mutation { createCustomField(input: { owner: CUSTOMER, key: "story", label: "Story", type: TEXT }) { ${field} } }`);
  const story = `${image} javascript:alert(1) ${reversed} ${'long'.repeat(2400)}`;
  const id = await makeCustomer(
    api,
    { email: 'attack@example.com', name: image, note: story.slice(0, 5000), tags: [image], customFields: { story, homepage: 'https://example.com/?javascript:alert(1)' } },
    { ...dublin, label: image, company: `${image} ${'w'.repeat(180)}`, instructions: image },
  );
  const { checkout } = await api(`mutation($input: CheckoutInput!) { checkout(input: $input) { order { id } ${field} } }`, {
    input: {
      customerId: id, note: image, billingSameAsShipping: true, shippingAddress: { address: { ...dublin, company: image } },
      items: [{ sku: image.slice(0, 30), name: image, quantity: 1, unitPrice: { amount: '1', currency: 'EUR' } }],
    },
  });
  const olga = await person(browser, base, { viewport: { width: 360, height: 740 } });
  const { page } = olga;
  await signIn(page, 'olga@shop.example');
  const unharmed = async (path, ...texts) => {
    await page.goto(`/dashboard${path}`);
    for (const text of texts) await page.getByText(text).first().waitFor({ state: 'attached' });
    assert.equal(await page.evaluate(() => window.attacked), undefined, path);
    assert.equal(await page.locator('main img, main script').count(), 0, path);
    assert.deepEqual(await page.locator('a[href^="javascript:" i]').count(), 0, path);
    await until(`${path} is no wider than its screen`, () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  };
  await unharmed('/customers?q=attack&cols=name,email,tags,custom.story,custom.homepage', image);
  await page.getByRole('link', { name: 'https://example.com/?javascript:alert(1)' }).waitFor();
  await unharmed(`/customers/${id}`, image);
  assert.equal(await page.getByLabel('Story').inputValue(), story);
  await unharmed('/orders', image);
  await unharmed(`/orders/${checkout.order.id}`, image);
  // A link that somebody sends to a member of the staff.
  await unharmed(`/customers?q=${encodeURIComponent(image)}&f=name~contains~${encodeURIComponent(image)}`);
  await unharmed('/customers?sort=__proto__&f=constructor~eq~x&after=%00', 'not there');

  // An override turns round its own text only.
  const other = await makeCustomer(api, { email: 'turn@example.com', note: reversed });
  await page.goto(`/dashboard/customers/${other}`);
  assert.equal(await page.getByLabel('Note').inputValue(), reversed);

  // What was stored before the rule: a URL that is none stays a text.
  await api(`mutation { createCustomField(input: { owner: CUSTOMER, key: "pages", label: "Pages", type: URL, list: true }) { ${field} } }`);
  await page.reload();
  await page.getByRole('combobox', { name: 'Pages' }).fill('javascript:alert(1)');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Please look at the marked fields.').waitFor();
  await page.getByRole('button', { name: 'Undo the changes' }).click();
  await olga.leave();
}
