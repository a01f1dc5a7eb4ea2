import { describe, expect, test, vi } from 'vitest';
import { definition } from '../testing/definition';
import { draftFaults, draftsOf, inputOf } from './values';

vi.hoisted(() => {
  vi.stubGlobal('navigator', { languages: ['en-IE'] }); // Node 20 has none
  process.env.TZ = 'America/New_York';
});

const field = (type: Parameters<typeof definition>[0] & object) => definition({ key: 'x', ...type });

describe('the drafts of values', () => {
  test.each([
    ['text', field({}), 'a', 'a'],
    ['no value', field({}), null, ''],
    ['a number', field({ type: 'INTEGER' }), 0, '0'],
    ['a boolean', field({ type: 'BOOLEAN' }), false, 'false'],
    ['a time, in the local time zone', field({ type: 'DATETIME' }), '2026-07-01T12:00:00Z', '2026-07-01T08:00:00'],
    ['a reference', field({ type: 'REFERENCE' }), { id: 'customer_1', name: 'Ann' }, 'customer_1'],
    ['a list', field({ type: 'INTEGER', list: true }), [1, 2], ['1', '2']],
    ['no list', field({ list: true }), null, []],
  ])('%s', (_, of, value, want) => {
    expect(draftsOf([of], { x: value })).toEqual({ x: want });
  });

  test('a new record has the defaults', () => {
    expect(draftsOf([field({ default: 'a' }), definition({ key: 'y', list: true, default: 'b' })])).toEqual({
      x: 'a',
      y: [],
    });
  });
});

describe('the input of drafts', () => {
  test.each([
    ['text', field({}), ' a ', ' a '],
    ['an emptied text', field({}), '', null],
    ['an integer', field({ type: 'INTEGER' }), '42', 42],
    ['an exact decimal', field({ type: 'DECIMAL' }), ' 12.50 ', '12.50'],
    ['a boolean', field({ type: 'BOOLEAN' }), 'false', false],
    ['a local time', field({ type: 'DATETIME' }), '2026-01-01T07:00:00', '2026-01-01T12:00:00.000Z'],
    ['a list', field({ type: 'INTEGER', list: true }), ['1', '2'], [1, 2]],
    ['an emptied list', field({ list: true }), [], null],
  ])('%s', (_, of, draft, want) => {
    expect(inputOf([of], { x: draft }, { x: 'before' })).toEqual({ x: want });
  });

  test('unchanged fields are left out, and so are empty ones of a new record', () => {
    const both = [field({}), definition({ key: 'y', list: true })];
    expect(inputOf(both, { x: 'a', y: ['b'] }, { x: 'a', y: ['b'] })).toBeUndefined();
    expect(inputOf(both, { x: '', y: [] })).toBeUndefined();
    expect(inputOf(both, { x: 'a', y: ['b', 'c'] }, { x: 'a', y: ['b'] })).toEqual({ y: ['b', 'c'] });
  });
});

test.each([
  ['INTEGER', '2147483647', true],
  ['INTEGER', '2147483648', false],
  ['INTEGER', '-2147483647', true],
  ['INTEGER', '1.5', false],
  ['INTEGER', '1e3', false],
  ['DECIMAL', '0.000000000000000001', true],
  ['DECIMAL', '12,50', false],
  ['DECIMAL', '.5', false],
  ['DATETIME', '2026-01-01T07:00', true],
  ['DATETIME', '2026-13-01T07:00', false],
  ['INTEGER', '', true],
] as const)('%s %j is valid: %s', (type, draft, valid) => {
  expect(Object.keys(draftFaults([field({ type })], { x: draft }))).toEqual(valid ? [] : ['customFields.x']);
  expect(Object.keys(draftFaults([field({ type, list: true })], { x: ['', draft] }))).toEqual(
    valid ? [] : ['customFields.x'],
  );
});
