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
      await page.goto('/');
      await expect(page.locator('.graphiql-query-editor .view-line').first()).toBeVisible();
      await expect(page).toHaveTitle('Clientele · GraphiQL');
      const tabs = page.locator('.graphiql-tab-button');
      await expect(tabs).toHaveCount(examples.length);
      await tabs.nth(0).click();
      await runOpenTab(page);
      await tabs.nth(1).click();
      await runOpenTab(page);
      const checksQueries = () => page.workers().some((worker) => worker.url().endsWith('/graphql.worker.js'));
      await expect.poll(checksQueries, 'a worker checks queries').toBe(true);
      expect(faults).toEqual([]);
    });
  });
}

/** Presses the run button, and expects the data of the answer in the response editor. */
async function runOpenTab(page: Page): Promise<void> {
  const answered = page.waitForResponse((response) => {
    const { pathname } = new URL(response.url());
    return pathname === '/graphql' && response.request().postDataJSON().operationName !== 'IntrospectionQuery';
  });
  await page.locator('.graphiql-execute-button').click();
  const answer = await (await answered).json();
  expect(answer.errors).toBeUndefined();
  const field = `"${Object.keys(answer.data)[0]}"`;
  await expect(page.locator('.result-window .view-line', { hasText: field }).first()).toBeVisible();
}
