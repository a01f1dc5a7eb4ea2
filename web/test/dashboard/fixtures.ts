import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import {
  test as base,
  expect,
  type BrowserContext,
  type BrowserContextOptions,
  type Locator,
  type Page,
} from '@playwright/test';
import { collectFaults } from '../faults';
import { type Answer, server, type Api } from './api';

export { expect };

export const password = 'correct horse battery';

type Fixtures = {
  /** The API, called with an API key. */
  api: Api;
  /** Patterns of the faults that the pages of a test may have. */
  allowed: RegExp[];
  /** Opens the browser of one more person. Afterwards the test fails if their pages had faults. */
  open: (options?: BrowserContextOptions) => Promise<Page>;
  /** The owner of the shop, signed in, before the first page is open. */
  olga: Page;
};

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants the fixtures of a fixture destructured
  api: async ({}, use) => use(server(process.env.CLIENTELE_KEY ?? '')),
  // Browsers report each answer that says that a visitor, or a member of staff, may not do something.
  // biome-ignore lint/correctness/noEmptyPattern: as above
  allowed: async ({}, use) => use([/the server responded with a status of (401|403)/]),
  open: async ({ browser, allowed }, use) => {
    const people: { context: BrowserContext; faults: string[] }[] = [];
    await use(async (options) => {
      const context = await browser.newContext(options);
      people.push({ context, faults: await collectFaults(context, allowed) });
      return context.newPage();
    });
    for (const { context } of people) await context.close();
    expect(
      people.flatMap(({ faults }) => faults),
      'faults of the pages',
    ).toEqual([]);
  },
  olga: async ({ open }, use) => {
    const page = await open();
    await enter(page, 'olga@shop.example');
    await use(page);
  },
});

/** Signs a member of staff in through the page. */
export async function signIn(page: Page, email: string, secret = password): Promise<void> {
  await page.goto('/dashboard/');
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel(/^Password/).fill(secret);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.locator('#main h1')).toBeVisible();
}

/** Calls the API as the member of staff who is signed in to the browser of a page. */
export async function call(page: Page, query: string, variables: object): Promise<Answer> {
  const headers = { 'X-Staff-Session': 'cookie' };
  const response = await page.request.post('/graphql', { headers, data: { query, variables } });
  return (await response.json()).data;
}

/** Signs a member of staff in through the API, and leaves the first page to the test. */
export async function enter(page: Page, email: string): Promise<void> {
  const query =
    'mutation($email: String!, $password: String!) { staffLogin(email: $email, password: $password) { userErrors { code } } }';
  expect((await call(page, query, { email, password })).staffLogin).toEqual({ userErrors: [] });
}

/** Opens the first page of the dashboard, and waits until it listens to the keyboard. */
export async function openHome(page: Page): Promise<void> {
  await page.goto('/dashboard/');
  await expect(page.locator('#main h1')).toBeVisible();
}

/** Shows another page of the dashboard as its own links do, without loading the program again. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    for (const title of document.querySelectorAll('h1')) title.dataset.before = title.textContent ?? '';
    history.pushState(null, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
  }, `/dashboard${path}`);
  // The next page has a title of its own, or changes the text of this one, as the sections of the settings do.
  await page.waitForFunction(() =>
    [...document.querySelectorAll('h1')].some((title) => title.dataset.before !== title.textContent),
  );
}

/** Opens a section of the settings by their navigation. */
export const openSection = (page: Page, name: string): Promise<void> =>
  page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name }).click();

/** The cells of a column of a list, whose rows can begin with a checkbox. */
export const column = (page: Page, n = 1): Locator =>
  page.locator(`main tbody tr:not(:has(> .tick)) > td:nth-child(${n}), main tbody tr > .tick ~ td:nth-child(${n + 1})`);

/** Expects a notification. */
export const notice = (page: Page, text: string): Promise<void> =>
  expect(page.locator('.mantine-Notification-root', { hasText: text }).first()).toBeVisible();

/** Chooses an item of the menu with the actions of a customer or an order. */
export async function chooseAction(page: Page, item: string): Promise<void> {
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

/** Chooses an item of the menu of a card or a row. */
export async function chooseOf(page: Page, what: string, item: string): Promise<void> {
  await page.getByRole('button', { name: `Actions: ${what}`, exact: true }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

/** Turns a card of a customer's page into its form. */
export const editCard = (page: Page, title: string): Promise<void> =>
  page.getByRole('button', { name: `Edit ${title}`, exact: true }).click();

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What is serious or critical for axe. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { run } = (window as unknown as { axe: typeof import('axe-core') }).axe;
    const found = (await run({ resultTypes: ['violations'] })).violations;
    const serious = found.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    return serious.map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .slice(0, 3)
          .map((node) => node.html.slice(0, 160))
          .join(' | ')}`,
    );
  });
}

/** Expects that axe finds nothing serious on a page. */
export async function expectNoFaults(page: Page): Promise<void> {
  expect(await violations(page), 'what axe found').toEqual([]);
}

/** The text of the file that an action downloads. */
export async function downloaded(page: Page, act: () => Promise<void>): Promise<{ name: string; text: string }> {
  const waiting = page.waitForEvent('download');
  await act();
  const download = await waiting;
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
}

/** Chooses the field of a filter of a list, and returns the form for it. */
async function chooseField(page: Page, label: string): Promise<Locator> {
  await page.getByRole('button', { name: 'Add filter' }).click();
  const form = page.getByRole('dialog', { name: 'Add filter' });
  await form.getByRole('combobox', { name: 'Field' }).fill(label);
  await form.getByRole('option', { name: label, exact: true }).click();
  return form;
}

/** Adds a filter to a list, with what `set` chooses in the form. */
export async function addFilter(page: Page, label: string, set: (form: Locator) => Promise<unknown>): Promise<void> {
  const form = await chooseField(page, label);
  await set(form);
  await form.getByRole('button', { name: 'Apply' }).click();
}

/** Adds a filter that is answered with yes or no. */
export async function addAnswer(page: Page, label: string, answer: 'Yes' | 'No'): Promise<void> {
  await (await chooseField(page, label)).getByRole('button', { name: answer }).click();
}
