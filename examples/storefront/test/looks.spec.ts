import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import { expect, fill, password, press, shows, test } from './shopper';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

for (const { name, viewport, colorScheme } of [
  { name: 'a desktop, light', viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  { name: 'a phone, dark', viewport: { width: 360, height: 740 }, colorScheme: 'dark' },
] as const) {
  test(`every page on ${name}`, async ({ open }) => {
    const page = await open({ viewport, colorScheme });
    const look = async (view: string) => {
      await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
      const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect.soft(excess, `${view} is wider than the screen`).toBeLessThanOrEqual(0);
      expect.soft(await violations(page), view).toEqual([]);
    };
    for (const path of ['/sign-in', '/forgot-password', '/guest-order', '/basket', '/products/cup', '/']) {
      await page.goto(path);
      await look(path);
    }
    await page.getByRole('listitem', { name: 'Sencha' }).getByRole('button').click();
    await shows(page, 'Added to your basket');
    await look('an addition');
    await page.goto('/basket');
    await look('a basket');
    await page.goto('/checkout');
    await press(page, 'Continue to delivery');
    await look('the contact with errors');
    await page.goto('/sign-up');
    await look('/sign-up');
    const email = `looks-${viewport.width}@example.com`;
    await fill(page, { Name: 'Lou Example', 'Email address': email, Password: password });
    await press(page, 'Sign up');
    await shows(page, '(not confirmed)');
    await look('/account');
    await page.goto('/checkout');
    await shows(page, 'Ordering as');
    await fill(page, {
      Country: 'Ireland',
      'Last name': 'Example',
      'Street and number': '1 Main Street',
      City: 'Cork',
    });
    await look('the delivery');
    await press(page, 'Continue to payment');
    await shows(page, '1 Main Street');
    await look('the payment');
    await press(page, 'Order and pay on delivery');
    await shows(page, 'Thank you for your order.');
    await look('an order');
    for (const path of ['/account/orders', '/account/addresses']) {
      await page.goto(path);
      await look(path);
    }
  });
}

/** What axe finds, by the rules of WCAG 2.2 AA and its best practices. */
async function violations(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: axe }); // the page's policy forbids scripts of others
  return page.evaluate(async () => {
    const { run } = (window as unknown as { axe: typeof import('axe-core') }).axe;
    const { violations: found } = await run({ resultTypes: ['violations'] });
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  });
}
