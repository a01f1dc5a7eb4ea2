// What every scenario needs: the shop's server, a shopper with a browser of their own, and their mailbox.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const password = 'correct horse battery';

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/** Starts the shop's server on a free port. */
export async function serve(clientele, key) {
  const child = spawn(process.execPath, [fileURLToPath(new URL('../server.mjs', import.meta.url))], {
    env: { ...process.env, CLIENTELE_URL: clientele, CLIENTELE_KEY: key, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.on('exit', () => child.kill());
  for await (const line of createInterface({ input: child.stdout })) {
    const base = /http:\S+/.exec(line)?.[0];
    if (base) return { base, stop: () => child.kill() };
  }
  assert.fail('the shop did not start');
}

/** A shopper at a screen. Fails afterwards on what went wrong in the pages, and on a refresh token that came to them. */
export async function shopper(browser, base, options = {}) {
  const context = await browser.newContext({ baseURL: base, locale: 'en-IE', timezoneId: 'Europe/Dublin', viewport: { width: 1100, height: 900 }, reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(20_000);
  const faults = [];
  const reading = [];
  context.on('console', (message) => message.type() === 'error' && !/status of 401/.test(message.text()) && faults.push(`console: ${message.text()}`));
  context.on('weberror', (error) => faults.push(`error: ${error.error().message}`));
  context.on('request', (request) => new URL(request.url()).origin !== base && !request.url().startsWith('data:') && faults.push(`request to elsewhere: ${request.url()}`));
  // Of pages that were left meanwhile there is nothing to be read any more.
  context.on('response', (response) => {
    if (!/\/(graphql|session)$/.test(response.url())) return;
    reading.push(response.text().then((text) => text.includes('rt_session') && faults.push(`a refresh token in ${response.url()}`), () => undefined));
  });
  return {
    context,
    page: await context.newPage(),
    async leave() {
      await Promise.race([Promise.all(reading), new Promise((resolve) => setTimeout(resolve, 2_000))]);
      await context.close();
      assert.deepEqual(faults, []);
    },
  };
}

/** What the staff do meanwhile: sends their operations, and answers what they gave. */
export function staffWith(clientele, token) {
  return async (query, variables) => {
    const response = await fetch(`${clientele}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = await response.json();
    const faults = errors ?? Object.values(data).flatMap((payload) => payload?.userErrors ?? []);
    assert.deepEqual(faults, []);
    return data;
  };
}

/** The newest email of a kind to an address, waited for: the path of its link, and its code. */
export function mailbox(staff) {
  const seen = new Set();
  return (kind, to) =>
    until(`an email ${kind} to ${to}`, async () => {
      const data = await staff('query($to: String!) { emails(first: 20, to: $to) { nodes { id kind text } } }', { to });
      const mail = data.emails.nodes.find((one) => one.kind === kind && one.text && !seen.has(one.id));
      if (!mail) return undefined;
      seen.add(mail.id);
      const link = new URL(/https:\/\/shop\.example\/\S+/.exec(mail.text)?.[0] ?? 'https://shop.example');
      return { path: link.pathname + link.search, code: /^ {4}([A-Z0-9][A-Z0-9 -]{8,})$/m.exec(mail.text)?.[1], text: mail.text };
    });
}

/** Waits until something holds, and says what did not. */
export async function until(what, holds) {
  const end = Date.now() + 20_000;
  while (Date.now() < end) {
    const found = await holds();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`there was not: ${what}`);
}

export const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();
export const told = (page, text) => page.getByText(text).first().waitFor();
export const press = (page, name) => page.getByRole('button', { name, exact: true }).click();

/** Fills fields by their labels. */
export async function fill(within, values) {
  for (const [label, value] of Object.entries(values)) {
    const field = within.getByLabel(label, { exact: true });
    if ((await field.evaluate((element) => element.tagName)) === 'SELECT') await field.selectOption({ label: value });
    else await field.fill(value);
  }
}

/** Signs in by password, from whatever page has the link. */
export async function signIn(page, email, secret = password) {
  await page.goto('/sign-in');
  await fill(page, { 'Email address': email, Password: secret });
  await press(page, 'Sign in');
  await heading(page, 'Your account');
}

export async function signOut(page) {
  await page.goto('/account');
  await press(page, 'Sign out');
  await page.getByRole('navigation').getByRole('link', { name: 'Sign in' }).waitFor();
}
