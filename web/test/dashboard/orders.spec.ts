import { createCustomer, dublin, field, placeOrder, price } from './api';
import { addFilter, column, expect, test } from './fixtures';

test('the list is searched, filtered and sorted, and shows totals', async ({ api, olga: page }) => {
  const first = await placeOrder(api, { contact: { name: 'Gus Guest', email: 'gus@example.com' } });
  await placeOrder(api, {
    contact: { name: 'Greta Guest', email: 'greta@example.com' },
    shippingPrice: price('5'),
    shippingAddress: {
      address: { firstName: 'Greta', line1: 'Hauptstr. 1', city: 'Wien', postcode: '1010', country: 'AT' },
    },
  });
  await api(`mutation($id: ID!) { updateOrder(id: $id, input: { paymentStatus: PAID }) { ${field} } }`, {
    id: first.id,
  });
  await page.getByRole('link', { name: 'Orders' }).click();
  await expect(column(page, 3)).toHaveText(['Greta Guest', 'Gus Guest']);
  await expect(column(page, 7)).toHaveText(['€14.00', '€9.00']);
  await page.getByRole('searchbox', { name: 'Search' }).fill('gus');
  await expect(column(page)).toHaveText([first.number]);
  await page.getByRole('button', { name: 'Clear search' }).click();
  await addFilter(page, 'Payment', (form) => form.getByLabel('Paid', { exact: true }).check());
  await expect(column(page)).toHaveText([first.number]);
  await page.getByRole('button', { name: 'Remove filter Payment is one of Paid' }).click();
  await addFilter(page, 'Shipping country', (form) => form.getByLabel('Value').fill('at'));
  await expect(column(page, 3)).toHaveText(['Greta Guest']);
  await page.getByRole('button', { name: /Remove filter/ }).click();
  await page.getByRole('button', { name: 'Total' }).click();
  await expect(column(page, 7)).toHaveText(['€9.00', '€14.00']);
});

