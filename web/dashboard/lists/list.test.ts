import { describe, expect, test, vi } from 'vitest';

vi.stubGlobal('navigator', { languages: ['en'] });
const { inputOf, wordsOf } = await import('./attributes');
const { linkTo, read, write } = await import('./useListState');

const attributes = [
  { key: 'name', label: 'Name', kind: 'text', path: ['name'] },
  { key: 'phone', label: 'Phone', kind: 'text', path: ['phone'], optional: true },
  { key: 'hasPassword', label: 'Password', kind: 'boolean', path: ['hasPassword'] },
  { key: 'orders', label: 'Number of orders', kind: 'integer', path: ['orders', 'count'] },
  { key: 'status', label: 'Order', kind: 'choice', path: ['status'], options: [{ value: 'OPEN', label: 'Open' }] },
  { key: 'custom.size', label: 'Size', kind: 'decimal', path: ['customFields', 'size'], optional: true },
  { key: 'tags', label: 'Tags', kind: 'tags', path: ['tags'] },
  {
    key: 'marketing.SMS',
    label: 'SMS',
    kind: 'choice',
    path: ['marketing'],
    inputOf: (state: readonly string[]) => ({ channel: 'SMS', state }),
  },
  { key: 'country', label: 'Country', kind: 'country', path: ['shippingAddress', 'country'] },
] as const;

describe('a condition becomes the input of a filter', () => {
  test.each([
    ['name', 'contains', 'ann', { name: { contains: 'ann' } }],
    ['name', 'contains', '50 * 2', { name: { contains: '50 * 2' } }],
    ['name', 'starts', 'ann', { name: { startsWith: 'ann' } }],
    ['name', 'ends', 'ann', { name: { like: '*ann' } }],
    ['phone', 'isSet', '', { phone: { isSet: true } }],
    ['phone', 'isNotSet', '', { phone: { isSet: false } }],
    ['name', 'in', 'ann, bob,', { name: { in: ['ann', 'bob'] } }],
    ['hasPassword', 'eq', 'false', { hasPassword: { eq: false } }],
    ['orders', 'gte', '3', { orders: { count: { gte: 3 } } }],
    ['orders', 'gte', 'three', undefined],
    ['status', 'in', 'OPEN', { status: { in: ['OPEN'] } }],
    ['marketing.SMS', 'in', 'PENDING,SUBSCRIBED', { marketing: { channel: 'SMS', state: ['PENDING', 'SUBSCRIBED'] } }],
    ['custom.size', 'lt', '12.50', { customFields: { size: { lt: '12.50' } } }],
    ['custom.size', 'isNotSet', '', { customFields: { size: { isSet: false } } }],
    ['tags', 'has', 'vip', { tags: { has: 'vip' } }],
    ['country', 'eq', 'ie', { shippingAddress: { country: { eq: 'IE' } } }],
    ['name', 'isSet', '', undefined],
    ['name', 'contains', ' ', undefined],
    ['gone', 'eq', 'x', undefined],
  ] as const)('%s %s %s', (attribute, operator, value, want) => {
    expect(inputOf(attributes, { attribute, operator, value })).toEqual(want);
  });
});

test('a condition in words', () => {
  expect(wordsOf(attributes, { attribute: 'status', operator: 'in', value: 'OPEN' })).toBe('Order is one of Open');
  expect(wordsOf(attributes, { attribute: 'custom.size', operator: 'isSet', value: '' })).toBe('Size is set');
});

test('a link to a list with conditions', () => {
  const link = linkTo('/orders', [{ attribute: 'status', operator: 'in', value: 'OPEN' }]);
  expect(link).toBe('/orders?f=status%7Ein%7EOPEN');
});

test('the state of a list is in its address, and is read back from it', () => {
  const state = {
    view: '',
    edited: false,
    search: 'müller & co',
    conditions: [{ attribute: 'name', operator: 'eq', value: 'a~b,c' }],
    sort: 'custom.size',
    direction: 'DESC',
    columns: ['name', 'custom.size'],
    size: 50,
    after: 'abc==',
    before: undefined,
  } as const;
  expect(read(new URLSearchParams(write(state).toString()))).toEqual(state);
  expect(write(read(new URLSearchParams())).toString()).toBe('');
  expect(read(new URLSearchParams('size=7')).size).toBe(25);
  expect(read(new URLSearchParams(), 50).size).toBe(50);
});

test('the address of a saved view has no more than the page, unless the view was changed', () => {
  const state = { ...read(new URLSearchParams('q=ann&sort=NAME')), view: 'view_1', after: 'abc' };
  expect(write(state).toString()).toBe('view=view_1&after=abc');
  const edited = { ...state, edited: true };
  expect(write(edited).toString()).toBe('view=view_1&edited=&q=ann&sort=NAME&after=abc');
  expect(read(write(edited))).toEqual(edited);
});
