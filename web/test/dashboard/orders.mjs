import assert from 'node:assert/strict';
import { column, dublin, field, notice, person, signIn, until } from './person.mjs';

const price = (amount) => ({ amount, currency: 'EUR' });

async function order(api, input) {
  const { checkout } = await api(`mutation($input: CheckoutInput!) { checkout(input: $input) { order { id number } ${field} } }`, {
    input: { items: [{ sku: 'TEA', name: 'Green tea', quantity: 2, unitPrice: price('4.50'), taxIncluded: price('0.82') }], shippingAddress: { address: dublin }, billingSameAsShipping: true, ...input },
  });
  return checkout.order;
}

/** The list of orders: searched, filtered, sorted, with what each comes to. */
export async function orderList({ browser, base, api }) {
  const first = await order(api, { contact: { name: 'Gus Guest', email: 'gus@example.com' } });
  await order(api, { contact: { name: 'Greta Guest', email: 'greta@example.com' }, shippingPrice: price('5'), shippingAddress: { address: { firstName: 'Greta', line1: 'Hauptstr. 1', city: 'Wien', postcode: '1010', country: 'AT' } } });
  await api(`mutation($id: ID!) { updateOrder(id: $id, input: { paymentStatus: PAID }) { ${field} } }`, { id: first.id });
  const olga = await person(browser, base);
  const { page } = olga;
  await signIn(page, 'olga@shop.example');
  await page.getByRole('link', { name: 'Orders' }).click();
  await until('both', async () => (await column(page, 3)).join() === 'Greta Guest,Gus Guest');
  assert.equal((await column(page, 7)).join(), '€14.00,€9.00');
  await page.getByRole('searchbox', { name: 'Search' }).fill('gus');
  await until('found', async () => (await column(page)).join() === first.number);
  await page.getByRole('button', { name: 'Clear the search' }).click();
  const filter = async (attribute, set) => {
    await page.getByRole('button', { name: 'Add a filter' }).click();
    const form = page.getByRole('dialog', { name: 'Add a filter' });
    await form.getByLabel('Field').selectOption({ label: attribute });
    await set(form);
    await form.getByRole('button', { name: 'Apply' }).click();
  };
  await filter('Payment', (form) => form.getByLabel('Paid', { exact: true }).check());
  await until('paid', async () => (await column(page)).join() === first.number);
  await page.getByRole('button', { name: 'Remove the filter Payment is one of Paid' }).click();
  await filter('Shipping country', (form) => form.getByLabel('Value').fill('at'));
  await until('to Austria', async () => (await column(page, 3)).join() === 'Greta Guest');
  await page.getByRole('button', { name: /Remove the filter/ }).click();
  await page.getByRole('button', { name: 'Total' }).click();
  await until('cheapest first', async () => (await column(page, 7)).join() === '€9.00,€14.00');
  await olga.leave();
}

/** One order: its items and addresses, each step that it can take, its history, cancelled with a reason. */
export async function orderRecord({ browser, base, api, makeCustomer }) {
  const customerId = await makeCustomer(api, { email: 'bea@example.com', name: 'Bea Byrne' });
  const { id, number } = await order(api, { customerId, tax: price('1.00'), note: 'Ring twice.' });
  const olga = await person(browser, base);
  const { page } = olga;
  await signIn(page, 'olga@shop.example');
  await page.goto(`/dashboard/orders/${id}`);
  await page.getByRole('heading', { name: `Order ${number}`, level: 1 }).waitFor();
  await page.getByText('Ring twice.').waitFor();
  const items = page.getByRole('region', { name: 'Items' }).first();
  assert.match(await items.innerText(), /Green tea[\s\S]*TEA[\s\S]*2[\s\S]*€4\.50[\s\S]*€9\.00[\s\S]*Includes tax €0\.82[\s\S]*Tax[\s\S]*€1\.00[\s\S]*Total[\s\S]*€10\.00[\s\S]*Includes tax €0\.82/);
  await page.getByRole('link', { name: 'Customer: Bea Byrne' }).waitFor();

  const steps = page.getByRole('region', { name: 'Next steps' });
  const buttons = () => steps.getByRole('button').allInnerTexts();
  await until('the first steps', async () => (await buttons()).join() === 'Payment authorized,Partly paid,Paid in full,A part was sent,All was sent,Cancel the order');

  await page.getByRole('button', { name: 'Correct the address' }).click();
  const dialog = page.getByRole('dialog', { name: 'Correct the address' });
  await dialog.getByLabel('Street and number').fill('15 Main Street');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('region', { name: 'Shipping address' }).getByText('15 Main Street').waitFor();
  await page.getByRole('region', { name: 'Billing address' }).getByText('14 Main Street').waitFor();

  await steps.getByRole('button', { name: 'Paid in full' }).click();
  await steps.getByRole('button', { name: 'All was sent' }).click();
  await steps.getByRole('button', { name: 'Complete the order' }).click();
  await until('what is left to do', async () => (await buttons()).join() === 'Partly refunded,Refunded in full');
  const history = page.getByRole('region', { name: 'History' });
  for (const text of ['Placed', 'Shipping address corrected', 'Payment: Unpaid → Paid', 'Delivery: Not sent → Sent', 'Order: Open → Completed', 'by Olga Owner']) {
    await history.getByText(text).first().waitFor();
  }
  assert.equal(await page.getByRole('button', { name: 'Correct the address' }).count(), 0);

  await page.getByLabel('Gift wrap').selectOption({ label: 'Yes' });
  await page.getByLabel('External id').fill('erp-1');
  await page.getByRole('button', { name: 'Save' }).click();
  await until('stored', async () => {
    const read = await api('query($id: ID!) { order(id: $id) { externalId customFields { giftWrap } } }', { id });
    return read.order.externalId === 'erp-1' && read.order.customFields.giftWrap === true;
  });

  const other = await order(api, { customerId });
  await page.goto(`/dashboard/orders/${other.id}`);
  await page.getByRole('button', { name: 'Cancel the order' }).click();
  const cancel = page.getByRole('dialog', { name: `Cancel order ${other.number}?` });
  await cancel.getByLabel('Reason').fill('Sold out');
  await cancel.getByRole('button', { name: 'Cancel the order' }).click();
  await history.getByText('Reason: Sold out').waitFor();
  await page.getByText('This order has come to its end.').waitFor();

  await page.goto(`/dashboard/customers/${customerId}`);
  const orders = page.getByRole('region', { name: 'Orders' }).first();
  await orders.getByText('€10.00').waitFor();
  await orders.getByText('Cancelled').waitFor();
  await olga.leave();
}

