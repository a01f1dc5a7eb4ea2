import { expect, test, vi } from 'vitest';
import { t } from '../texts';
import { auditGroups, customerGroups, type Group, orderGroups } from './groups';

vi.hoisted(() => vi.stubGlobal('navigator', { languages: ['en-IE'] })); // Node 20 has none

const all = Object.keys(t.events.types).sort();
const typesOf = (groups: readonly Group[]) => groups.flatMap(({ types }) => types).sort();

test('each type is in one group of the audit log', () => {
  expect(typesOf(auditGroups)).toEqual(all);
});

test('a customer’s groups have every type of a customer, an address and an order', () => {
  const types = typesOf(customerGroups(() => true));
  expect([...new Set(types)]).toEqual(all.filter((type) => /^(CUSTOMER|ADDRESS|ORDER)_(?!GROUP_)/.test(type)));
});

test('without ORDERS_READ no group asks for events of orders', () => {
  const groups = customerGroups((scope) => scope !== 'ORDERS_READ');
  expect(typesOf(groups).filter((type) => type.startsWith('ORDER_'))).toEqual([]);
  expect(groups.map(({ label }) => label)).not.toContain(t.events.timeline.groups.orders);
});

test('each type of an order is in one group of its timeline', () => {
  expect(typesOf(orderGroups)).toEqual(all.filter((type) => type.startsWith('ORDER_')));
});
