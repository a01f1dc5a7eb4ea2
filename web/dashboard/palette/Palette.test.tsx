import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Scope } from '../operations/generated';
import { IconHome } from '../parts/icons';
import { renderPart } from '../testing/render';
import { matching } from './entries';
import { PaletteProvider } from './PaletteProvider';

const ana = { __typename: 'Customer', id: 'customer_1', name: 'Ana Pires', email: 'ana@example.com' };
const order = {
  __typename: 'Order',
  id: 'order_1',
  number: 'QX7K2M',
  contact: { __typename: 'Contact', name: 'Ana Pires', email: 'ana@example.com' },
};
const answers = {
  PaletteSearch: ({ search, customers, orders }: Record<string, unknown>) => ({
    ...(customers === true && { customers: { __typename: 'C', nodes: String(search).startsWith('ana') ? [ana] : [] } }),
    ...(orders === true && { orders: { __typename: 'C', nodes: /^(ana|qx)/.test(String(search)) ? [order] : [] } }),
  }),
  PaletteRecent: ({ ids }: Record<string, unknown>) => ({
    nodes: (ids as string[]).map((id) => (id === 'order_1' ? order : null)),
  }),
};

beforeEach(() => {
  localStorage.clear();
  Element.prototype.scrollIntoView = vi.fn();
});

async function open(scopes: Scope[] = ['CUSTOMERS_READ', 'ORDERS_READ', 'CUSTOMERS_WRITE', 'STAFF_WRITE'], path = '/') {
  const rendered = renderPart(
    <PaletteProvider>
      <input aria-label="a field" />
    </PaletteProvider>,
    { scopes, answers, path },
  );
  await screen.findByLabelText('a field');
  fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true });
  const field = await screen.findByRole('combobox');
  await waitFor(() => expect(document.activeElement).toBe(field));
  const chosen = () =>
    screen.queryAllByRole('option').find((option) => option.getAttribute('aria-selected') === 'true');
  return { ...rendered, field, chosen, user: userEvent.setup() };
}

test('the field names the chosen result, which the arrows move and Enter opens', async () => {
  const { field, chosen, user, router, sent } = await open();
  await user.type(field, 'ana');
  await screen.findByRole('option', { name: /Ana Pires.*ana@example/ });
  expect(sent.filter(({ name }) => name === 'PaletteSearch').at(-1)?.variables.search).toBe('ana');
  expect(field.getAttribute('aria-activedescendant')).toBe(chosen()?.id);
  expect(within(screen.getByRole('group', { name: 'Customers' })).getAllByRole('option')).toContain(chosen());
  await user.keyboard('{ArrowDown}');
  expect(chosen()?.textContent).toContain('QX7K2M');
  expect(document.activeElement).toBe(field);
  await user.keyboard('{ArrowUp}{ArrowUp}');
  expect(chosen()?.textContent).toContain('Orders matching'); // around the end
  await user.keyboard('{ArrowDown}{Enter}');
  await waitFor(() => expect(router.state.location.pathname).toBe('/customers/customer_1'));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

test('letters that are typed fast are one request', async () => {
  const { field, user, sent } = await open();
  await user.type(field, 'ana');
  await screen.findByRole('group', { name: 'Orders' });
  expect(sent.filter(({ name }) => name === 'PaletteSearch')).toHaveLength(1);
});

test('Enter before the results have come opens the first one', async () => {
  const { field, user, router } = await open();
  await user.type(field, '#QX7K2M{Enter}'.replace('QX7K2M', 'qx7'));
  await waitFor(() => expect(router.state.location.pathname).toBe('/orders/order_1'));
});

test('what was opened before comes first', async () => {
  const first = await open(undefined, '/orders/order_1');
  expect(first.chosen()?.textContent ?? '').toBeDefined();
  await waitFor(() => expect(screen.getByRole('group', { name: 'Recently opened' }).textContent).toContain('QX7K2M'));
  expect(localStorage.getItem('clientele.recent.staff_1')).toBe('["order_1"]'); // IDs, and nothing about people
});

test.each<[string, Scope[], string[], string[]]>([
  [
    'an owner',
    ['CUSTOMERS_READ', 'CUSTOMERS_WRITE', 'STAFF_WRITE'],
    ['New customer', 'Customers', 'API keys', 'Sign out'],
    ['New order', 'Orders'],
  ],
  [
    'somebody who only sees orders',
    ['ORDERS_READ'],
    ['Orders', 'Your account'],
    ['New customer', 'Customers', 'API keys', 'New order'],
  ],
])('%s is offered what they may do', async (_, scopes, offered, withheld) => {
  await open(scopes);
  const labels = screen.getAllByRole('option').map((option) => option.querySelector('.palette-label')?.textContent);
  for (const label of offered) expect(labels).toContain(label);
  for (const label of withheld) expect(labels).not.toContain(label);
});

test('? shows the shortcuts, but is a letter in a field', async () => {
  renderPart(
    <PaletteProvider>
      <input aria-label="a field" />
    </PaletteProvider>,
    { answers },
  );
  fireEvent.keyDown(await screen.findByLabelText('a field'), { key: '?' });
  expect(screen.queryByRole('dialog')).toBeNull();
  fireEvent.keyDown(document.body, { key: '?' });
  await screen.findByText('Search in the list');
});

test.each([
  ['', ['Home', 'API keys', 'Élan']],
  ['api', ['API keys']],
  ['keys a', ['API keys']],
  ['elan', ['Élan']],
  ['settings', ['API keys']],
  ['ey', []],
])('"%s" finds %j', (typed, labels) => {
  const entries = ['Home', 'API keys', 'Élan'].map((label) => ({
    key: label,
    label,
    icon: IconHome,
    to: '/',
    words: label === 'API keys' ? 'Settings' : '',
  }));
  expect(matching(entries, typed).map(({ label }) => label)).toEqual(labels);
});