test('an order shows its items, is corrected, takes each step and is cancelled', async ({ api, olga: page }) => {
  const customerId = await createCustomer(api, { email: 'bea@example.com', name: 'Bea Byrne' });
  const { id, number } = await placeOrder(api, { customerId, tax: price('1.00'), note: 'Ring twice.' });
  await page.goto(`/dashboard/orders/${id}`);
  await expect(page.getByRole('heading', { name: `Order ${number}`, level: 1 })).toBeVisible();
  await expect(page.getByText('Ring twice.')).toBeVisible();
  const items = page.getByRole('region', { name: 'Items' }).first();
  await expect(items).toHaveText(
    /Green tea[\s\S]*TEA[\s\S]*2[\s\S]*€4\.50[\s\S]*€9\.00[\s\S]*Includes tax €0\.82[\s\S]*Tax[\s\S]*€1\.00[\s\S]*Total[\s\S]*€10\.00[\s\S]*Includes tax €0\.82/,
  );
  await expect(page.getByRole('link', { name: 'Customer: Bea Byrne' })).toBeVisible();

  const steps = page.getByRole('region', { name: 'Next steps' });
  const buttons = steps.getByRole('button');
  await expect(buttons).toHaveText([
    'Mark as authorized',
    'Mark as partially paid',
    'Mark as paid',
    'Mark as partially fulfilled',
    'Mark as fulfilled',
    'Cancel order',
  ]);

  await page.getByRole('button', { name: 'Edit shipping address' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit shipping address' });
  await dialog.getByLabel('Street address').fill('15 Main Street');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('region', { name: 'Shipping address' }).getByText('15 Main Street')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Billing address' }).getByText('14 Main Street')).toBeVisible();

  // Each step changes the buttons, so the next one waits for it.
  await steps.getByRole('button', { name: 'Mark as paid' }).click();
  await expect(buttons).toHaveText([
    'Mark as partially refunded',
    'Mark as refunded',
    'Mark as partially fulfilled',
    'Mark as fulfilled',
    'Cancel order',
  ]);
  await steps.getByRole('button', { name: 'Mark as fulfilled' }).click();
  await steps.getByRole('button', { name: 'Complete order' }).click();
  await expect(buttons).toHaveText(['Mark as partially refunded', 'Mark as refunded']);
  const timeline = page.getByRole('region', { name: 'Timeline' });
  await expect(timeline.getByRole('listitem')).toHaveText([
    /^Order status changed.*Olga Owner.*Open.*Completed/,
    /^Fulfillment status changed.*Olga Owner.*Unfulfilled.*Fulfilled/,
    /^Payment status changed.*Olga Owner.*Unpaid.*Paid/,
    /^Shipping address corrected.*Olga Owner.*Street address.*14 Main Street.*15 Main Street/,
    /^Order placed.*test \(API key\)/,
  ]);
  await expect(page.getByRole('button', { name: 'Edit shipping address' })).toHaveCount(0);

  await page.getByLabel('Gift wrap').selectOption({ label: 'Yes' });
  await page.getByLabel('External ID').fill('erp-1');
  await page.getByRole('button', { name: 'Save' }).click();
  const read = 'query($id: ID!) { order(id: $id) { externalId customFields { giftWrap } } }';
  await expect
    .poll(async () => (await api(read, { id })).order)
    .toEqual({ externalId: 'erp-1', customFields: { giftWrap: true } });

  const other = await placeOrder(api, { customerId });
  await page.goto(`/dashboard/orders/${other.id}`);
  await page.getByRole('button', { name: 'Cancel order' }).click();
  const cancel = page.getByRole('dialog', { name: `Cancel order ${other.number}?` });
  await cancel.getByLabel('Reason').fill('Sold out');
  await cancel.getByRole('button', { name: 'Cancel order' }).click();
  await expect(timeline.getByText('Reason: Sold out')).toBeVisible();
  await expect(page.getByText('No further steps')).toBeVisible();

  await page.goto(`/dashboard/customers/${customerId}`);
  const orders = page.getByRole('region', { name: 'Orders' }).first();
  await expect(orders.getByText('€10.00')).toBeVisible();
  await expect(orders.getByText('Cancelled')).toBeVisible();
});

test('orders are placed for a customer and for a guest', { tag: '@any-database' }, async ({ api, olga: page }) => {
  const id = await createCustomer(
    api,
    { email: 'cleo@example.com', name: 'Cleo Clarke' },
    { ...dublin, label: 'home' },
  );
  await page.goto('/dashboard/orders/new');
  await page.getByRole('button', { name: 'Place order' }).click();
  await expect(page.getByText('Choose a customer')).toBeVisible();
  await page.getByRole('combobox', { name: /^Customer/ }).fill('cleo');
  await page.getByRole('option', { name: /Cleo Clarke/ }).click();
  await expect(page.getByLabel(/home: /)).toBeChecked();
  const item = page.getByRole('group', { name: 'Item 1' });
  await item.getByLabel('Product', { exact: false }).first().fill('Heather honey');
  await item.getByLabel('SKU').fill('HONEY');
  await item.getByLabel('Quantity').fill('3');
  await item.getByLabel('Unit price').fill('7,50');
  await page.getByRole('button', { name: 'Place order' }).click();
  await expect(item.getByText('Enter an amount such as 12.50')).toBeVisible();
  await item.getByLabel('Unit price').fill('7.50');
  await page.getByRole('button', { name: 'Add item' }).click();
  const second = page.getByRole('group', { name: 'Item 2' });
  await second.getByLabel('Product', { exact: false }).first().fill('Tea');
  await second.getByLabel('SKU').fill('TEA');
  await second.getByLabel('Unit price').fill('0.10');
  await page.getByLabel('Shipping', { exact: true }).fill('4.90');
  await page.getByLabel('Discount').fill('1.50');
  await page.getByLabel('Tax included').fill('26.01');
  await expect(page.getByText('Total: €26.00')).toBeVisible();
  await page.getByRole('button', { name: 'Place order' }).click();
  await expect(page.getByText('The included tax must not exceed the prices less the discount')).toBeVisible();
  await page.getByLabel('Tax included').fill('4.15');
  await page.getByRole('button', { name: 'Place order' }).click();
  await expect(page.getByRole('heading', { name: /^Order / })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Customer: Cleo Clarke' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Items' }).first()).toHaveText(
    /Total[\s\S]*€26\.00[\s\S]*Includes tax €4\.15/,
  );
  const placed = await api(
    'query($id: ID!) { customer(id: $id) { orders { nodes { total { amount } shippingAddress { line1 } contact { email } } } } }',
    { id },
  );
  expect(placed.customer.orders.nodes).toEqual([
    {
      total: { amount: '26.00' },
      shippingAddress: { line1: '14 Main Street' },
      contact: { email: 'cleo@example.com' },
    },
  ]);

  await page.goto(`/dashboard/orders/new?customer=${id}`);
  await expect(page.getByText('Cleo Clarke (cleo@example.com)')).toBeVisible();
  await page.getByLabel('Guest').check();
  await expect(page.getByText('never linked to a customer')).toBeVisible();
  await page.getByLabel(/^Name/).fill('Cleo as a guest');
  await page.getByLabel('Email address').fill('cleo@example.com');
  await item.getByLabel('Product', { exact: false }).first().fill('Tea');
  await item.getByLabel('SKU').fill('TEA');
  await item.getByLabel('Unit price').fill('4.50');
  const where = page.getByRole('region', { name: 'Shipping address' });
  await where.getByLabel('Country').selectOption('JP');
  await where.getByLabel('First name').fill('Cleo');
  await page.getByRole('button', { name: 'Place order' }).click();
  await expect(where.locator('[aria-invalid=true]').first()).toBeVisible();
  await where.getByLabel('Country').selectOption('IE');
  await where.getByLabel('Street address').fill('1 Quay');
  await where.getByLabel('City').fill('Cork');
  await where.getByRole('combobox', { name: 'Region' }).selectOption({ label: 'Co. Cork' });
  await page.getByLabel('Same as shipping address').uncheck();
  const bill = page.getByRole('region', { name: 'Billing address' });
  await bill.getByLabel('Country').selectOption('AT');
  await bill.getByLabel('Company').fill('Clarke GmbH');
  await bill.getByLabel('Street address').fill('Hauptstr. 1');
  await bill.getByLabel('City').fill('Wien');
  await bill.getByLabel('Postal code').fill('1010');
  await page.getByRole('button', { name: 'Place order' }).click();
  await expect(page.getByRole('heading', { name: /^Order / })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Contact' }).getByText('Guest', { exact: true })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Billing address' }).getByText('Clarke GmbH')).toBeVisible();
  const still = await api('query($id: ID!) { customer(id: $id) { orders { totalCount } } }', { id });
  expect(still.customer.orders.totalCount, 'a guest’s order is nobody’s').toBe(1);
});

