import type { Locator } from '@playwright/test';
import { createCustomer, dublin, field, placeOrder, price } from './api';
import { addFilter, chooseAction, column, enter, expect, notice, openHome, test } from './fixtures';

test('the list is searched, filtered and sorted, and shows totals', async ({ api, olga: page }) => {
  const first = await placeOrder(api, { contact: { name: 'Gus Quill', email: 'gus.quill@example.com' } });
  await placeOrder(api, {
    contact: { name: 'Greta Quill', email: 'greta.quill@example.com' },
    shippingPrice: price('5'),
    shippingAddress: {
      address: { firstName: 'Greta', line1: 'Hauptstr. 1', city: 'Wien', postcode: '1010', country: 'AT' },
    },
  });
  await api(`mutation($id: ID!) { updateOrder(id: $id, input: { paymentStatus: PAID }) { ${field} } }`, {
    id: first.id,
  });
  await openHome(page);
  await page.getByRole('link', { name: 'Orders', exact: true }).click();
  const search = page.getByRole('searchbox', { name: 'Search' });
  await search.fill('quill'); // other tests place orders as well
  await expect(column(page, 3)).toHaveText(['Greta Quill', 'Gus Quill']);
  await expect(column(page, 7)).toHaveText(['€14.00', '€9.00']);
  await search.fill('gus quill');
  await expect(column(page)).toHaveText([first.number]);
  await search.fill('quill');
  await addFilter(page, 'Payment', (form) => form.getByLabel('Paid', { exact: true }).check());
  await expect(column(page)).toHaveText([first.number]);
  await page.getByRole('button', { name: 'Remove filter Payment is one of Paid' }).click();
  await addFilter(page, 'Shipping country', (form) => form.getByLabel('Value').fill('at'));
  await expect(column(page, 3)).toHaveText(['Greta Quill']);
  await page.getByRole('button', { name: /Remove filter/ }).click();
  const total = page.getByRole('columnheader').getByRole('button', { name: 'Total' });
  await total.click();
  await expect(column(page, 7)).toHaveText(['€14.00', '€9.00']);
  await total.click();
  await expect(column(page, 7)).toHaveText(['€9.00', '€14.00']);
});

