import { placeOrder } from './api';
import { expect, expectNoFaults, notice, test } from './fixtures';

const read = '{ shop { orderEmails } }';

test('emails about orders are turned on, and the forms say who is emailed', async ({ api, olga: page }) => {
  await page.goto('/dashboard/settings/notifications');
  const shipped = page.getByRole('switch', { name: 'Items shipped' });
  await expect(shipped).not.toBeChecked();
  await shipped.click();
  await notice(page, 'Emails about orders saved');
  await expect(shipped).toBeChecked();
  await expect.poll(async () => (await api(read)).shop.orderEmails).toEqual(['SHIPPED']);

  const { id } = await placeOrder(api, { contact: { name: 'Mia Mail', email: 'mia@example.com' } });
  await page.goto(`/dashboard/orders/${id}`);
  await page.getByRole('button', { name: 'Ship items' }).click();
  const form = page.getByRole('dialog');
  await expect(form.getByText(/An email .*mia@example\.com/)).toBeVisible();
  await form.getByRole('button', { name: 'Mark as shipped' }).click();
  await notice(page, '2 items marked as shipped');
  const emails = '{ emails(first: 5, to: "mia@example.com") { nodes { kind } } }';
  await expect.poll(async () => (await api(emails)).emails.nodes).toEqual([{ kind: 'order_shipped' }]);

  await page.goto('/dashboard/settings/notifications');
  await shipped.click();
  await page.getByRole('button', { name: 'Undo' }).first().click();
  await expect.poll(async () => (await api(read)).shop.orderEmails).toEqual(['SHIPPED']);
  await expect(shipped).toBeChecked();
});

test('every email is previewed in every language', { tag: '@any-database' }, async ({ api, olga: page }) => {
  const { emailKinds } = await api('{ emailKinds }');
  await page.goto('/dashboard/settings/notifications');
  const preview = page.getByRole('region', { name: 'Preview' });
  const kind = preview.getByLabel('Email', { exact: true });
  await expect(kind.locator('option')).toHaveCount(emailKinds.length);
  const frame = preview.frameLocator('iframe');
  const subject = preview.locator('bdi').first();
  for (const language of ['en', 'de', 'fr', 'es', 'ja', 'ar']) {
    await preview.getByLabel('Language').selectOption(language);
    await kind.selectOption('order_shipped');
    await expect(subject).toHaveAttribute('lang', language);
    await expect(frame.locator('body')).toContainText('1001');
  }
  await expect(frame.locator('[dir=rtl]').first()).toBeAttached();
  await expectNoFaults(page);
  await preview.getByText('Plain text').click();
  await expect(preview.locator('pre')).toContainText('1001');
  await preview.getByText('HTML').click();
  for (const one of emailKinds) {
    await kind.selectOption(one);
    await expect(preview.locator('[aria-busy=true]')).toHaveCount(0);
    await expect(frame.locator('body')).not.toBeEmpty();
  }
  // The frame runs no scripts, and its links lead nowhere.
  expect(await preview.locator('iframe').getAttribute('sandbox')).toBe('');
});