/** For a customer with a saved address, and for a guest. */
export async function placeOrders({ browser, base, api, makeCustomer }) {
  const id = await makeCustomer(api, { email: 'cleo@example.com', name: 'Cleo Clarke' }, { ...dublin, label: 'home' });
  const olga = await person(browser, base);
  const { page } = olga;
  await signIn(page, 'olga@shop.example');
  await page.goto('/dashboard/orders/new');
  await page.getByRole('button', { name: 'Place the order' }).click();
  await page.getByText('Choose a customer.').waitFor();
  await page.getByRole('combobox', { name: /^Customer/ }).fill('cleo');
  await page.getByRole('option', { name: /Cleo Clarke/ }).click();
  await until('the default address is chosen', () => page.getByLabel(/home: /).isChecked());
  const item = page.getByRole('group', { name: 'Item 1' });
  await item.getByLabel('Article', { exact: false }).first().fill('Heather honey');
  await item.getByLabel('Article number').fill('HONEY');
  await item.getByLabel('Quantity').fill('3');
  await item.getByLabel('Price of one').fill('7,50');
  await page.getByRole('button', { name: 'Place the order' }).click();
  await item.getByText('An amount such as 12.50.').waitFor();
  await item.getByLabel('Price of one').fill('7.50');
  await page.getByRole('button', { name: 'Add an item' }).click();
  const second = page.getByRole('group', { name: 'Item 2' });
  await second.getByLabel('Article', { exact: false }).first().fill('Tea');
  await second.getByLabel('Article number').fill('TEA');
  await second.getByLabel('Price of one').fill('0.10');
  await page.getByLabel('Delivery', { exact: true }).fill('4.90');
  await page.getByLabel('Discount').fill('1.50');
  await page.getByLabel('Tax included').fill('26.01');
  await page.getByText('Total: €26.00').waitFor();
  await page.getByRole('button', { name: 'Place the order' }).click();
  await page.getByText('the tax included is larger than the prices, less the discount').waitFor();
  await page.getByLabel('Tax included').fill('4.15');
  await page.getByRole('button', { name: 'Place the order' }).click();
  await page.getByRole('heading', { name: /^Order / }).waitFor();
  await page.getByRole('link', { name: 'Customer: Cleo Clarke' }).waitFor();
  assert.match(await page.getByRole('region', { name: 'Items' }).first().innerText(), /Total[\s\S]*€26\.00[\s\S]*Includes tax €4\.15/);
  const placed = await api('query($id: ID!) { customer(id: $id) { orders { nodes { total { amount } shippingAddress { line1 } contact { email } } } } }', { id });
  assert.deepEqual(placed.customer.orders.nodes, [{ total: { amount: '26.00' }, shippingAddress: { line1: '14 Main Street' }, contact: { email: 'cleo@example.com' } }]);

  await page.goto(`/dashboard/orders/new?customer=${id}`);
  await page.getByText('Cleo Clarke (cleo@example.com)').waitFor();
  await page.getByLabel('A guest').check();
  await page.getByText('never linked to a customer').waitFor();
  await page.getByLabel(/^Name/).fill('Cleo as a guest');
  await page.getByLabel('Email address').fill('cleo@example.com');
  await item.getByLabel('Article', { exact: false }).first().fill('Tea');
  await item.getByLabel('Article number').fill('TEA');
  await item.getByLabel('Price of one').fill('4.50');
  const where = page.getByRole('region', { name: 'Where it goes' });
  await where.getByLabel('Country').selectOption('JP');
  await where.getByLabel('First name').fill('Cleo');
  await page.getByRole('button', { name: 'Place the order' }).click();
  await until('the address is told at its fields', async () => (await where.locator('[aria-invalid=true]').count()) > 0);
  await where.getByLabel('Country').selectOption('IE');
  await where.getByLabel('Street and number').fill('1 Quay');
  await where.getByLabel('City').fill('Cork');
  await where.getByRole('combobox', { name: 'Region' }).selectOption({ label: 'Co. Cork' });
  await page.getByLabel('To the shipping address').uncheck();
  const bill = page.getByRole('region', { name: 'Where the bill goes' });
  await bill.getByLabel('Country').selectOption('AT');
  await bill.getByLabel('Company').fill('Clarke GmbH');
  await bill.getByLabel('Street and number').fill('Hauptstr. 1');
  await bill.getByLabel('City').fill('Wien');
  await bill.getByLabel('Postal code').fill('1010');
  await page.getByRole('button', { name: 'Place the order' }).click();
  await page.getByRole('heading', { name: /^Order / }).waitFor();
  await page.getByRole('region', { name: 'Contact' }).getByText('Guest', { exact: true }).waitFor();
  await page.getByRole('region', { name: 'Billing address' }).getByText('Clarke GmbH').waitFor();
  const still = await api('query($id: ID!) { customer(id: $id) { orders { totalCount } } }', { id });
  assert.equal(still.customer.orders.totalCount, 1, 'a guest’s order is nobody’s');
  await olga.leave();
}

