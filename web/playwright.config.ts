import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

// Tests of the pages in a browser. The Go tests start the program and run these (web/dashboard_test.go and test/web):
//
// CLIENTELE_URL            the URL of a running program without staff members
// CLIENTELE_FIRST_TOKEN    the token that creates its first staff member
// CLIENTELE_KEY            an API key with all scopes
// CLIENTELE_TEST_OUTPUT    the folder for screenshots of failed tests, in the system's folder of temporary files by default
// CLIENTELE_TEST_SKIP      a tag of tests to skip, also in the projects that others depend on
// CLIENTELE_TEST_PICTURES  a folder that gets a picture of each page, such as docs/dashboard; none by default
// CHROMIUM                 the browser, /usr/bin/chromium-headless-shell or /usr/bin/chromium by default

/** Chromium without windows, which takes half of the processor time. */
const shell = '/usr/bin/chromium-headless-shell';

/**
 * Specs of the dashboard, in alphabetical order, with the projects that create what they need. A failed dependency skips
 * them. Each project starts a browser of its own, so there are few.
 */
const dashboard = (name: string, specs: readonly string[], ...dependencies: string[]) => ({
  name: `dashboard-${name}`,
  testMatch: specs.map((spec) => `dashboard/${spec}.spec.ts`),
  dependencies: dependencies.map((dependency) => `dashboard-${dependency}`),
});

export default defineConfig({
  testDir: 'test',
  outputDir: process.env.CLIENTELE_TEST_OUTPUT ?? join(tmpdir(), 'clientele-browser'),
  reporter: 'list',
  grepInvert: process.env.CLIENTELE_TEST_SKIP ? new RegExp(process.env.CLIENTELE_TEST_SKIP) : undefined,
  forbidOnly: true,
  retries: 0,
  workers: 1, // all specs use one shop, in the order of the projects
  timeout: 180_000,
  expect: { timeout: 30_000 }, // a slow machine is not a failure
  use: {
    baseURL: process.env.CLIENTELE_URL,
    browserName: 'chromium',
    locale: 'en-IE',
    timezoneId: 'Europe/Dublin',
    viewport: { width: 1280, height: 900 },
    contextOptions: { reducedMotion: 'reduce' },
    actionTimeout: 30_000,
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? (existsSync(shell) ? shell : '/usr/bin/chromium'),
      // Most pages are shown too briefly for optimized code to pay off. With Playwright, Chromium needs the source
      // positions of the code, and without the last flag compiles it again to get them.
      args: ['--no-sandbox', '--disable-gpu', '--js-flags=--no-opt,--no-maglev,--no-enable-lazy-source-positions'],
    },
  },
  projects: [
    { name: 'graphiql', testMatch: 'graphiql.spec.ts' },
    dashboard('signin', ['signin']),
    dashboard('definitions', ['fields', 'groups', 'settings'], 'signin'),
    dashboard(
      'orders',
      ['customers', 'home', 'lists', 'orders', 'palette', 'printing', 'shipping', 'views'],
      'definitions',
    ),
    dashboard(
      'events',
      [
        'account',
        'attacks',
        'bulk',
        'clicks',
        'events',
        'moving',
        'orderemails', // which leaves them turned on
        'privacy',
        'trouble',
        'webhooks',
      ],
      'definitions',
    ),
    dashboard('looks', ['looks', 'speed'], 'definitions'),
  ],
});
