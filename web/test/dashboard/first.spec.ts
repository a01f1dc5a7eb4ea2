import { expect, password, test } from './fixtures';

const welcome = `/dashboard/welcome#${process.env.CLIENTELE_FIRST_TOKEN}`;

test('the first member opens the shop by the link, which works once', async ({ open, baseURL }) => {
  const page = await open();
  await page.goto('/dashboard/');
  await expect(page.getByText('New shop? The link for the first staff member')).toBeVisible();
  await page.goto(welcome);
  await page.getByLabel('Your name').fill('Olga Owner');
  await page.getByLabel('Your email address').fill('olga@shop.example');
  await page.getByLabel(/^Password/).fill('short');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByLabel(/^Password/)).toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel(/^Password/).fill(password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByRole('heading', { name: 'Home', level: 1 })).toBeVisible();
  expect(page.url(), 'the token has left the address').not.toContain('setup_');

  const seen = await page.evaluate(() => document.cookie + JSON.stringify({ ...localStorage, ...sessionStorage }));
  expect(seen, 'no script of the page can read a token').not.toMatch(/eyJ|setup_/);
  const cookies = await page.context().cookies(`${baseURL}/graphql`);
  expect(cookies).toHaveLength(2);
  for (const cookie of cookies) expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });

  const late = await open();
  await late.goto(welcome);
  await late.getByLabel('Your name').fill('Thief');
  await late.getByLabel('Your email address').fill('thief@example.com');
  await late.getByLabel(/^Password/).fill(password);
  await late.getByRole('button', { name: 'Create account' }).click();
  await expect(late.getByText('This link was already used')).toBeVisible();
});
