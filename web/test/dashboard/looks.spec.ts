import type { Page } from '@playwright/test';
import { type Api, createCustomer, dublin, field, placeClosedOrder, server, subscribe } from './api';
import { expect, openHome, signIn, test, violations, visit } from './fixtures';
import { startReceiver } from './receiver';

const most = 350_000;

/** Where to store the pictures for the guides; nowhere by default. */
const pictures = process.env.CLIENTELE_TEST_PICTURES;

/** How a view is opened, in this order; `select` selects rows, `button` opens a dialog, and `unfold` shows more of the page. */
type View = {
  path?: string;
  link?: string;
  unfold?: string | RegExp;
  select?: boolean;
  button?: string | RegExp;
  /** The keys that open a dialog, and what is typed into it. */
  keys?: string;
  type?: string;
  /** The item of the menu that the button opens, which opens the dialog. */
  item?: string;
};

let views: Record<string, View>;

test.beforeAll(async () => {
  const { customer, order, check, twin, anonymous } = await createRecords(server(process.env.CLIENTELE_KEY ?? ''));
  views = {
    // A view without a path is on the page of the one before it.
    home: { path: '/' },
    palette: { keys: 'Control+k', type: 'example' },
    shortcuts: { keys: '?' },
    customers: { path: '/customers?q=example.com' },
    customer: { path: `/customers/${customer}` },
    'customer-disable': { button: 'More actions', item: 'Disable customer…' },
    'customer-delete': { button: 'More actions', item: 'Delete customer…' },
    'customer-export': { button: 'More actions', item: 'Export personal data…' },
    'customer-consent': { button: 'Change: Email' },
    'customer-marketing': { button: 'History' },
    'customer-erase-open': { button: 'More actions', item: 'Erase personal data…' },
    'customer-erase': { path: `/customers/${twin}`, button: 'More actions', item: 'Erase personal data…' },
    'customer-merge': { path: `/customers/${customer}/merge?with=${twin}` },
    'customer-edit': { path: `/customers/${customer}`, unfold: 'Edit details' },
    'customer-address': { unfold: 'Add address' },
    'customer-new': { path: '/customers/new' },
    'customers-selected': { path: '/customers?q=example.com', select: true },
    'customers-export': { button: /^(Export|Actions)$/, item: 'Export' },
    'customers-delete': { button: /^(More|Actions)$/ },
    subscribers: { path: '/subscribers' },
    'customer-merge-choose': { path: `/customers/${customer}/merge` },
    jobs: { path: '/jobs' },
    import: { path: '/jobs/import/customers' },
    'import-check': { path: `/jobs/${check}` },
    filter: { path: '/customers?f=tags~has~vip', button: /^(Add filter|Filters.*)$/ },
    orders: { path: '/orders' },
    order: { path: `/orders/${order}` },
    'order-ship': { button: 'Ship items' },
    'order-refund': { button: /^Refund$/ },
    'order-slip': { path: `/orders/${order}/packing-slip` },
    'order-invoice': { path: `/orders/${order}/invoice` },
    'order-anonymous': { path: `/orders/${anonymous}` },
    'order-new': { path: `/orders/new?customer=${customer}` },
    groups: { path: '/groups' },
    'group-new': { button: 'New group' },
    fields: { path: '/fields' },
    field: { button: 'Edit Shoe size' },
    'settings-shop': { path: '/settings/shop' },
    'settings-team': { path: '/settings/team' },
    'settings-team-invite': { button: 'Invite member' },
    'settings-team-remove': { button: 'Actions: Noa', item: 'Remove member…' },
    'settings-keys': { path: '/settings/keys' },
    'settings-key-new': { button: 'New key' },
    'settings-webhooks': { path: '/settings/webhooks' },
    'settings-webhook': { link: 'Newsletter', unfold: 'HTTP 503 Test event' },
    'settings-webhook-rotate': { button: 'Actions: Newsletter', item: 'Rotate secret…' },
    'settings-emails': { path: '/settings/emails' },
    'settings-webhook-new': { path: '/settings/webhooks', link: 'New webhook', unfold: /Choose events: Customers/ },
    'settings-audit': { path: '/settings/audit', unfold: /changes Profile updated/ },
    'settings-account': { path: '/settings/account' },
    settings: { path: '/settings' },
  };
});

