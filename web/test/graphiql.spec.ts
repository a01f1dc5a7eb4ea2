import { readdirSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { collectFaults } from './faults';

const examples = readdirSync(new URL('../graphiql/examples', import.meta.url)).filter((name) =>
  name.endsWith('.graphql'),
);

for (const { name, viewport, colorScheme } of [
  { name: 'a desktop, light', viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  { name: 'a phone, dark', viewport: { width: 400, height: 800 }, colorScheme: 'dark' },
] as const) {
  test.describe(name, () => {
    test.use({ viewport, colorScheme });

    test('the examples run', async ({ page, context }) => {
      const faults = await collectFaults(context, []);
      page.on('requestfailed', (request) => faults.push(`failed: ${request.url()}`));
      page.on('response', (response) => {
        if (response.status() >= 400) faults.push(`${response.status()}: ${response.url()}`);
      });
      await open(page);
      const tabs = page.locator('.graphiql-tab-button');
      await expect(page.getByRole('status')).toContainText('Visitor');
      await tabs.nth(0).click();
      await runOpenTab(page);
      await tabs.nth(1).click();
      await runOpenTab(page);
      const checksQueries = () => page.workers().some((worker) => worker.url().endsWith('/graphql.worker.js'));
      await expect.poll(checksQueries, 'a worker checks queries').toBe(true);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      expect(faults).toEqual([]);
    });
  });
}

test('the tabs are numbered and grouped, and lead from one to the next', async ({ page }) => {
  await open(page);
  const tabs = page.locator('.graphiql-tab');
  const caller = page.getByRole('status');
  const numbers = await page.locator('.graphiql-tab-button').evaluateAll((all) => all.map((tab) => tab.dataset.number));
  expect(numbers).toEqual(examples.map((_, at) => String(at + 1)));
  const groups = await tabs.evaluateAll((all) => all.flatMap((tab) => tab.dataset.group ?? []));
  expect(groups).toEqual(['As a visitor', 'As a customer', 'As the shop']);

  // The order of the groups is not the order in which the examples need each other.
  await choose(page, 'GuestCheckOut');
  await press(page);
  await expect(result(page)).toContainText('First run 15 PriceABasket.');
  await choose(page, 'MyDetails');
  await expect(caller).toContainText('Customerrun LogIn first');
  await choose(page, 'LogIn');
  await runOpenTab(page);
  await choose(page, 'MyDetails');
  await expect(caller).toContainText('ann@example.com');
  await runOpenTab(page);

  await choose(page, 'PriceABasket');
  await expect(caller).toContainText('paste an API key');
  await page.getByLabel('API key').fill('sk_wrong');
  await expect(caller).toContainText('the key is not valid');
  const key = process.env.CLIENTELE_KEY ?? '';
  await page.getByLabel('API key').fill(key);
  await expect(caller).toContainText(`API key${key.slice(0, 7)}…`);
  await runOpenTab(page);
  await choose(page, 'GuestCheckOut');
  await expect(caller).toContainText('Visitor');
  await runOpenTab(page);

  await page.getByRole('button', { name: 'Examples' }).click();
  await expect(page.getByRole('menuitem')).toHaveCount(examples.length);
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Dashboard' }).click();
  await expect(page).toHaveURL(/\/dashboard\//);
});

test('the editor marks what is wrong, with the schema of the caller', async ({ page }) => {
  await open(page);
  const errors = page.locator('.squiggly-error');

  // Nobody has pasted a key yet: the field is the only error, so the schema is the one of the shop.
  await choose(page, 'Subscribers');
  await page.locator('.graphiql-query-editor .view-line', { hasText: 'totalCount' }).click();
  await page.keyboard.press('End');
  await page.keyboard.type('x');
  await expect(errors).toHaveCount(1);
  await page.keyboard.press('Backspace');
  await expect(errors).toHaveCount(0);

  // Variables can omit what has a default value, and nothing else.
  await choose(page, 'SignUp');
  await page.locator('.graphiql-editor-tool .view-line', { hasText: '"email"' }).click();
  await page.keyboard.press('Home');
  await page.keyboard.type('"none": 1, "other');
  await expect(errors).not.toHaveCount(0);

  // The schema is loaded again when it has changed.
  await choose(page, 'UseTheField');
  await expect(errors).toHaveCount(2);
  await choose(page, 'DefineAField');
  await page.getByLabel('API key').fill(process.env.CLIENTELE_KEY ?? '');
  await expect(page.getByRole('status')).toContainText('API key');
  await runOpenTab(page);
  await choose(page, 'UseTheField');
  await expect(errors).toHaveCount(0);
});

async function open(page: Page): Promise<void> {
  await page.goto('/');
  await expect(page.locator('.graphiql-query-editor .view-line').first()).toBeVisible();
  await expect(page).toHaveTitle('Clientele · GraphiQL');
  await expect(page.locator('.graphiql-tab-button')).toHaveCount(examples.length);
}

const choose = (page: Page, name: string) => page.locator(`.graphiql-tab-button[title="${name}"]`).click();

const press = (page: Page) => page.locator('.graphiql-execute-button').click();

const result = (page: Page) => page.locator('.result-window');

/** Presses the run button, and expects the data of the answer in the response editor. */
async function runOpenTab(page: Page): Promise<void> {
  const name = await page.locator('.graphiql-tab-active .graphiql-tab-button').textContent();
  const answered = page.waitForResponse((response) => {
    const { pathname } = new URL(response.url());
    return pathname === '/graphql' && response.request().postDataJSON().operationName === name;
  });
  await press(page);
  const answer = await (await answered).json();
  expect(answer.errors).toBeUndefined();
  const field = `"${Object.keys(answer.data)[0]}"`;
  await expect(page.locator('.result-window .view-line', { hasText: field }).first()).toBeVisible();
}
