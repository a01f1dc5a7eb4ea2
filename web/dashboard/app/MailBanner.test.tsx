import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import type { Scope } from '../operations/generated';
import { renderPart } from '../testing/render';
import { t } from '../texts';
import { MailBanner } from './MailBanner';

const b = t.mailBanner;
const shown = () => screen.queryByRole('region', { name: b.label });

beforeEach(() => localStorage.clear());

async function page(mailServer: boolean | null, scopes: Scope[] = ['STAFF_WRITE'], path = '/customers') {
  const part = (
    <>
      <MailBanner />
      <p>page</p>
    </>
  );
  renderPart(part, { shop: { mailServer }, scopes, path });
  await screen.findByText('page');
}

test.each<[string, boolean | null, Scope[], string, boolean]>([
  ['there is no mail server', false, ['STAFF_WRITE'], '/customers', true],
  ['there is one', true, ['STAFF_WRITE'], '/customers', false],
  ['it is not known', null, ['STAFF_WRITE'], '/customers', false],
  ['the member cannot change it', false, ['CUSTOMERS_READ'], '/customers', false],
  ['the first page says it itself', false, ['STAFF_WRITE'], '/', false],
])('%s', async (_, mailServer, scopes, path, visible) => {
  await page(mailServer, scopes, path);
  expect(shown() !== null).toBe(visible);
});

test('it can be put away', async () => {
  await page(false);
  await userEvent.click(screen.getByRole('button', { name: b.hide }));
  await waitFor(() => expect(shown()).toBeNull());
  expect(localStorage.getItem('clientele.mailbanner.staff_1')).toBe('true');
});
