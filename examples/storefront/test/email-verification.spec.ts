import { expect, fill, heading, password, press, test, shows } from './shopper';

test('an address is verified before a password is chosen', async ({ page, mail }) => {
  await page.goto('/sign-up');
  await fill(page, { 'Email address': 'bob@example.com' });
  await expect(page.getByLabel('Password')).toHaveCount(0);
  await press(page, 'Sign up');
  await heading(page, 'Check your email');
  await page.goto((await mail('sign_up', 'bob@example.com')).path);
  await fill(page, { 'Choose a password': 'x'.repeat(129) });
  await press(page, 'Create account');
  await expect(page.locator('[aria-invalid=true]')).toBeVisible();
  await fill(page, { 'Choose a password': password });
  await press(page, 'Create account');
  await shows(page, '(confirmed)');
});