// Nothing serious for axe, nothing wider than the screen. The narrow dark pages stand for the narrow light ones, and dialogs
// are as wide on a very large screen as on a desktop.
for (const { name, width, height, colorScheme, dialogs, audited } of [
  { name: 'a desktop, light', width: 1280, height: 800, colorScheme: 'light', dialogs: true, audited: true },
  { name: 'a phone, dark', width: 360, height: 740, colorScheme: 'dark', dialogs: true, audited: true },
  { name: 'a very large screen, dark', width: 2560, height: 1300, colorScheme: 'dark', dialogs: false, audited: false },
] as const) {
  test(`every page on ${name}`, { tag: '@any-database' }, async ({ open }) => {
    const page = await open({ viewport: { width, height }, colorScheme });
    const look = async (view: string) => {
      await expect(page.locator('[role=status][aria-label="Loading…"], [aria-busy=true]')).toHaveCount(0);
      const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect.soft(excess, `${view} is wider than the screen`).toBeLessThanOrEqual(0);
      if (audited) expect.soft(await violations(page), view).toEqual([]);
      if (pictures && audited) await page.screenshot({ path: `${pictures}/${view}-${/desktop|phone/.exec(name)}.png` });
    };
    await page.goto('/dashboard/');
    await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
    await look('sign-in');
    await signIn(page, 'olga@shop.example');
    for (const [view, { path, button, item: entry, link, unfold, select, keys, type }] of Object.entries(views)) {
      if ((button || keys) && !dialogs) continue;
      await closeDialog(page);
      if (view === 'home')
        await page.goto(`/dashboard${path}`); // the page that is open already
      else if (path) await visit(page, path);
      await expect(page.locator('main [role=status][aria-label="Loading…"]')).toHaveCount(0);
      if (link) await page.getByRole('main').getByRole('link', { name: link }).first().click();
      if (unfold) await page.getByRole('button', { name: unfold }).first().click();
      if (select)
        await page
          .getByRole('checkbox', { name: /^Select / })
          .nth(1)
          .check();
      if (keys) {
        await page.keyboard.press(keys);
        await expect(page.getByRole('dialog').first()).toBeVisible();
        if (type) await page.getByRole('combobox', { name: 'Search and actions' }).fill(type);
        if (type) await expect(page.getByRole('dialog').getByRole('option').nth(2)).toBeVisible();
      }
      if (button) {
        await page.getByRole('button', { name: button }).filter({ visible: true }).first().click();
        const item = page.getByRole('menuitem', { name: entry ?? 'Delete' });
        const dialog = page.getByRole('dialog').first();
        await expect(item.or(dialog)).toBeVisible();
        if (await item.isVisible()) await item.click();
        await expect(dialog).toBeVisible();
      }
      await look(view);
    }
  });
}

test('the sign-in page on a phone, light', { tag: '@any-database' }, async ({ open }) => {
  const page = await open({ viewport: { width: 360, height: 740 }, colorScheme: 'light' });
  await page.goto('/dashboard/');
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});

test('the first load is small', { tag: '@any-database' }, async ({ open }) => {
  const page = await open();
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  let bytes = 0;
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await signIn(page, 'olga@shop.example');
  await expect(page.getByRole('region', { name: 'Revenue' })).toBeVisible();
  await page.waitForLoadState('networkidle'); // with the chart
  expect(bytes).toBeGreaterThan(100_000);
  expect(bytes).toBeLessThan(most);
});

