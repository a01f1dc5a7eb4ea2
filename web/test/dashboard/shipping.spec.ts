import { placeOrder, price } from './api';
import { expect, expectNoFaults, notice, enter, test } from './fixtures';

const article = (sku: string, quantity: number, more = {}) => ({
  sku,
  name: `Article ${sku}`,
  quantity,
  unitPrice: price('4.50'),
  ...more,
});

test('an order is shipped in two parcels, of which one is corrected and one cancelled', async ({ api, olga: page }) => {
  const { id, number } = await placeOrder(api, {
    contact: { name: 'Paul Parcel', email: 'paul@example.com' },
    items: [article('A', 3, { options: [{ name: 'Size', value: 'M' }] }), article('B', 1)],
  });
  await page.goto(`/dashboard/orders/${id}`);
  const items = page.getByRole('region', { name: 'Items' });
  await items.getByRole('button', { name: 'Ship items' }).click();
  const form = page.getByRole('dialog', { name: `Ship items of order ${number}` });
  await expect(form.getByLabel('Quantity of Article A')).toHaveValue('3');
  await expectNoFaults(page);

  // More than there is, and nothing at all, are refused where they were typed.
  await form.getByLabel('Quantity of Article A').fill('4');
  await form.getByRole('button', { name: 'Mark as shipped' }).click();
  await expect(form.getByText('Enter 0 to 3')).toBeVisible();
  await expect(form.getByLabel('Quantity of Article A')).toBeFocused();
  await form.getByLabel('Quantity of Article A').fill('0');
  await form.getByLabel('Quantity of Article B').fill('');
  await form.getByRole('button', { name: 'Mark as shipped' }).click();
  await expect(form.getByText('Enter the quantity of at least one item')).toBeVisible();

  await form.getByLabel('Quantity of Article A').fill('2');
  await form.getByRole('combobox', { name: 'Carrier' }).fill('DH');
  await page.getByRole('option', { name: 'DHL' }).click();
  await form.getByLabel('Tracking number').fill('0034 0434 1610 9404 2557');
  const link = 'https://www.dhl.com/global-en/home/tracking.html?tracking-id=00340434161094042557';
  await expect(form.getByLabel('Tracking link')).toHaveValue(link);
  await form.getByRole('button', { name: 'Mark as shipped' }).click();
  await notice(page, '2 items marked as shipped');
  await expect(items.getByText('2 shipped')).toBeVisible();
  await expect(items.getByText('1 to ship')).toHaveCount(2);
  await expect(page.getByText('Partially fulfilled').first()).toBeVisible();
  const shipments = page.getByRole('region', { name: 'Shipments' });
  await expect(shipments.getByRole('link', { name: /Track shipment/ })).toHaveAttribute('href', link);
  await expect(page.getByRole('region', { name: 'Timeline' })).toContainText(
    'Olga Owner shipped 2 of 4 items with DHL',
  );
  await expectNoFaults(page);

  // The rest goes with a courier.
  await items.getByRole('button', { name: 'Ship items' }).click();
  await expect(form.getByLabel('Quantity of Article A')).toHaveValue('1');
  await form.getByRole('combobox', { name: 'Carrier' }).fill('Bike courier');
  await form.getByRole('button', { name: 'Mark as shipped' }).click();
  await notice(page, '2 items marked as shipped');
  await expect(items.getByText('Fulfilled', { exact: true })).toBeVisible();
  await expect(items.getByRole('button', { name: 'Ship items' })).toHaveCount(0);

  // The second parcel was another one.
  await shipments.getByRole('button', { name: 'Actions for shipment 2' }).click();
  await page.getByRole('menuitem', { name: 'Edit shipment' }).click();
  const correction = page.getByRole('dialog', { name: 'Edit shipment' });
  await correction.getByLabel('Quantity of Article B').fill('0');
  await correction.getByRole('combobox', { name: 'Carrier' }).fill('UPS');
  await correction.getByLabel('Tracking number').fill('1Z999AA10123456784');
  await correction.getByRole('button', { name: 'Save' }).click();
  await notice(page, 'Shipment updated');
  await expect(shipments.getByText('Shipment 2 · UPS')).toBeVisible();
  await expect(items.getByText('1 to ship')).toHaveCount(1);

  await shipments.getByRole('button', { name: 'Actions for shipment 1' }).click();
  await page.getByRole('menuitem', { name: 'Cancel shipment' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel shipment' }).click();
  await notice(page, 'Shipment cancelled');
  await expect(shipments.getByText(/Cancelled/)).toBeVisible();
  await expect(items.getByText('2 to ship')).toBeVisible();
  const read = 'query($id: ID!) { order(id: $id) { fulfillmentStatus items { shippedQuantity } } }';
  expect((await api(read, { id })).order).toEqual({
    fulfillmentStatus: 'PARTIALLY_FULFILLED',
    items: [{ shippedQuantity: 1 }, { shippedQuantity: 0 }],
  });
});

test('a shipment is undone, and items that will not be shipped are refunded', { tag: '@any-database' }, async ({
  api,
  olga: page,
}) => {
  const { id, number } = await placeOrder(api, {
    contact: { name: 'Una Undo', email: 'una@example.com' },
    items: [article('A', 2)],
  });
  await page.goto(`/dashboard/orders/${id}`);
  const items = page.getByRole('region', { name: 'Items' });
  await items.getByRole('button', { name: 'Ship items' }).click();
  const form = page.getByRole('dialog', { name: `Ship items of order ${number}` });
  await form.getByLabel('Quantity of Article A').fill('1');
  await form.getByRole('button', { name: 'Mark as shipped' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await notice(page, 'Shipment cancelled');
  await expect(items.getByText('Unfulfilled')).toBeVisible();

  await items.getByRole('button', { name: 'Ship items' }).click();
  await form.getByLabel('Quantity of Article A').fill('1');
  await form.getByRole('button', { name: 'Mark as shipped' }).click();
  await notice(page, '1 item marked as shipped');
  await page.getByRole('button', { name: 'Record payment' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Record payment' }).click();
  await notice(page, 'Payment of €9.00 recorded');
  await page.getByRole('button', { name: 'Refund', exact: true }).click();
  const refund = page.getByRole('dialog', { name: `Record a refund of order ${number}` });
  await refund.getByLabel('Quantity of Article A').fill('2');
  await expect(refund.getByText('Only 1 of these has not been shipped.')).toBeVisible();
  await refund.getByLabel('Quantity of Article A').fill('1');
  await refund.getByLabel('Article A: not shipped and will not be').check();
  await expectNoFaults(page);
  await refund.getByRole('button', { name: 'Record refund' }).click();
  await notice(page, 'Refund of €4.50 recorded');
  await expect(items.getByText('1 will not be shipped')).toBeVisible();
  await expect(items.getByText('Fulfilled', { exact: true })).toBeVisible();
});

test('two people who ship the same items at once', { tag: '@any-database' }, async ({ api, olga: page, open }) => {
  const { id, number } = await placeOrder(api, {
    contact: { name: 'Two Windows', email: 'two@example.com' },
    items: [article('A', 3)],
  });
  const other = await open();
  await enter(other, 'olga@shop.example');
  for (const window of [page, other]) {
    await window.goto(`/dashboard/orders/${id}`);
    await window.getByRole('button', { name: 'Ship items' }).click();
    await window.getByLabel('Quantity of Article A').fill('2');
    await window.getByLabel('Tracking number').fill('RR123456785IE');
  }
  await other.getByRole('button', { name: 'Mark as shipped' }).click();
  await notice(other, '2 items marked as shipped');
  const form = page.getByRole('dialog', { name: `Ship items of order ${number}` });
  await form.getByRole('button', { name: 'Mark as shipped' }).click();
  await expect(form.getByText('The order has changed')).toBeVisible();
  await expect(form.getByText('of 1', { exact: true })).toBeVisible();
  await expect(form.getByLabel('Tracking number')).toHaveValue('RR123456785IE');
  await form.getByRole('button', { name: 'Mark as shipped' }).click();
  await expect(form.getByText('Enter 0 to 1')).toBeVisible();
  await form.getByLabel('Quantity of Article A').fill('1');
  await form.getByRole('button', { name: 'Mark as shipped' }).click();
  await notice(page, '1 item marked as shipped');
  const { order } = await api('query($id: ID!) { order(id: $id) { items { shippedQuantity } } }', { id });
  expect(order.items).toEqual([{ shippedQuantity: 3 }]);
});

test('an order is shipped with the keyboard alone', { tag: '@any-database' }, async ({ api, olga: page }) => {
  const { id, number } = await placeOrder(api, { contact: { name: 'Kay Keys', email: 'kay@example.com' } });
  await page.goto(`/dashboard/orders/${id}`);
  const button = page.getByRole('button', { name: 'Ship items' });
  await button.focus();
  await page.keyboard.press('Enter');
  const form = page.getByRole('dialog', { name: `Ship items of order ${number}` });
  await expect(form.getByLabel('Quantity of Green tea')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(form).toHaveCount(0);
  await expect(button).toBeFocused();
  await page.keyboard.press('Enter');
  await form.getByLabel('Quantity of Green tea').focus();
  await page.keyboard.type('1');
  await page.keyboard.press('Enter');
  await notice(page, '1 item marked as shipped');
});
