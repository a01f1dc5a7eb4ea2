import { expect, test, vi } from 'vitest';
import { auditFilter, conditionsOf, filtersOf, noFilters } from './audit';

vi.hoisted(() => {
  vi.stubGlobal('navigator', { languages: ['en-IE'] }); // Node 20 has none
  process.env.TZ = 'America/New_York';
});

test.each([
  ['nothing', {}, {}],
  ['a member', { who: 'staff_1' }, { actorId: 'staff_1' }],
  ['a kind of actor', { who: 'SYSTEM' }, { actorKinds: ['SYSTEM'] }],
  ['a group', { what: 'signIn' }, { types: expect.arrayContaining(['STAFF_MEMBER_LOGIN_FAILED']) }],
  ['a type', { what: 'SHOP_UPDATED' }, { types: ['SHOP_UPDATED'] }],
  ['administration', { what: 'administration' }, { administration: true }],
  [
    'a day',
    { from: '2026-07-01', until: '2026-07-01' },
    { at: { gte: '2026-07-01T04:00:00.000Z', lt: '2026-07-02T04:00:00.000Z' } },
  ],
  ['a day of 25 hours', { until: '2026-11-01' }, { at: { gte: undefined, lt: '2026-11-02T05:00:00.000Z' } }],
  [
    'a record of a customer',
    { record: ' order_1 ', customer: 'customer_1' },
    { subjectId: 'order_1', customerId: 'customer_1' },
  ],
  ['an unknown type', { what: 'toString' }, undefined],
  ['a day that is none', { from: 'yesterday' }, undefined],
])('the filter for %s', (_, filters, want) => {
  expect(auditFilter({ ...noFilters, ...filters })).toEqual(want);
});

test('the address has only the filters that are set', () => {
  const filters = { ...noFilters, who: 'staff_1', from: '2026-07-01' };
  const conditions = conditionsOf(filters);
  expect(conditions.map(({ attribute, value }) => [attribute, value])).toEqual([
    ['who', 'staff_1'],
    ['from', '2026-07-01'],
  ]);
  expect(filtersOf([...conditions, { attribute: '__proto__', operator: 'eq', value: 'x' }])).toEqual(filters);
});
