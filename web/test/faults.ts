import type { BrowserContext } from '@playwright/test';

/**
 * Collects what goes wrong in the pages of a browser context: errors, refusals by the page's policy, and requests to other
 * origins. `allowed` has patterns of what belongs to the test.
 */
export async function collectFaults(context: BrowserContext, allowed: readonly RegExp[]): Promise<string[]> {
  const { origin } = new URL(process.env.CLIENTELE_URL ?? '');
  const faults: string[] = [];
  const note = (fault: string) => {
    if (!allowed.some((pattern) => pattern.test(fault))) faults.push(fault);
  };
  context.on('weberror', (error) => note(`error: ${error.error().message}`));
  context.on('console', (message) => {
    if (message.type() === 'error') note(`console: ${message.text()}`);
  });
  context.on('request', (request) => {
    const target = new URL(request.url());
    if (target.origin !== origin && target.protocol !== 'data:') note(`request to another origin: ${request.url()}`);
  });
  await context.exposeFunction('noteViolation', (violation: string) => note(`policy: ${violation}`));
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      const { noteViolation } = window as unknown as { noteViolation: (violation: string) => void };
      noteViolation(`${event.effectiveDirective} forbids ${event.blockedURI}`);
    });
  });
  return faults;
}