test('custom fields of addresses are required, shown and corrected, and shown when archived', {
  tag: '@any-database',
}, async ({ api, olga: page }) => {
  const define = `mutation($input: CreateCustomFieldInput!) { createCustomField(input: $input) { customField { id } ${field} } }`;
  const gate = await api(define, {
    input: { owner: 'ADDRESS', key: 'gateCode', label: 'Gate code', type: 'STRING', required: true, access: 'WRITE' },
  });
  await page.goto('/dashboard/orders/new');
  await page.getByLabel('Guest').check();
  await page.getByLabel(/^Name/).fill('Gwen Guest');
  await page.getByLabel('Email address').fill('gwen@example.com');
  const item = page.getByRole('group', { name: 'Item 1' });
  await item.getByLabel('Product', { exact: false }).first().fill('Tea');
  await item.getByLabel('SKU').fill('TEA');
  await item.getByLabel('Unit price').fill('4.50');
  const where = page.getByRole('region', { name: 'Shipping address' });
  await where.getByLabel('Country').selectOption('IE');
  await where.getByLabel('First name').fill('Gwen');
  await where.getByLabel('Street address').fill('1 Quay');
  await where.getByLabel('City').fill('Cork');
  await where.getByRole('combobox', { name: 'Region' }).selectOption({ label: 'Co. Cork' });
  await page.getByRole('button', { name: 'Place order' }).click();
  await expect(where.getByLabel('Gate code')).toHaveAttribute('aria-invalid', 'true');
  await where.getByLabel('Gate code').fill('1234');
  await page.getByRole('button', { name: 'Place order' }).click();
  await expect(page.getByRole('heading', { name: /^Order / })).toBeVisible();
  const shipping = page.getByRole('region', { name: 'Shipping address' });
  const billing = page.getByRole('region', { name: 'Billing address' });
  for (const region of [shipping, billing]) await expect(region.getByText('Gate code: 1234')).toBeVisible();
  await page.getByRole('button', { name: 'Edit shipping address' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit shipping address' });
  await expect(dialog.getByLabel('Gate code')).toHaveValue('1234');
  await dialog.getByLabel('Gate code').fill('');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByLabel('Gate code')).toHaveAttribute('aria-invalid', 'true');
  await dialog.getByLabel('Gate code').fill('5678');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(shipping.getByText('Gate code: 5678')).toBeVisible();
  await expect(billing.getByText('Gate code: 1234')).toBeVisible();
  await api(`mutation($id: ID!) { archiveCustomField(id: $id) { ${field} } }`, {
    id: gate.createCustomField.customField.id,
  });
  await page.reload();
  await expect(shipping.getByText('Gate code: 5678')).toBeVisible();
});
