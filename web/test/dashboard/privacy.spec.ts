import type { Page } from '@playwright/test';
import { type Api, createCustomer, dublin, field, placeClosedOrder, placeOrder, subscribe } from './api';
import {
  addAnswer,
  addFilter,
  chooseAction,
  chooseOf,
  column,
  downloaded,
  expect,
  notice,
  openHome,
  test,
} from './fixtures';

const readOrder =
  'query($id: ID!) { order(id: $id) { anonymizedAt contact { name email } customer { id } shippingAddress { line1 postcode country } total { amount } } }';

const section = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

/** The dialog that erases somebody's data, with all that is typed in it. */
async function erase(page: Page, name: string, email: string, reason = ''): Promise<void> {
  const dialog = page.getByRole('dialog', { name: `Erase the personal data of ${name}?` });
  await expect(dialog.getByRole('button', { name: 'Erase permanently' })).toBeDisabled();
  await dialog.getByLabel('Reason').fill(reason);
  await dialog.getByLabel(`Type ${email} to confirm`).fill(email);
  await dialog.getByRole('button', { name: 'Erase permanently' }).click();
  await expect(dialog).toBeHidden();
}

test('a customer is erased, after the open orders have ended', async ({ api, olga: page }) => {
  const email = 'erin@example.com';
  const id = await createCustomer(api, { email, name: 'Erin Moran', phone: '+353871110001' }, dublin);
  const closed = await placeClosedOrder(api, { customerId: id });
  const open = await placeOrder(api, { customerId: id });
  const guests = await placeClosedOrder(api, { contact: { name: 'E. Moran', email } });

  await page.goto(`/dashboard/customers/${id}`);
  await chooseAction(page, 'Erase personal data…');
  const dialog = page.getByRole('dialog', { name: 'Erase the personal data of Erin Moran?' });
  await expect(dialog.getByText('1 order is still open')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Erase permanently' })).toHaveCount(0);
  await dialog.getByRole('link', { name: 'Open orders of the account' }).click();
  await expect(column(page)).toHaveText([open.number]);
  await api(`mutation($id: ID!) { cancelOrder(id: $id) { ${field} } }`, { id: open.id });

  await page.goto(`/dashboard/customers/${id}`);
  await chooseAction(page, 'Erase personal data…');
  const goes = dialog.getByRole('list', { name: 'Erased' });
  await expect(goes).toContainText('1 customer account');
  await expect(goes).toContainText('Names and addresses on 2 orders');
  await dialog.getByLabel('Also erase orders placed with erin@example.com without an account').check();
  await expect(goes).toContainText('Names and addresses on 3 orders');
  await expect(goes).toContainText('1 address');
  await expect(dialog.getByRole('list', { name: 'Kept' })).toContainText('3 anonymous orders');
  await dialog.getByLabel('Type erin@example.com to confirm').fill('erin@example.org');
  await expect(dialog.getByRole('button', { name: 'Erase permanently' })).toBeDisabled();
  await erase(page, 'Erin Moran', email, 'Request by letter');
  await notice(page, 'Personal data erased. 3 orders are now anonymous.');
  await expect(page.getByRole('heading', { name: 'Customers', level: 1 })).toBeVisible();

  expect((await api('query($id: ID!) { customer(id: $id) { id } }', { id })).customer).toBeNull();
  for (const { id: order } of [closed, open, guests])
    expect((await api(readOrder, { id: order })).order).toEqual({
      anonymizedAt: expect.any(String),
      contact: { name: '', email: '' },
      customer: null,
      shippingAddress: { line1: '', postcode: 'D02', country: 'IE' },
      total: { amount: '9.00' },
    });
  await page.goto('/dashboard/settings/audit');
  await expect(page.getByRole('row', { name: /Olga Owner.*Personal data erased/ }).first()).toBeVisible();
});

test('a guest is erased from an order, and a single order becomes anonymous', async ({ api, olga: page }) => {
  const contact = { name: 'Gil Guest', email: 'gil@example.com' };
  const first = await placeClosedOrder(api, { contact });
  const second = await placeClosedOrder(api, { contact });
  await page.goto(`/dashboard/orders/${first.id}`);
  await chooseAction(page, 'Remove personal data…');
  const dialog = page.getByRole('dialog', { name: `Remove the personal data of order ${first.number}?` });
  await dialog.getByRole('button', { name: 'Remove permanently' }).click();
  await notice(page, 'Personal data removed');
  await expect(page.getByText('Anonymized on')).toBeVisible();
  await expect(section(page, 'Contact')).toHaveText(/Anonymized/);
  await expect(section(page, 'Shipping address')).toHaveText(/Name and street removed.*IRELAND/s);
  await expect(page.getByRole('button', { name: 'More actions' })).toHaveCount(0);
  await expect(section(page, 'Timeline').getByRole('listitem').first()).toContainText('Personal data removed');

  await page.goto(`/dashboard/orders/${second.id}`);
  await expect(section(page, 'Contact')).toContainText('Gil Guest');
  await chooseAction(page, 'Erase this person’s data…');
  await erase(page, 'Gil Guest', contact.email);
  await notice(page, '1 order is now anonymous');
  await expect(section(page, 'Contact')).toHaveText(/Anonymized/);

  await page.goto('/dashboard/orders');
  await addAnswer(page, 'Anonymized', 'Yes');
  const row = page.getByRole('row', { name: new RegExp(second.number) });
  await expect(row).toContainText('Anonymized');
  await expect(row).toContainText('€9.00');
});

test('duplicates are compared and merged', async ({ api, olga: page }) => {
  const phone = '+353871110002';
  const keep = await createCustomer(api, { email: 'nora@example.com', name: 'Nora Nolan', phone }, dublin);
  const other = await createCustomer(
    api,
    { email: 'nora@work.example', name: 'Nora Nolan-Ryan', phone, tags: ['staff'], customFields: { shoeSize: 38 } },
    { ...dublin, line1: '20 Main Street' },
  );
  const order = await placeOrder(api, { customerId: other });

  await page.goto(`/dashboard/customers/${other}`);
  const duplicates = section(page, 'Possible duplicates');
  await expect(duplicates.getByText('Same phone number')).toBeVisible();
  await duplicates.getByRole('link', { name: 'Compare and merge: Nora Nolan' }).click();
  await expect(page.getByRole('heading', { name: 'Merge customers' })).toBeVisible();
  await page.getByRole('link', { name: 'Swap' }).click();
  await expect(page.getByText('1 order moves to the customer that remains.')).toBeVisible();
  await expect(page.getByText('1 address moves to the customer that remains.')).toBeVisible();
  const choice = (field: string) => page.getByRole('radiogroup', { name: field });
  await expect(choice('Shoe size').getByRole('radio', { name: '38' })).toBeChecked();
  await expect(choice('Name').getByRole('radio', { name: 'Nora Nolan', exact: true })).toBeChecked();
  await choice('Name').getByRole('radio', { name: 'Nora Nolan-Ryan' }).check();

  // Somebody else changes one of them meanwhile.
  await api(`mutation($id: ID!) { updateCustomer(id: $id, input: { note: "Rings twice." }) { ${field} } }`, {
    id: keep,
  });
  const submit = async () => {
    await page.getByRole('button', { name: 'Merge customers' }).click();
    await page.getByRole('button', { name: 'Merge permanently' }).click();
  };
  await submit();
  await expect(page.getByText('One of the customers was changed meanwhile.')).toBeVisible();
  await expect(choice('Note')).toBeVisible();
  await choice('Name').getByRole('radio', { name: 'Nora Nolan-Ryan' }).check();
  await submit();
  await notice(page, 'Customers merged');
  await expect(page.getByRole('heading', { name: 'Nora Nolan-Ryan', level: 1 })).toBeVisible();
  await expect(section(page, 'Details').getByText(other)).toBeVisible();
  await expect(section(page, 'Addresses').getByText('20 Main Street')).toBeVisible();
  await expect(section(page, 'Orders').getByRole('link', { name: order.number })).toBeVisible();
  const read =
    'query($id: ID!) { customer(id: $id) { id email note tags customFields { shoeSize } orders { totalCount } } }';
  expect((await api(read, { id: other })).customer).toEqual({
    id: keep,
    email: 'nora@example.com',
    note: 'Rings twice.',
    tags: ['staff'],
    customFields: { shoeSize: 38 },
    orders: { totalCount: 1 },
  });
  await page.goto(`/dashboard/customers/${other}`);
  await expect(page).toHaveURL(new RegExp(`/customers/${keep}$`));
});

test('consent is recorded with its proof, and found in the list', async ({ api, olga: page }) => {
  const id = await createCustomer(api, { email: 'cara@example.com', name: 'Cara Casey' });
  await page.goto(`/dashboard/customers/${id}`);
  const marketing = section(page, 'Marketing');
  await expect(marketing.getByText('No consent recorded')).toHaveCount(4);
  await record(page, 'Text messages', async (dialog) => {
    await dialog.getByLabel('Wording').fill('I agree to offers by text message.');
    await dialog.getByLabel('Date and time').fill('2026-01-15T09:30');
  });
  await expect(marketing.getByRole('listitem').nth(1)).toHaveText(
    /Text messages.*Subscribed.*15 Jan 2026, 09:30.*Recorded by the shop.*I agree to offers/,
  );
  await record(page, 'Email', (dialog) => dialog.getByLabel('Date and time').fill('2199-01-01T00:00'), false);
  const dialog = page.getByRole('dialog', { name: 'Record consent' });
  await expect(dialog.getByLabel('Date and time')).toHaveAttribute('aria-invalid', 'true');
  await dialog.getByLabel('Date and time').fill('');
  await dialog.getByRole('button', { name: 'Record' }).click();
  await expect(dialog).toBeHidden();
  await notice(page, 'Consent recorded');
  for (let i = 0; i < 10; i++)
    await api(
      `mutation($id: ID!, $state: MarketingState!) { setMarketingConsent(customerId: $id, input: { channel: EMAIL, state: $state }) { ${field} } }`,
      { id, state: i % 2 === 0 ? 'UNSUBSCRIBED' : 'SUBSCRIBED' },
    );
  await marketing.getByRole('button', { name: 'History' }).click();
  const history = page.getByRole('dialog', { name: 'Marketing history of Cara Casey' });
  await expect(history.getByText('12 entries')).toBeVisible();
  await expect(history.locator('tbody tr')).toHaveCount(10);
  await expect(history.locator('tbody tr').first()).toHaveText(/Email.*Subscribed.*Current.*test \(API key\)/);
  await history.getByRole('button', { name: 'Next page' }).click();
  await expect(history.locator('tbody tr').last()).toHaveText(
    /Text messages.*Subscribed.*Current.*I agree to offers by text message\..*Olga Owner/,
  );

  await page.goto('/dashboard/customers?q=cara&cols=name,marketing');
  await expect(column(page, 2)).toHaveText(['Email, Text messages']);
  await addFilter(page, 'Text message marketing', (form) => form.getByLabel('Subscribed', { exact: true }).check());
  await expect(column(page)).toHaveText(['Cara Casey']);
  await addFilter(page, 'Email marketing', (form) => form.getByLabel('Unsubscribed').check());
  await expect(page.getByText('No results')).toBeVisible();
});

/** Opens the form of a channel, fills it in, and sends it. */
async function record(
  page: Page,
  channel: string,
  fill: (dialog: ReturnType<Page['getByRole']>) => Promise<void>,
  done = true,
): Promise<void> {
  await page.getByRole('button', { name: `Change: ${channel}` }).click();
  const dialog = page.getByRole('dialog', { name: 'Record consent' });
  await fill(dialog);
  await dialog.getByRole('button', { name: 'Record' }).click();
  if (done) await expect(dialog).toBeHidden();
}

test('people without an account who subscribed are listed and erased', { tag: '@any-database' }, async ({
  api,
  olga: page,
}) => {
  await subscribe(api, 'Send me the newsletter.', 'sue@example.com', 'sam@example.com');
  await openHome(page);
  await page.getByRole('link', { name: 'Subscribers' }).click();
  await expect(
    page.getByRole('row', { name: /sam@example.com.*Newsletter form.*Send me the newsletter/ }),
  ).toBeVisible();
  await page.getByLabel('Email address').fill('sue@example.com');
  await page.getByRole('main').getByRole('button', { name: 'Search' }).click();
  await expect(page.getByText('1 entry', { exact: true })).toBeVisible();
  await chooseOf(page, 'sue@example.com', 'Erase personal data…');
  await erase(page, 'sue@example.com', 'sue@example.com');
  await notice(page, 'Personal data erased');
  await expect(page.getByText('No subscriber has this state or address.')).toBeVisible();
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect(page.getByRole('row', { name: /sam@example.com/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /sue@example.com/ })).toHaveCount(0);
});

test('the personal data of a customer is exported', { tag: '@any-database' }, async ({ api, olga: page }) => {
  const id = await createCustomer(api, { email: 'eda@example.com', name: 'Eda Egan', note: 'Likes mint.' }, dublin);
  await placeOrder(api, { customerId: id });
  await page.goto(`/dashboard/customers/${id}`);
  const more = page.getByRole('button', { name: 'More actions' });
  const dialog = page.getByRole('dialog', { name: 'Export the personal data of Eda Egan' });
  await more.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Mark email as verified' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitem', { name: 'Export personal data…' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('button', { name: 'Export' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(more, 'the keyboard goes on where it was').toBeFocused();
  await chooseAction(page, 'Export personal data…');
  await dialog.getByRole('button', { name: 'Export' }).click();
  await expect(dialog.getByText('Your file is ready')).toBeVisible();
  const file = await downloaded(page, () => dialog.getByRole('button', { name: 'Download' }).click());
  expect(file.name).toMatch(/\.json$/);
  JSON.parse(file.text);
  for (const value of ['eda@example.com', 'Eda Egan', 'Likes mint.', '14 Main Street', 'Green tea'])
    expect(file.text).toContain(value);
  expect(file.text, 'nothing of another customer').not.toContain('cara@example.com');
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await page.getByRole('link', { name: 'Imports and exports' }).click();
  await page.getByRole('link', { name: 'Personal data export' }).first().click();
  await page.getByRole('link', { name: 'Open customer' }).click();
  await expect(page.getByRole('heading', { name: 'Eda Egan', level: 1 })).toBeVisible();
});

test('a customer’s request for erasure is shown, found and cancelled', { tag: '@any-database' }, async ({
  api,
  olga: page,
}) => {
  const email = 'rita@example.com';
  const id = await createCustomer(api, { email, name: 'Rita Reid', password: 'correct horse' });
  await requestErasure(api, email);
  await page.goto('/dashboard/customers');
  await addAnswer(page, 'Erasure requested', 'Yes');
  await expect(column(page)).toHaveText(['Rita Reid']);
  await page.getByRole('link', { name: 'Rita Reid' }).click();
  const note = page.getByRole('status').filter({ hasText: 'Erasure requested: personal data will be erased on' });
  await expect(note).toBeVisible();
  await note.getByRole('button', { name: 'Cancel erasure' }).click();
  const dialog = page.getByRole('dialog', { name: 'Cancel the erasure?' });
  await dialog.getByRole('button', { name: 'Cancel erasure' }).click();
  await notice(page, 'Erasure cancelled');
  await expect(note).toHaveCount(0);
  await expect(section(page, 'Timeline').getByRole('listitem').first()).toContainText('Erasure cancelled');
  expect(
    (await api('query($id: ID!) { customer(id: $id) { erasureDueAt } }', { id })).customer.erasureDueAt,
  ).toBeNull();
});

/** Logs in as a customer and requests the erasure. */
async function requestErasure(api: Api, email: string): Promise<void> {
  const { login } = await api(
    'mutation($email: String!) { login(email: $email, password: "correct horse") { customerToken { accessToken } userErrors { code field message } } }',
    { email },
    {},
  );
  await api(
    `mutation { requestErasure(password: "correct horse") { customerId ${field} } }`,
    {},
    { 'x-customer-token': login.customerToken.accessToken },
  );
}
