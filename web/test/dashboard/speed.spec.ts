import { type Api, server } from './api';
import { expect, test } from './fixtures';

/**
 * How many customers the shop has at least. With this variable, the test measures: it fails above the limits that the
 * dashboard promises. Without it, other tests use the processors at the same time, and the limits are ten times as high.
 */
const measured = Number(process.env.CLIENTELE_TEST_CUSTOMERS ?? 0);
const customers = measured || 2_000;
const slack = measured ? 1 : 10;

/** The time from opening the page to a list that can be used, and of an interaction, in milliseconds. */
const limits = { list: 1_000 * slack, interaction: 100 * slack };

test.beforeAll(async () => {
  test.setTimeout(600_000);
  await fillShop(server(process.env.CLIENTELE_KEY ?? ''));
});

test(`the list of ${customers} customers is fast`, { tag: '@any-database' }, async ({ olga: page }) => {
  const loads: number[] = [];
  await page.addInitScript(observeList);
  for (let i = 0; i < 5; i++) {
    await page.goto('/dashboard/customers');
    const usable = await page.waitForFunction(() => (window as unknown as { usable?: number }).usable);
    loads.push((await usable.jsonValue()) ?? 0);
  }
  const list = median(loads);

  await page.evaluate(observeInteractions);
  const rows = page.locator('main tbody tr');
  const search = page.getByRole('main').getByLabel('Search', { exact: true });
  await search.click();
  await page.keyboard.type('speed 1234', { delay: 60 });
  await expect(rows.first()).toContainText('Speed 1234');
  await search.fill('');
  await page.keyboard.press('Tab');
  for (const key of ['j', 'j', 'j', 'x', 'j', 'x', 'Escape']) await page.keyboard.press(key, { delay: 40 });
  await page.getByRole('checkbox', { name: 'Select all rows on this page' }).click();
  await page.getByRole('button', { name: 'Clear selection' }).click();
  await page.getByRole('button', { name: 'Add filter' }).click();
  await page.keyboard.type('tags', { delay: 60 });
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('speed 17', { delay: 60 });
  await page.keyboard.press('Escape');
  await rows.first().click();
  await expect(page.getByRole('region', { name: 'Timeline' })).toBeVisible();
  const { durations, total } = await page.evaluate(() => ({
    durations: (window as unknown as { durations: number[] }).durations,
    total: (performance as unknown as { interactionCount: number }).interactionCount,
  }));

  // Browsers report interactions of 16 ms and more. As for Interaction to Next Paint, a few may be slower.
  const interaction = [...durations].sort((a, b) => b - a)[Math.floor(total * 0.05)] ?? 0;
  const text = `list ${Math.round(list)} ms; ${total} interactions, 95 % within ${interaction} ms`;
  test.info().annotations.push({ type: 'speed', description: text });
  console.log(`${customers} customers: ${text}`);
  expect(total).toBeGreaterThan(30);
  expect(list).toBeLessThan(limits.list);
  expect(interaction).toBeLessThan(limits.interaction);
});

/** Notes when the rows of a list were on the screen and the browser was free to answer the next event. */
function observeList(): void {
  const noted = window as unknown as { usable?: number };
  const observer = new MutationObserver(() => {
    if (document.querySelectorAll('main tbody tr').length < 50) return;
    observer.disconnect();
    requestAnimationFrame(() =>
      setTimeout(() => {
        noted.usable = performance.now();
      }),
    );
  });
  observer.observe(document, { childList: true, subtree: true });
}

/** Collects how long the browser takes from each key or click to the next paint (Event Timing). */
function observeInteractions(): void {
  const collected = window as unknown as { durations: number[] };
  collected.durations = [];
  const longest = new Map<number, number>();
  new PerformanceObserver((entries) => {
    for (const entry of entries.getEntries() as PerformanceEventTiming[]) {
      if (!entry.interactionId) continue; // moving the pointer, for example
      longest.set(entry.interactionId, Math.max(longest.get(entry.interactionId) ?? 0, entry.duration));
    }
    collected.durations = [...longest.values()];
  }).observe({ type: 'event', durationThreshold: 0, buffered: false } as PerformanceObserverInit);
}

function median(all: readonly number[]): number {
  return [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;
}

/** Imports as many customers as the shop still lacks. */
async function fillShop(api: Api): Promise<void> {
  const { customers: before } = await api('{ customers(first: 1) { totalCount } }');
  const missing = customers - before.totalCount;
  if (missing <= 0) return;
  const batch = 100;
  for (let at = 0; at < missing; at += batch) {
    const input = Array.from({ length: Math.min(batch, missing - at) }, (_, i) => ({
      email: `speed-${before.totalCount + at + i}@example.com`,
      name: `Speed ${at + i}`,
    }));
    await api(
      'mutation($input: [UpsertCustomerInput!]!) { upsertCustomers(match: EMAIL, input: $input) { results { outcome } userErrors { message } } }',
      { input },
    );
  }
}
