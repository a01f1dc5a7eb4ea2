// Opens GraphiQL in a browser against a running server, as a person would: reads the page, runs the first two tabs and takes
// a screenshot. Fails on a console error, a refusal by the page's policy, a failed request or one to another origin.
//
//   node test/graphiql.mjs BASE_URL SCREENSHOT [WIDTHxHEIGHT] [light|dark]
//
// CHROMIUM names the browser, /usr/bin/chromium by default.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { chromium } from 'playwright-core';

const [base, screenshot, size = '1280x800', colorScheme = 'light'] = process.argv.slice(2);
assert(base && screenshot, 'usage: node test/graphiql.mjs BASE_URL SCREENSHOT [WIDTHxHEIGHT] [light|dark]');
const { origin } = new URL(base);
const [width, height] = size.split('x').map(Number);
const exampleCount = readdirSync(new URL('../graphiql/examples', import.meta.url)).filter((name) => name.endsWith('.graphql')).length;

const faults = [];
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
try {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme });
  const page = await context.newPage();
  await watch(page);
  await page.goto(origin);
  await page.locator('.graphiql-query-editor .view-line').first().waitFor();
  assert.equal(await page.title(), 'Clientele · GraphiQL');
  const tabs = page.locator('.graphiql-tab-button');
  assert.equal(await tabs.count(), exampleCount, 'each example has a tab');

  await tabs.nth(0).click();
  console.log('first tab:', await runOpenTab(page));
  await page.screenshot({ path: screenshot });
  await tabs.nth(1).click();
  console.log('second tab:', await runOpenTab(page));

  const checksQueries = (worker) => worker.url().includes('/graphql.worker-');
  if (!page.workers().some(checksQueries)) await page.waitForEvent('worker', { predicate: checksQueries });
  assert.deepEqual(faults, []);
} catch (error) {
  if (faults.length > 0) console.error('faults seen:', faults);
  throw error;
} finally {
  await browser.close();
}
console.log('GraphiQL works, and loaded nothing from elsewhere.');

/** Notes every fault of the page. */
async function watch(page) {
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`);
  });
  page.on('requestfailed', (request) => faults.push(`failed: ${request.url()}`));
  page.on('request', (request) => {
    const { protocol, origin: target } = new URL(request.url());
    if (target !== origin && protocol !== 'data:') faults.push(`request to elsewhere: ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) faults.push(`${response.status()}: ${response.url()}`);
  });
  await page.exposeFunction('noteViolation', (violation) => faults.push(`policy: ${violation}`));
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      window.noteViolation(`${event.effectiveDirective} forbids ${event.blockedURI}`);
    });
  });
}

/** Presses the run button; returns the answer's data after seeing it in the response editor. */
async function runOpenTab(page) {
  const answered = page.waitForResponse((response) => {
    const { pathname } = new URL(response.url());
    return pathname === '/graphql' && response.request().postDataJSON().operationName !== 'IntrospectionQuery';
  });
  await page.locator('.graphiql-execute-button').click();
  const response = await answered;
  const answer = await response.json();
  assert.equal(answer.errors, undefined, `the server answered ${JSON.stringify(answer)}`);
  const [field] = Object.keys(answer.data);
  await page.locator('.result-window .view-line', { hasText: `"${field}"` }).first().waitFor();
  return JSON.stringify(answer.data);
}
