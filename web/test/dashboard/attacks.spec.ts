import { createCustomer, dublin, field } from './api';
import { editCard, expect, enter, test } from './fixtures';

const image = '<img src=x onerror=window.attacked=1>';
const reversed = 'user\u202Etxt.exe';

test('hostile values are shown as text everywhere', { tag: '@any-database' }, async ({ api, open }) => {
  await api(
    `mutation { createCustomField(input: { owner: CUSTOMER, key: "story", label: "Story", type: TEXT }) { ${field} } }`,
  );
  const story = `${image} javascript:alert(1) ${reversed} ${'long'.repeat(2400)}`;
  const id = await createCustomer(
    api,
    {
      email: 'attack@example.com',
      name: image,
      note: story.slice(0, 5000),
      tags: [image],
      customFields: { story, homepage: 'https://example.com/?javascript:alert(1)' },
    },
    { ...dublin, label: image, company: `${image} ${'w'.repeat(180)}`, instructions: image },
  );
  const { checkout } = await api(
    `mutation($input: CheckoutInput!) { checkout(input: $input) { order { id } ${field} } }`,
    {
      input: {
        customerId: id,
        note: image,
        billingSameAsShipping: true,
        shippingAddress: { address: { ...dublin, company: image } },
        items: [{ sku: image.slice(0, 30), name: image, quantity: 1, unitPrice: { amount: '1', currency: 'EUR' } }],
      },
    },
  );
  const page = await open({ viewport: { width: 360, height: 740 } });
  await enter(page, 'olga@shop.example');
  const unharmed = async (path: string, ...texts: string[]) => {
    await page.goto(`/dashboard${path}`);
    for (const text of texts) await expect(page.getByText(text).first()).toBeAttached();
    expect(await page.evaluate(() => 'attacked' in window), path).toBe(false);
    await expect(page.locator('main img, main script')).toHaveCount(0);
    await expect(page.locator('a[href^="javascript:" i]')).toHaveCount(0);
    await expect
      .poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth), path)
      .toBeLessThanOrEqual(0);
  };
  await unharmed('/customers?q=attack&cols=name,email,tags,custom.story,custom.homepage', image);
  await expect(page.getByRole('link', { name: 'https://example.com/?javascript:alert(1)' })).toBeVisible();
  await unharmed(`/customers/${id}`, image);
  await editCard(page, 'custom fields');
  await expect(page.getByLabel('Story')).toHaveValue(story);
  await unharmed('/orders', image);
  await unharmed(`/orders/${checkout.order.id}`, image);
  // A link that somebody sends to a member of the staff.
  await unharmed(`/customers?q=${encodeURIComponent(image)}&f=name~contains~${encodeURIComponent(image)}`);
  await unharmed('/customers?sort=__proto__&f=constructor~eq~x&after=%00', 'no longer exists');

  // An override turns round its own text only.
  const other = await createCustomer(api, { email: 'turn@example.com', note: reversed });
  await page.goto(`/dashboard/customers/${other}`);
  await editCard(page, 'details');
  await expect(page.getByLabel('Note', { exact: true })).toHaveValue(reversed);

  // What was stored before the rule: a URL that is none stays a text.
  await api(
    `mutation { createCustomField(input: { owner: CUSTOMER, key: "pages", label: "Pages", type: URL, list: true }) { ${field} } }`,
  );
  await page.reload();
  await editCard(page, 'custom fields');
  await page.getByRole('combobox', { name: 'Pages' }).fill('javascript:alert(1)');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Check the highlighted fields')).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
});
