import { describe, expect, test, vi } from 'vitest';

vi.stubGlobal('navigator', { languages: ['en'] });
const { conditionsOf, filterOf } = await import('./conditions');
const { wordsOf } = await import('./attributes');

const attributes = [
  { key: 'name', label: 'Name', kind: 'text', path: ['name'], optional: true },
  { key: 'disabled', label: 'Disabled', kind: 'boolean', path: ['disabled'] },
  { key: 'orders', label: 'Orders', kind: 'integer', path: ['orders', 'count'] },
  { key: 'lastOrder', label: 'Last order', kind: 'moment', path: ['orders', 'lastPlacedAt'] },
  { key: 'status', label: 'Status', kind: 'choice', path: ['status'], options: [{ value: 'OPEN', label: 'Open' }] },
  { key: 'custom.size', label: 'Size', kind: 'decimal', path: ['customFields', 'size'], optional: true },
  { key: 'tags', label: 'Tags', kind: 'tags', path: ['tags'] },
  {
    key: 'groups',
    label: 'Groups',
    kind: 'choice',
    path: ['groups'],
    inputOf: (ids: readonly string[]) => ({ hasAny: ids }),
    optionsOf: ({ hasAny }: Record<string, unknown>) => (Array.isArray(hasAny) ? (hasAny as string[]) : undefined),
  },
] as const;

const midnight = new Date('2026-11-01T00:00:00').toISOString();
const noon = '2026-11-01T11:30:15.000Z';

describe('a filter becomes conditions that mean the same, and back', () => {
  test.each([
    ['a text', { name: { contains: 'ann' } }, [['name', 'contains', 'ann']]],
    ['an end', { name: { like: '*son' } }, [['name', 'ends', 'son']]],
    ['a beginning', { name: { startsWith: 'An' } }, [['name', 'starts', 'An']]],
    ['no value', { name: { isSet: false } }, [['name', 'isNotSet', '']]],
    ['several texts', { name: { in: ['ann', 'bob'] } }, [['name', 'in', 'ann,bob']]],
    ['a yes', { disabled: { eq: true } }, [['disabled', 'eq', 'true']]],
    ['a number', { orders: { count: { gte: 3 } } }, [['orders', 'gte', '3']]],
    ['a day', { orders: { lastPlacedAt: { gte: midnight } } }, [['lastOrder', 'after', '2026-11-01']]],
    ['a moment of another time zone', { orders: { lastPlacedAt: { lt: noon } } }, [['lastOrder', 'before', noon]]],
    ['a choice', { status: { in: ['OPEN'] } }, [['status', 'in', 'OPEN']]],
    ['a custom field', { customFields: { size: { lt: '12.50' } } }, [['custom.size', 'lt', '12.50']]],
    ['a tag', { tags: { has: 'vip' } }, [['tags', 'has', 'vip']]],
    ['options of another form', { groups: { hasAny: ['group_1', 'group_2'] } }, [['groups', 'in', 'group_1,group_2']]],
  ])('%s', (_, filter, want) => {
    const conditions = conditionsOf(attributes, JSON.stringify({ and: [filter] }));
    expect(conditions.map(({ attribute, operator, value }) => [attribute, operator, value])).toEqual(want);
    expect(filterOf(attributes, conditions)).toEqual({ filter: { and: [filter] }, wrong: [] });
  });

  test.each([
    ['alternatives', { or: [{ name: { eq: 'a' } }, { name: { eq: 'b' } }] }],
    ['a negation', { not: { tags: { has: 'vip' } } }],
    ['a pattern', { name: { like: 'a*b' } }],
    ['a comma in a text', { name: { in: ['Smith, Ann'] } }],
    ['a comparison that the form does not have', { tags: { hasAll: ['a', 'b'] } }],
    ['a field that the form does not have', { marketing: { channel: 'SMS' } }],
  ])('what the form does not have stays as it is: %s', (_, filter) => {
    const conditions = conditionsOf(attributes, JSON.stringify({ and: [filter] }));
    expect(conditions.map(({ attribute }) => attribute)).toEqual(['*']);
    expect(filterOf(attributes, conditions)).toEqual({ filter: { and: [filter] }, wrong: [] });
  });

  test('several fields of one object', () => {
    const conditions = conditionsOf(
      attributes,
      '{"orders":{"count":{"gte":1,"lte":5},"lastPlacedAt":null},"tags":{"has":"a"}}',
    );
    expect(conditions.map((condition) => wordsOf(attributes, condition))).toEqual([
      'Orders at least 1',
      'Orders at most 5',
      'Tags include a',
    ]);
  });
});

test('a custom field that is gone is named by its key, and the filter is wrong', () => {
  const conditions = conditionsOf(attributes, '{"and":[{"customFields":{"tier":{"in":["GOLD"]}}}]}');
  expect(wordsOf(attributes, conditions[0] as never)).toBe('tier is GOLD');
  expect(filterOf(attributes, conditions)).toEqual({ filter: undefined, wrong: conditions });
});

test('what is not JSON is wrong', () => {
  const conditions = conditionsOf(attributes, '{"and":');
  expect(filterOf(attributes, conditions).wrong).toHaveLength(1);
  expect(conditionsOf(attributes, null)).toEqual([]);
});
