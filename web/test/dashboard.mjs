// Uses the dashboard in a browser against a running server without members, as its staff would. Fails on a console error, a
// refusal by the page's policy, or a request to another origin.
//
//   KEY=sk_… node test/dashboard.mjs BASE_URL FIRST_TOKEN [SCREENSHOT_FOLDER]
//
// KEY is a server key with every scope. CHROMIUM names the browser, /usr/bin/chromium by default; ONLY a single scenario, FAILED a folder
// for pictures of what was on the screens when one failed.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
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

const scenarios = { ...signin, ...settings, ...fields, ...customers, ...orders, ...trouble, ...attacks, ...looks };
const order = [
  'signInAndRoles', 'sessionEnds', 'shopAndKeys', 'customFields', 'customerList', 'customerRecord', 'addressesAndSessions',
  'orderList', 'orderRecord', 'placeOrders', 'conflicts', 'unsavedAndOffline', 'attackingValues', 'everyPage', 'firstLoad',
];
assert.deepEqual(order.toSorted(), Object.keys(scenarios).toSorted(), 'every scenario has its place');

const browser = await launch();
try {
  for (const name of order) {
    if (process.env.ONLY && name !== process.env.ONLY && name !== 'signInAndRoles') continue;
    const begin = Date.now();
    try {
      await scenarios[name]({ browser, base, firstToken, shots, api: server(base, process.env.KEY), makeCustomer });
    } catch (error) {
      console.error(`${name} failed`);
      const screens = process.env.FAILED ? browser.contexts().flatMap((context) => context.pages()) : [];
      for (const [i, screen] of screens.entries()) {
        await screen.screenshot({ path: `${process.env.FAILED}/${name}-${i}.png` });
        writeFileSync(`${process.env.FAILED}/${name}-${i}.html`, await screen.content());
      }
      throw error;
    }
    console.log(`${name}: ${((Date.now() - begin) / 1000).toFixed(1)} s`);
  }
} finally {
  await browser.close();
}
console.log('The dashboard works, and loaded nothing from elsewhere.');
