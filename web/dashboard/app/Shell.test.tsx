import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { Scope } from '../operations/generated';
import { renderPart } from '../testing/render';
import { t } from '../texts';
import { Shell } from './Shell';

const shell = (scopes: Scope[], path = '/') =>
  renderPart(<Shell />, { scopes, path, answers: { WebhookHealth: { webhooks: [] } } });
const bar = async () => within(await screen.findByRole('navigation', { name: t.app.navigation }));

test.each<[string, Scope[], string[]]>([
  [
    'an owner',
    ['CUSTOMERS_READ', 'ORDERS_READ', 'WEBHOOKS_WRITE'],
    ['Home', 'Orders', 'Customers', 'Groups', 'Subscribers', 'Imports and exports', 'Custom fields', 'Settings'],
  ],
  [
    'somebody who only sees orders',
    ['ORDERS_READ'],
    ['Home', 'Orders', 'Imports and exports', 'Custom fields', 'Settings'],
  ],
])('the bar at the side shows %s their pages', async (_, scopes, names) => {
  shell(scopes);
  const links = (await bar()).getAllByRole('link');
  expect(links.map(({ textContent }) => textContent)).toEqual(names);
});

test.each([
  ['/', 'Home'],
  ['/customers/customer_1', 'Customers'],
  ['/subscribers', 'Subscribers'],
  ['/settings/keys', 'Settings'],
])('at %s, %s is the current page', async (path, name) => {
  shell(['CUSTOMERS_READ'], path);
  const current = (await bar())
    .getAllByRole('link')
    .filter((link) => link.ariaCurrent ?? link.getAttribute('aria-current'));
  expect(current.map(({ textContent }) => textContent)).toEqual([name]);
});

test('on phones, a button opens the bar, and Escape or a link closes it', async () => {
  vi.stubGlobal('scrollTo', vi.fn());
  shell(['CUSTOMERS_READ']);
  const button = await screen.findByRole('button', { name: t.app.menu });
  const open = () => button.getAttribute('aria-expanded') === 'true';
  await userEvent.click(button);
  expect(open()).toBe(true);
  await userEvent.keyboard('{Escape}');
  expect(open()).toBe(false);
  expect(document.activeElement).toBe(button);
  await userEvent.click(button);
  await userEvent.click((await bar()).getByRole('link', { name: 'Customers' }));
  await waitFor(() => expect(open()).toBe(false));
});