test('an order is corrected, paid, shipped, completed and refunded, and another one cancelled', async ({
  api,
  olga: page,
}) => {
  const customerId = await createCustomer(api, { email: 'bea@example.com', name: 'Bea Byrne' });
  const { id, number } = await placeOrder(api, { customerId, tax: price('1.00'), note: 'Ring twice.' });
  await page.goto(`/dashboard/orders/${id}`);
  await expect(page.getByRole('heading', { name: `Order ${number}`, level: 1 })).toBeVisible();
  await expect(page.getByText('Ring twice.')).toBeVisible();
  const items = page.getByRole('region', { name: 'Items' });
  await expect(items).toHaveText(/Unfulfilled[\s\S]*Green tea[\s\S]*TEA[\s\S]*€4\.50[\s\S]*2[\s\S]*€9\.00/);
  const money = page.getByRole('region', { name: 'Payment' });
  await expect(money).toHaveText(/Tax[\s\S]*€1\.00[\s\S]*Total[\s\S]*€10\.00[\s\S]*Outstanding[\s\S]*€10\.00/);
  await expect(page.getByRole('main').getByRole('link', { name: 'Bea Byrne' })).toBeVisible();
  await expect(page.getByText('1 order')).toBeVisible();

  await page.getByRole('button', { name: 'Edit shipping address' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit shipping address' });
  await dialog.getByLabel('Street address').fill('15 Main Street');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('region', { name: 'Shipping address' }).getByText('15 Main Street')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Billing address' }).getByText('14 Main Street')).toBeVisible();

  // A payment, typed the local way.
  await money.getByRole('button', { name: 'Record payment' }).click();
  const payment = page.getByRole('dialog', { name: `Record a payment for order ${number}` });
  await expect(payment.getByLabel('Amount')).toHaveValue('10.00');
  await payment.getByLabel('Amount').fill('10,01');
  await payment.getByRole('button', { name: 'Record payment' }).click();
  await expect(payment.getByText('Enter at most €10.00, which is still to be paid')).toBeVisible();
  await expect(payment.getByLabel('Amount')).toBeFocused();
  await payment.getByLabel('Amount').fill('10,00');
  await payment.getByRole('combobox', { name: 'Method' }).fill('Cash');
  await payment.getByRole('button', { name: 'Record payment' }).click();
  await notice(page, 'Payment of €10.00 recorded');
  await expect(money.getByText('Payment · Cash')).toBeVisible();
  await expect(money.getByText('Paid', { exact: true }).first()).toBeVisible();

  await items.getByRole('button', { name: 'Ship items' }).click();
  const shipping = page.getByRole('dialog', { name: `Ship items of order ${number}` });
  await shipping.getByRole('button', { name: 'Mark as shipped' }).click();
  await notice(page, '2 items marked as shipped');
  await page.getByRole('button', { name: 'Complete order' }).click();
  const complete = page.getByRole('dialog', { name: `Complete order ${number}?` });
  await expect(complete.getByText('You cannot undo this.')).toBeVisible();
  await complete.getByRole('button', { name: 'Complete order' }).click();
  await expect(page.getByText('Completed', { exact: true }).first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Edit shipping address' })).toHaveCount(0);

  await money.getByRole('button', { name: 'Refund', exact: true }).click();
  const refund = page.getByRole('dialog', { name: `Record a refund of order ${number}` });
  await refund.getByLabel('Quantity of Green tea').fill('1');
  await expect(refund.getByLabel('Amount')).toHaveValue('4.50');
  await refund.getByLabel('Reason').fill('Torn bag');
  await refund.getByRole('button', { name: 'Record refund' }).click();
  await notice(page, 'Refund of €4.50 recorded');
  await expect(items.getByText('1 refunded')).toBeVisible();

  const timeline = page.getByRole('region', { name: 'Timeline' });
  await expect(timeline.getByRole('listitem')).toHaveText([
    /^Payment status changed.*Olga Owner.*Paid.*Partially refunded/,
    /^Olga Owner recorded a refund of €4\.50.*Torn bag.*1 × Green tea/,
    /^Order status changed.*Olga Owner.*Open.*Completed/,
    /^Fulfillment status changed.*Olga Owner.*Unfulfilled.*Fulfilled/,
    /^Olga Owner shipped 2 items.*2 × Green tea/,
    /^Payment status changed.*Olga Owner.*Unpaid.*Paid/,
    /^Olga Owner recorded a payment of €10\.00 \(Cash\)/,
    /^Shipping address corrected.*Olga Owner.*Street address.*14 Main Street.*15 Main Street/,
    /^Order placed.*test \(API key\)/,
  ]);

  await page.getByRole('button', { name: 'Edit details' }).click();
  await page.getByLabel('Gift wrap').selectOption({ label: 'Yes' });
  await page.getByLabel('External ID').fill('erp-1');
  await page.getByRole('button', { name: 'Save' }).click();
  const read = 'query($id: ID!) { order(id: $id) { externalId paid { amount } customFields { giftWrap } } }';
  await expect
    .poll(async () => (await api(read, { id })).order)
    .toEqual({ externalId: 'erp-1', paid: { amount: '10.00' }, customFields: { giftWrap: true } });

  const other = await placeOrder(api, { customerId });
  await page.goto(`/dashboard/orders/${other.id}`);
  await chooseAction(page, 'Cancel order');
  const cancel = page.getByRole('dialog', { name: `Cancel order ${other.number}?` });
  await cancel.getByLabel('Reason').fill('Sold out');
  await cancel.getByRole('button', { name: 'Cancel order' }).click();
  await expect(timeline.getByText('Reason: Sold out')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Ship items' })).toHaveCount(0);
});

test('a refund can be undone, and two people cannot record the same one twice', async ({ api, olga: page, open }) => {
  const { id, number } = await placeOrder(api, { contact: { name: 'Ria Refund', email: 'ria@example.com' } });
  await api(`mutation($id: ID!) { updateOrder(id: $id, input: { paymentStatus: PAID }) { ${field} } }`, { id });
  const other = await open();
  await enter(other, 'olga@shop.example');
  const forms = [];
  for (const window of [page, other]) {
    await window.goto(`/dashboard/orders/${id}`);
    await window.getByRole('button', { name: 'Refund', exact: true }).click();
    const form = window.getByRole('dialog', { name: `Record a refund of order ${number}` });
    await form.getByLabel('Quantity of Green tea').fill('2');
    await form.getByLabel('Reason').fill('Returned');
    forms.push(form);
  }
  const [mine, theirs] = forms as [Locator, Locator];
  await theirs.getByRole('button', { name: 'Record refund' }).click();
  await notice(other, 'Refund of €9.00 recorded');

  // The second one is refused, says so, and keeps what was typed.
  await mine.getByRole('button', { name: 'Record refund' }).click();
  await expect(mine.getByText('The order has changed')).toBeVisible();
  await expect(mine.getByLabel('Reason')).toHaveValue('Returned');
  await mine.getByRole('button', { name: 'Record refund' }).click();
  await expect(mine.getByText('Nothing is left')).toBeVisible();
  await mine.getByRole('button', { name: 'Cancel' }).click();

  await other.getByRole('button', { name: 'Undo' }).click();
  await notice(other, 'Refund voided');
  const money = other.getByRole('region', { name: 'Payment' });
  await expect(money.getByText(/Voided/)).toBeVisible();
  const read = 'query($id: ID!) { order(id: $id) { paymentStatus refunded { amount } refunds { voidedAt } } }';
  const { order } = await api(read, { id });
  expect(order).toMatchObject({ paymentStatus: 'PAID', refunded: { amount: '0.00' } });
  expect(order.refunds).toHaveLength(1);
});

test('old orders of which only the status is known stay readable', { tag: '@any-database' }, async ({
  api,
  olga: page,
}) => {
  const { id } = await placeOrder(api, { contact: { name: 'Otto Old', email: 'otto@example.com' } });
  for (const step of ['paymentStatus: PARTIALLY_PAID', 'fulfillmentStatus: PARTIALLY_FULFILLED'])
    await api(`mutation($id: ID!) { updateOrder(id: $id, input: { ${step} }) { ${field} } }`, { id });
  await page.goto(`/dashboard/orders/${id}`);
  await expect(page.getByText('Partially paid, amount not recorded')).toBeVisible();
  await expect(page.getByText('Which items were shipped is not recorded.')).toBeVisible();
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
  await expect(page.getByRole('combobox', { name: /^Customer/ })).toBeFocused();
  await page.getByRole('combobox', { name: /^Customer/ }).fill('cleo');
  await page.getByRole('option', { name: /Cleo Clarke/ }).click();
  await expect(page.getByLabel(/home: /)).toBeChecked();
  const item = page.getByRole('group', { name: 'Item 1' });
  await item.getByLabel('Product', { exact: false }).first().fill('Heather honey');
  await item.getByLabel('SKU').fill('HONEY');
  await item.getByLabel('Quantity').fill('3');
  await item.getByLabel('Unit price').fill('x');
  await page.getByRole('button', { name: 'Place order' }).click();
  await expect(item.getByText('Enter an amount, such as 24.50')).toBeVisible();
  await expect(item.getByLabel('Unit price')).toBeFocused();
  await item.getByLabel('Unit price').fill('7,50');
  await item.getByRole('button', { name: /Options, picture and link/ }).click();
  await item.getByRole('button', { name: 'Add option' }).click();
  await item.getByLabel('Name', { exact: true }).fill('Size');
  await item.getByLabel('Value', { exact: true }).fill('500 g');
  await item.getByLabel('Link').fill('https://shop.example/honey');
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
  await expect(page.getByRole('main').getByRole('link', { name: 'Cleo Clarke' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Payment' })).toHaveText(
    /Total[\s\S]*Includes tax €4\.15[\s\S]*€26\.00/,
  );
  await expect(page.getByText('Size: 500 g')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Heather honey' })).toHaveAttribute('href', 'https://shop.example/honey');
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
  await expect(page.getByRole('region', { name: 'Customer' }).getByText('Guest', { exact: true })).toBeVisible();
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
  await expect(shipping.getByText('Gate code: 1234')).toBeVisible();
  await expect(billing.getByText('Same as shipping address')).toBeVisible();
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
