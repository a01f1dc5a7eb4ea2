// What every scenario needs: a person with a browser of their own, and the API as another program calls it.
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

export const password = 'correct horse battery';

/** Starts the browser that all people share. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/** A person at a screen. `expected` says which faults of the page belong to what they do. */
export async function person(browser, base, options = {}) {
  const context = await browser.newContext({
    baseURL: base,
    locale: 'en-IE',
    timezoneId: 'Europe/Dublin',
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000); // a slow machine is no fault
  const faults = [];
  // A visitor is told so, and a member whose role or session does not suffice; browsers note each such answer.
  const expected = [/the server responded with a status of (401|403)/];
  const note = (fault) => expected.some((pattern) => pattern.test(fault)) || faults.push(fault);
  page.on('pageerror', (error) => note(`error: ${error.message}`));
  page.on('console', (message) => message.type() === 'error' && note(`console: ${message.text()}`));
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== new URL(base).origin && protocol !== 'data:') note(`request to elsewhere: ${request.url()}`);
  });
  await page.exposeFunction('noteViolation', (violation) => note(`policy: ${violation}`));
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => window.noteViolation(`${event.effectiveDirective} forbids ${event.blockedURI}`));
  });
  return {
    page,
    context,
    expect: (pattern) => expected.push(pattern),
    async leave() {
      await context.close();
      assert.deepEqual(faults, []);
    },
  };
}

/** Signs a member of the staff in through the page. */
export async function signIn(page, email, secret = password) {
  await page.goto('/dashboard/');
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel(/^Password/).fill(secret);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
}

/** Leads the dashboard to a page of another kind, as its own links do: without loading the program again. */
export async function visit(page, path) {
  await page.evaluate((to) => {
    for (const title of document.querySelectorAll('h1')) title.dataset.before = '';
    history.pushState(null, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
  }, `/dashboard${path}`);
  await page.locator('h1:not([data-before])').waitFor();
}

/** Calls the API as a server with a key. */
export function server(base, key) {
  return async (query, variables, headers = { authorization: `Bearer ${key}` }) => {
    const response = await fetch(`${base}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    });
    const answer = await response.json();
    assert.equal(answer.errors, undefined, JSON.stringify(answer.errors));
    for (const payload of Object.values(answer.data)) assert.deepEqual(payload?.userErrors ?? [], [], JSON.stringify(payload));
    return answer.data;
  };
}

export const field = 'userErrors { code field message }';

/** Makes a customer by the API, with an address. */
export async function makeCustomer(api, input, address) {
  const { createCustomer } = await api(`mutation($input: CreateCustomerInput!) { createCustomer(input: $input) { customer { id } ${field} } }`, { input });
  const { id } = createCustomer.customer;
  if (address) await api(`mutation($id: ID!, $input: CreateAddressInput!) { createAddress(customerId: $id, input: $input) { address { id } ${field} } }`, { id, input: address });
  return id;
}

export const dublin = { firstName: 'Ann', lastName: 'Murphy', line1: '14 Main Street', city: 'Dublin', region: 'Dublin', postcode: 'D02 AF30', country: 'IE' };

/** Waits until something holds, and says what did not. */
export async function until(what, holds) {
  const end = Date.now() + 30_000;
  let last;
  while (Date.now() < end) {
    try {
      last = await holds();
      if (last) return last;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`${what}: ${last}`);
}

/** What a list shows: the texts of a column, first to last. */
export const column = (page, n = 1) => page.locator(`main tbody tr td:nth-child(${n})`).allInnerTexts();

/** A notice at the page's edge. */
export const notice = (page, text) => page.locator('.mantine-Notification-root', { hasText: text }).first().waitFor();
