// Uses the dashboard in a browser against a running server without members, as its staff would. Fails on a console error, a
// refusal by the page's policy, or a request to another origin.
//
//   KEY=sk_… node test/dashboard.mjs BASE_URL FIRST_TOKEN [SCREENSHOT_FOLDER]
//
// KEY is an API key with every scope. CHROMIUM names the browser, /usr/bin/chromium by default; ONLY and SKIP scenarios (each
// builds on what those before it left behind), FAILED a folder for pictures of what was on the screens when one failed.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import * as account from './dashboard/account.mjs';
import * as attacks from './dashboard/attacks.mjs';
import * as customers from './dashboard/customers.mjs';
import * as fields from './dashboard/fields.mjs';
import * as looks from './dashboard/looks.mjs';
import * as orders from './dashboard/orders.mjs';
import { launch, makeCustomer, server } from './dashboard/person.mjs';
import * as settings from './dashboard/settings.mjs';
import * as signin from './dashboard/signin.mjs';
import * as trouble from './dashboard/trouble.mjs';

const [base, firstToken, shots] = process.argv.slice(2);
assert(base && firstToken && process.env.KEY, 'usage: KEY=sk_… node test/dashboard.mjs BASE_URL FIRST_TOKEN [SCREENSHOT_FOLDER]');

const scenarios = { ...signin, ...settings, ...fields, ...customers, ...orders, ...account, ...trouble, ...attacks, ...looks };
const order = [
  'signInAndRoles', 'sessionEnds', 'shopAndKeys', 'memberKeys', 'customFields', 'customerList', 'customerRecord', 'addressesAndSessions',
  'orderList', 'orderRecord', 'placeOrders', 'addressFields', 'accountLife', 'guestOrders',
  'conflicts', 'unsavedAndOffline', 'attackingValues', 'everyPage', 'firstLoad',
];
assert.deepEqual(order.toSorted(), Object.keys(scenarios).toSorted(), 'every scenario has its place');

const browser = await launch();
const failed = [];
const { ONLY = order.join(), SKIP = '' } = process.env;
for (const name of order) {
  if (!ONLY.split(',').includes(name) || SKIP.split(',').includes(name)) continue;
  const begin = Date.now();
  try {
    await scenarios[name]({ browser, base, firstToken, shots, api: server(base, process.env.KEY), makeCustomer });
    console.log(`${name}: ${((Date.now() - begin) / 1000).toFixed(1)} s`);
  } catch (error) {
    failed.push(name);
    console.error(`${name} failed: ${error.stack}`);
    await keepScreens(name);
  }
}
await browser.close();
assert.deepEqual(failed, [], 'every scenario works');
console.log('The dashboard works, and loaded nothing from elsewhere.');

/** Keeps what was on the screens, and closes them. */
async function keepScreens(name) {
  for (const [i, context] of browser.contexts().entries()) {
    for (const screen of process.env.FAILED ? context.pages() : []) {
      await screen.screenshot({ path: `${process.env.FAILED}/${name}-${i}.png` });
      writeFileSync(`${process.env.FAILED}/${name}-${i}.html`, await screen.content());
    }
    await context.close();
  }
}
