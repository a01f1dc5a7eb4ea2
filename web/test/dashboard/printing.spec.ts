import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { field, placeOrder, price } from './api';
import { expect, expectNoFaults, test } from './fixtures';

const items = Array.from({ length: 40 }, (_, n) => ({
  sku: `ART-${1000 + n}`,
  name:
    n % 4 === 0 ? `Article ${n + 1} with a name that needs more than one line on a sheet of paper` : `Article ${n + 1}`,
  quantity: 2,
  unitPrice: price('12.50'),
  options: [{ name: 'Size', value: 'M' }],
}));

test('a packing slip and an invoice are printed', { tag: '@any-database' }, async ({ api, olga: page }) => {
  const { id, number } = await placeOrder(api, {
    contact: { name: 'Pat Print', email: 'pat@example.com' },
    items,
    shippingPrice: price('4.90'),
    note: 'Please ring twice.',
  });
  await page.goto(`/dashboard/orders/${id}`);
  await page.getByRole('button', { name: 'Print' }).click();
  await page.getByRole('menuitem', { name: 'Packing slip' }).click();
  await expect(page.getByRole('heading', { name: 'Packing slip', level: 1 })).toBeVisible();
  const sheet = page.getByRole('main');
  await expect(page.getByRole('navigation', { name: 'Main' })).toHaveCount(0);
  await expect(page.getByRole('row')).toHaveCount(41);
  await expect(sheet).toContainText('14 Main Street');
  await expect(sheet).toContainText('Please ring twice.');
  await expect(sheet).toContainText('Size: M');
  await expect(sheet, 'a packing slip has no prices').not.toContainText('€');
  await expect(page).toHaveTitle(new RegExp(`^Packing slip ${number} `));
  await expectNoFaults(page);
  for (const format of ['A4', 'Letter']) await expectWholeRows(await page.pdf({ format }), 40);

  await page.getByRole('link', { name: 'Back to order' }).click();
  await expect(page.getByRole('heading', { name: `Order ${number}` })).toBeVisible(); // the sheet also has "Print"
  await page.getByRole('button', { name: 'Print' }).click();
  await page.getByRole('menuitem', { name: 'Invoice' }).click();
  await expect(page.getByRole('heading', { name: 'Invoice', level: 1 })).toBeVisible();
  await expect(sheet).toHaveText(/Total[\s\S]*€1,004\.90[\s\S]*Outstanding[\s\S]*€1,004\.90/);
  await expectNoFaults(page);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await expect(page.getByRole('button', { name: 'Print' })).toBeHidden();
  expect(await sheet.evaluate((element) => getComputedStyle(element).backgroundColor)).toBe('rgb(255, 255, 255)');
  for (const format of ['A4', 'Letter']) await expectWholeRows(await page.pdf({ format }), 40);
});

test('the packing slip of a shipment has only what is in it', { tag: '@any-database' }, async ({ api, olga: page }) => {
  const { id } = await placeOrder(api, { contact: { name: 'Pia Parcel', email: 'pia@example.com' } });
  const { order } = await api('query($id: ID!) { order(id: $id) { items { id } } }', { id });
  await api(`mutation($input: CreateShipmentInput!) { createShipment(input: $input) { ${field} } }`, {
    input: { orderId: id, items: [{ itemId: order.items[0].id, quantity: 1 }], carrier: 'DHL', trackingNumber: 'X1' },
  });
  await page.goto(`/dashboard/orders/${id}`);
  await page.getByRole('button', { name: 'Actions for shipment 1' }).click();
  await page.getByRole('menuitem', { name: 'Packing slip' }).click();
  await expect(page.getByRole('row')).toHaveText([/Product/, /Green tea[\s\S]*TEA[\s\S]*1 of 2/]);
  await expect(page.getByRole('main')).toContainText('DHL');
});

/** Expects that each article is on one page of a PDF with all that belongs to it. Needs pdftotext; without it only the pages are counted. */
async function expectWholeRows(pdf: Buffer, articles: number): Promise<void> {
  expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length).toBeGreaterThan(1);
  const path = join(tmpdir(), `clientele-${process.pid}.pdf`);
  await writeFile(path, pdf);
  const text = await promisify(execFile)('pdftotext', ['-layout', path, '-']).then(
    ({ stdout }) => stdout,
    () => undefined,
  );
  if (text === undefined) return;
  const pages = text.split('\f');
  for (let n = 0; n < articles; n++) {
    const on = pages.filter((one) => new RegExp(`ART-${1000 + n}\\b`).test(one));
    expect(on, `article ${n + 1}`).toHaveLength(1);
    expect(on[0], `article ${n + 1}`).toMatch(new RegExp(`Article ${n + 1}\\b`));
  }
}
