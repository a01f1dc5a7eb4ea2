import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

// Tests of the built pages (npm run build) in a browser, as shoppers use them.
//
// CLIENTELE_URL          a running program with CLIENTELE_STOREFRONT_URL=https://shop.example and without a mail server
// CLIENTELE_KEY          an API key with ORDERS_WRITE, for the shop's server
// CLIENTELE_STAFF_TOKEN  the access token of an owner, who may read emails
// CLIENTELE_TEST_OUTPUT  the folder for screenshots of failed tests, by default in the folder of temporary files
// CHROMIUM               the browser, /usr/bin/chromium-headless-shell or /usr/bin/chromium by default

/** Chromium without windows, which takes half of the processor time. */
const shell = '/usr/bin/chromium-headless-shell';

export default defineConfig({
  testDir: 'test',
  outputDir: process.env.CLIENTELE_TEST_OUTPUT ?? join(tmpdir(), 'clientele-storefront'),
  reporter: 'list',
  forbidOnly: true,
  retries: 0,
  workers: 1, // all tests use one shop, in their order
  timeout: 120_000,
  expect: { timeout: 20_000 }, // a slow machine is not a failure
  use: {
    baseURL: `http://127.0.0.1:${process.env.SHOP_PORT}`,
    browserName: 'chromium',
    locale: 'en-IE',
    timezoneId: 'Europe/Dublin',
    viewport: { width: 1100, height: 900 },
    contextOptions: { reducedMotion: 'reduce' },
    actionTimeout: 20_000,
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? (existsSync(shell) ? shell : '/usr/bin/chromium'),
      // As those of the dashboard's tests, whose playwright.config.ts says why.
      args: ['--no-sandbox', '--disable-gpu', '--js-flags=--no-opt,--no-maglev,--no-enable-lazy-source-positions'],
    },
  },
  webServer: {
    command: 'node server.mjs',
    env: { PORT: '0' },
    wait: { stdout: /The shop is at http:\/\/127\.0\.0\.1:(?<shop_port>\d+)/ },
  },
  projects: [
    { name: 'shop', testMatch: ['looks.spec.ts', 'privacy.spec.ts', 'shop.spec.ts'] },
    // For a program with CLIENTELE_EMAIL_VERIFICATION=required.
    { name: 'email-verification', testMatch: 'email-verification.spec.ts' },
  ],
});
