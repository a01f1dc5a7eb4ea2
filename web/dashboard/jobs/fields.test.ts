import { expect, test, vi } from 'vitest';
import { definition } from '../testing/definition';
import { t } from '../texts';
import { exportFields, importFields } from './fields';

vi.hoisted(() => vi.stubGlobal('navigator', { languages: ['en-IE'] })); // Node 20 has none

const f = t.import.fields;
const definitions = [
  definition({ key: 'size', label: 'Shoe size' }),
  definition({ key: 'old', label: 'Old', archivedAt: '2026-11-29T10:00:00Z' }),
  definition({ owner: 'ADDRESS', key: 'gate', label: 'Gate code' }),
  definition({ owner: 'ORDER', key: 'gift', label: 'Gift wrap' }),
];
const values = (groups: ReturnType<typeof exportFields>) =>
  groups.flatMap(({ items }) => items.map(({ value }) => value));

test('an export has the columns of the records and the custom fields that are in use', () => {
  const customers = values(exportFields('CUSTOMERS', definitions));
  expect(customers).toContain('custom.size');
  expect(customers).toContain('address.custom.gate');
  expect(customers).not.toContain('custom.old');
  expect(customers).not.toContain('password_hash');
  expect(customers.slice(0, 2)).toEqual(['external_id', 'email']);
  const orders = values(exportFields('ORDERS', definitions));
  expect(orders).toContain('custom.gift');
  expect(orders).toContain('billing.custom.gate');
  expect(orders).toContain('item.sku');
  expect(orders).not.toContain('shipping.default_shipping');
});

test('the fields of an import are in groups and have labels', () => {
  const names = [
    'email',
    'first_name',
    'custom.size',
    'address.city',
    'shipping.custom.gate',
    'address.street',
    'new_one',
  ];
  expect(importFields('CUSTOMERS', names, definitions)).toEqual([
    {
      group: t.import.columns.groups.record,
      items: [
        { value: 'email', label: f.customer.email },
        { value: 'first_name', label: f.more.first_name },
        { value: 'custom.size', label: 'Shoe size' },
        { value: 'new_one', label: 'new_one' },
      ],
    },
    {
      group: t.import.columns.groups.address,
      items: [
        { value: 'address.city', label: `Address: ${f.address.city}` },
        { value: 'address.street', label: `Address: ${f.more.street}` },
      ],
    },
    {
      group: t.import.columns.groups.shipping,
      items: [{ value: 'shipping.custom.gate', label: 'Shipping address: Gate code' }],
    },
  ]);
});

test('the fields of orders have their own labels', () => {
  expect(importFields('ORDERS', ['note', 'custom.gift', 'item.name'], definitions)).toEqual([
    {
      group: t.import.columns.groups.record,
      items: [
        { value: 'note', label: f.order.note },
        { value: 'custom.gift', label: 'Gift wrap' },
      ],
    },
    { group: t.import.columns.groups.item, items: [{ value: 'item.name', label: `Item: ${f.item.name}` }] },
  ]);
});
