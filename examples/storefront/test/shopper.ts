// The fixtures and helpers of the tests: shoppers with their browsers, their emails, and operations of the staff.
import {
  type BrowserContext,
  type BrowserContextOptions,
  test as base,
  expect,
  type Locator,
  type Page,
} from '@playwright/test';

export { expect };

export const password = 'correct horse battery';

// biome-ignore lint/suspicious/noExplicitAny: each test knows the shape of the answer to its operation
type Answer = any;
type Staff = (query: string, variables?: object) => Promise<Answer>;
type Email = { path: string; code: string };

type Fixtures = {
  /** Sends an operation as a staff member. */
  staff: Staff;
  /** Waits for the newest email of a kind to an address, and returns the path of its link and its code. */
  mail: (kind: string, to: string) => Promise<Email>;
  /** Opens the browser of one more shopper. */
  open: (options?: BrowserContextOptions) => Promise<Page>;
};

export const test = base.extend<Fixtures>({
  context: async ({ context }, use) => {
    const errors = collectErrors(context);
    await use(context);
    expect(await errors(), 'errors in the pages').toEqual([]);
  },
  open: async ({ browser }, use) => {
    const all: (() => Promise<string[]>)[] = [];
    await use(async (options) => {
      const context = await browser.newContext(options);
      all.push(collectErrors(context));
      return context.newPage();
    });
    for (const errors of all) expect(await errors(), 'errors in the pages').toEqual([]);
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants the fixtures of a fixture destructured
  staff: async ({}, use) => use(send),
  mail: async ({ staff }, use) => {
    const seen = new Set<string>();
    await use(async (kind, to) => {
      let found: Answer;
      await expect
        .poll(async () => {
          const query = 'query($to: String!) { emails(first: 20, to: $to) { nodes { id kind text } } }';
          const { nodes } = (await staff(query, { to })).emails;
          found = nodes.find((email: Answer) => email.kind === kind && email.text && !seen.has(email.id));
          return found;
        }, `an email ${kind} to ${to}`)
        .toBeDefined();
      seen.add(found.id);
      const link = new URL(/https:\/\/shop\.example\/\S+/.exec(found.text)?.[0] ?? 'https://shop.example');
      return { path: link.pathname + link.search, code: /^ {4}([A-Z0-9][A-Z0-9 -]{8,})$/m.exec(found.text)?.[1] ?? '' };
    });
  },
});

/**
 * Collects errors in the pages of a browser, and refresh tokens that reach them. The returned function closes the
 * browser and returns the errors.
 */
function collectErrors(context: BrowserContext): () => Promise<string[]> {
  const errors: string[] = [];
  const read: Promise<void>[] = [];
  const { origin } = new URL(shopURL());
  context.on('weberror', (error) => errors.push(`error: ${error.error().message}`));
  context.on('console', (message) => {
    if (message.type() === 'error' && !/status of 401/.test(message.text())) errors.push(`console: ${message.text()}`);
  });
  context.on('request', (request) => {
    const target = new URL(request.url());
    if (target.origin !== origin && target.protocol !== 'data:') errors.push(`request to another origin: ${target}`);
  });
  context.on('requestfinished', (request) => {
    if (!/\/(graphql|session)$/.test(request.url())) return;
    const check = async () => {
      const response = await request.response();
      const text = await response?.text().catch(() => ''); // the page has been left
      if (text?.includes('rt_session')) errors.push(`a refresh token in ${request.url()}`);
    };
    read.push(check());
  });
  return async () => {
    await Promise.all(read);
    await context.close();
    return errors;
  };
}

/** The URL of the shop, whose port is known once its server has started (playwright.config.ts). */
export function shopURL(): string {
  return `http://127.0.0.1:${process.env.SHOP_PORT}`;
}

const send: Staff = async (query, variables) => {
  const response = await fetch(`${process.env.CLIENTELE_URL}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${process.env.CLIENTELE_STAFF_TOKEN}` },
    body: JSON.stringify({ query, variables }),
  });
  const answer: Answer = await response.json();
  const payloads = Object.values<Answer>(answer.data ?? {});
  const errors = answer.errors ?? payloads.flatMap((payload) => payload?.userErrors ?? []);
  if (errors.length > 0) throw new Error(`${query}: ${JSON.stringify(errors)}`);
  return answer.data;
};

export const heading = (page: Page, name: string) =>
  expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
export const shows = (page: Page, text: string) => expect(page.getByText(text).first()).toBeVisible();
export const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

/** Fills fields by their labels. */
export async function fill(within: Page | Locator, values: Record<string, string>): Promise<void> {
  for (const [label, value] of Object.entries(values)) {
    const field = within.getByLabel(label, { exact: true });
    if ((await field.evaluate((element) => element.tagName)) === 'SELECT') await field.selectOption({ label: value });
    else await field.fill(value);
  }
}

/** Logs in with a password. */
export async function signIn(page: Page, email: string, secret = password): Promise<void> {
  await page.goto('/sign-in');
  await fill(page, { 'Email address': email, Password: secret });
  await press(page, 'Log in');
  await heading(page, 'Your account');
}

export async function signOut(page: Page): Promise<void> {
  await page.goto('/account');
  await press(page, 'Log out');
  await expect(page.getByRole('navigation').getByRole('link', { name: 'Log in' })).toBeVisible();
}