test('the keyboard leads to the content and to a record', { tag: '@any-database' }, async ({ olga: page }) => {
  await page.goto('/dashboard/customers');
  await expect(page.locator('main tbody tr').first()).toBeVisible();
  await page.reload();
  await expect(page.locator('main tbody tr').first()).toBeVisible();
  await page.keyboard.press('Tab');
  const skip = page.getByText('Skip to content');
  await expect(skip).toBeFocused();
  await expect(skip).not.toHaveCSS('outline-style', 'none');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(page.locator('main :focus')).toHaveCount(1);
  const inRow = () => page.evaluate(() => document.activeElement?.matches('tbody a') ?? false);
  for (let i = 0; i < 20 && !(await inRow()); i++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Details' })).toBeVisible();
  await expect(page.getByRole('main')).toBeFocused();
});

test('a page refuses the scripts of another build', { tag: '@any-database' }, async ({ olga: page, allowed }) => {
  allowed.push(/integrity|Failed to fetch dynamically imported module/);
  await openHome(page);
  await page.route('**/assets/OrdersPage.js', async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers(), etag: '"other"' };
    await route.fulfill({ response, headers, body: `${await response.text()};window.otherBuild = true` });
  });
  await page.getByRole('link', { name: 'Orders', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('Something went wrong on this page');
  expect(await page.evaluate(() => 'otherBuild' in window)).toBe(false);
  await page.unrouteAll();
  await page.getByRole('button', { name: 'Reload' }).click();
  await expect(page.getByRole('heading', { name: 'Orders', level: 1 })).toBeVisible();
});

async function closeDialog(page: Page): Promise<void> {
  if ((await page.getByRole('dialog').count()) === 0) return;
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
}

/** An address of its own for each worker: after a failure, another one creates the records. Pictures have a short one. */
const addressOf = (name: string) => `${pictures ? name : `${name}-${Date.now()}`}@example.com`;

async function createRecords(api: Api): Promise<Record<'customer' | 'order' | 'check' | 'twin' | 'anonymous', string>> {
  const email = addressOf('aoife');
  const customer = await createCustomer(
    api,
    {
      email,
      name: 'Aoife Ní Bhriain',
      phone: '+353871234567',
      password: 'correct horse',
      tags: ['vip', 'wholesale'],
      note: 'Prefers mornings.',
      customFields: { shoeSize: 39, tier: 'GOLD', homepage: 'https://aoife.example/' },
    },
    { ...dublin, firstName: 'Aoife', lastName: 'Ní Bhriain', label: 'home' },
  );
  const people = await createPeople(api, customer);
  const eur = (amount: string) => ({ amount, currency: 'EUR' });
  const { checkout } = await api(
    `mutation($input: CheckoutInput!) { checkout(input: $input) { order { id items { id } } ${field} } }`,
    {
      input: {
        customerId: customer,
        billingSameAsShipping: true,
        shippingAddress: { address: dublin },
        shippingPrice: eur('4.90'),
        items: [
          {
            sku: 'TEA-GREEN',
            name: 'Green tea',
            options: [{ name: 'Size', value: '100 g' }],
            quantity: 2,
            unitPrice: eur('4.50'),
          },
          { sku: 'HONEY', name: 'Heather honey', quantity: 1, unitPrice: eur('7.50') },
        ],
      },
    },
  );
  const { id, items } = checkout.order;
  await api(`mutation($input: RecordPaymentInput!) { recordPayment(input: $input) { ${field} } }`, {
    input: { orderId: id, amount: eur('21.40'), method: 'Bank transfer' },
  });
  await api(`mutation($input: CreateShipmentInput!) { createShipment(input: $input) { ${field} } }`, {
    input: {
      orderId: id,
      items: [{ itemId: items[0].id, quantity: 1 }],
      carrier: 'An Post',
      trackingNumber: 'CP123456785IE',
      trackingUrl: 'https://www.anpost.com/Track?item=CP123456785IE',
    },
  });
  await api(`mutation($email: String!) { requestPasswordReset(email: $email) { emailSent ${field} } }`, { email });
  await api(`mutation($id: ID!, $text: String!) { addCustomerNote(customerId: $id, text: $text) { ${field} } }`, {
    id: customer,
    text: 'Asked for an invoice that names her company.',
  });
  await api(
    `mutation($id: ID!) { updateCustomer(id: $id, input: { name: "Aoife Ní Bhriain-Walsh", tags: ["vip", "retail"], acceptsMarketing: true }) { ${field} } }`,
    { id: customer },
  );
  await createWebhook(api);
  await api(`mutation { createExport(input: { kind: ORDERS }) { ${field} } }`);
  await api(`mutation($id: ID!) { addCustomerTags(customers: { ids: [$id] }, tags: ["spring"]) { ${field} } }`, {
    id: customer,
  });
  return { customer, order: id, check: await checkFile(api), ...people };
}

/** Creates the same person again, with a closed order, an order without personal data, consent, and a subscriber. */
async function createPeople(api: Api, customer: string): Promise<{ twin: string; anonymous: string }> {
  const twin = await createCustomer(
    api,
    { email: addressOf('a.nibhriain'), name: 'Aoife Ni Bhriain', phone: '+353871234567' },
    { ...dublin, line1: '3 Mill Lane', label: 'office' },
  );
  await placeClosedOrder(api, { customerId: twin });
  const { id: anonymous } = await placeClosedOrder(api, { contact: { name: 'Gus Guest', email: 'gus@example.com' } });
  await api(`mutation($ids: [ID!]!) { anonymizeOrders(ids: $ids) { ${field} } }`, { ids: [anonymous] });
  await api(
    `mutation($id: ID!, $input: SetMarketingConsentInput!) { setMarketingConsent(customerId: $id, input: $input) { ${field} } }`,
    {
      id: customer,
      input: { channel: 'SMS', state: 'UNSUBSCRIBED', wording: 'Please do not text me.' },
    },
  );
  await subscribe(api, 'Yes, send me news and offers.', addressOf('lena'), addressOf('omar'));
  return { twin, anonymous };
}

/** Lets a file with two errors be checked, and returns the ID of the job. */
async function checkFile(api: Api): Promise<string> {
  const { createImport } = await api(
    `mutation($input: CreateImportInput!) { createImport(input: $input) { job { id } uploadUrl ${field} } }`,
    { input: { kind: 'CUSTOMERS', format: 'CSV', match: 'EMAIL', dryRun: true } },
  );
  const url = new URL(createImport.uploadUrl, process.env.CLIENTELE_URL);
  const rows = [
    'email,first name,last name,phone,street,city,postcode,country,loyalty points',
    'maeve@example.com,Maeve,Walsh,+353 87 123 4568,22 Harbour Road,Howth,D13 X2A1,IE,120',
    'not an address,Liam,Byrne,,,,,,80',
    'juergen@example.com,Jürgen,Müller,+49 151 12345678,Hauptstraße 5,Berlin,10115,DE,0',
    'lucia@example.com,Lucía,García,12,Calle Mayor 1,Madrid,28013,ES,15',
    'ana@example.com,Ana,Pires,,,,,,40',
  ];
  await fetch(url, { method: 'PUT', body: rows.join('\n') });
  const { id } = createImport.job;
  const status = async () => (await api('query($id: ID!) { job(id: $id) { status } }', { id })).job.status;
  await expect.poll(status).toBe('SUCCEEDED');
  return id;
}

/** Creates a webhook with a receiver that accepts a test and refuses the next one. */
async function createWebhook(api: Api): Promise<void> {
  const receiver = await startReceiver();
  const { createWebhook } = await api(
    `mutation($input: CreateWebhookInput!) { createWebhook(input: $input) { webhook { id } ${field} } }`,
    {
      input: {
        name: 'Newsletter',
        url: receiver.url,
        events: ['CUSTOMER_DELETED', 'CUSTOMER_PASSWORD_REMOVED'],
        query: 'query ($id: ID!) {\n  customer(id: $id) {\n    email\n  }\n}',
        scopes: ['CUSTOMERS_READ'],
      },
    },
  );
  const { id } = createWebhook.webhook;
  const send = () => api(`mutation($id: ID!) { testWebhook(id: $id) { ${field} } }`, { id });
  await send();
  receiver.respond(503, 'The newsletter is being updated. Try again at noon.');
  await send();
  receiver.close();
}