/** The custom fields of addresses: asked for where an address is typed, shown and corrected on the order, and shown when archived. */
export async function addressFields({ browser, base, api }) {
  const define = 'mutation($input: CreateCustomFieldInput!) { createCustomField(input: $input) { customField { id } ' + field + ' } }';
  const gate = await api(define, { input: { owner: 'ADDRESS', key: 'gateCode', label: 'Gate code', type: 'STRING', required: true, access: 'WRITE' } });
  const olga = await person(browser, base);
  const { page } = olga;
  await signIn(page, 'olga@shop.example');
  await page.goto('/dashboard/orders/new');
  await page.getByLabel('A guest').check();
  await page.getByLabel(/^Name/).fill('Gwen Guest');
  await page.getByLabel('Email address').fill('gwen@example.com');
  const item = page.getByRole('group', { name: 'Item 1' });
  await item.getByLabel('Article', { exact: false }).first().fill('Tea');
  await item.getByLabel('Article number').fill('TEA');
  await item.getByLabel('Price of one').fill('4.50');
  const where = page.getByRole('region', { name: 'Where it goes' });
  await where.getByLabel('Country').selectOption('IE');
  await where.getByLabel('First name').fill('Gwen');
  await where.getByLabel('Street and number').fill('1 Quay');
  await where.getByLabel('City').fill('Cork');
  await where.getByRole('combobox', { name: 'Region' }).selectOption({ label: 'Co. Cork' });
  await page.getByRole('button', { name: 'Place the order' }).click();
  await until('the missing field is told at its place', async () => (await where.getByLabel('Gate code').getAttribute('aria-invalid')) === 'true');
  await where.getByLabel('Gate code').fill('1234');
  await page.getByRole('button', { name: 'Place the order' }).click();
  await page.getByRole('heading', { name: /^Order / }).waitFor();
  const shipping = page.getByRole('region', { name: 'Shipping address' });
  const billing = page.getByRole('region', { name: 'Billing address' });
  for (const region of [shipping, billing]) await region.getByText('Gate code: 1234').waitFor();
  await page.getByRole('button', { name: 'Correct the address' }).click();
  const dialog = page.getByRole('dialog', { name: 'Correct the address' });
  assert.equal(await dialog.getByLabel('Gate code').inputValue(), '1234');
  await dialog.getByLabel('Gate code').fill('');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await until('it is needed', async () => (await dialog.getByLabel('Gate code').getAttribute('aria-invalid')) === 'true');
  await dialog.getByLabel('Gate code').fill('5678');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await shipping.getByText('Gate code: 5678').waitFor();
  await billing.getByText('Gate code: 1234').waitFor();
  await api('mutation($id: ID!) { archiveCustomField(id: $id) { ' + field + ' } }', { id: gate.createCustomField.customField.id });
  await page.reload();
  await shipping.getByText('Gate code: 5678').waitFor();
  await olga.leave();
}
