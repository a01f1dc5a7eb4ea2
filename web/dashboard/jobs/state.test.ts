import { describe, expect, test, vi } from 'vitest';
import type { JobKind, Scope } from '../operations/generated';
import { job } from '../testing/job';
import { t } from '../texts';
import {
  countsOf,
  durationOf,
  hasEnded,
  isMoving,
  mayDownload,
  percentOf,
  scopeOf,
  stateOf,
  summaryOf,
  titleOf,
} from './state';

vi.hoisted(() => vi.stubGlobal('navigator', { languages: ['en-IE'] })); // Node 20 has none

const j = t.job;

test.each<[JobKind, string]>([
  ['IMPORT_CUSTOMERS', 'CUSTOMERS_WRITE'],
  ['IMPORT_ORDERS', 'ORDERS_WRITE'],
  ['EXPORT_CUSTOMERS', 'CUSTOMERS_READ'],
  ['EXPORT_ORDERS', 'ORDERS_READ'],
  ['SEND_INVITATIONS', 'CUSTOMERS_WRITE'],
  ['DELETE_CUSTOMERS', 'CUSTOMERS_WRITE'],
  ['EXPORT_PERSONAL_DATA', 'CUSTOMERS_READ'],
])('%s requires %s', (kind, scope) => expect(scopeOf(kind)).toBe(scope));

test.each<[JobKind, Scope[], boolean]>([
  ['EXPORT_PERSONAL_DATA', ['CUSTOMERS_READ'], false],
  ['EXPORT_PERSONAL_DATA', ['CUSTOMERS_READ', 'ORDERS_READ'], true],
  ['EXPORT_CUSTOMERS', ['CUSTOMERS_READ'], true],
  ['IMPORT_CUSTOMERS', ['CUSTOMERS_READ', 'CUSTOMERS_WRITE'], false],
])('the file of %s with %s', (kind, scopes, want) => {
  const can = (scope: Scope) => scopes.includes(scope);
  expect(mayDownload({ kind, status: 'SUCCEEDED' }, can)).toBe(want);
  expect(mayDownload({ kind, status: 'RUNNING' }, can)).toBe(false);
});

test('a check is not called an import', () => {
  expect(titleOf(job())).toBe(j.kinds.IMPORT_CUSTOMERS);
  expect(titleOf(job({ dryRun: true }))).toBe(j.checks.IMPORT_CUSTOMERS);
});

test.each([
  ['a success', job(), j.statuses.SUCCEEDED, 'success'],
  ['a success with errors', job({ failed: 1 }), j.done.withFaults, 'warning'],
  ['a check', job({ dryRun: true }), j.done.check, 'success'],
  ['a check that found errors', job({ dryRun: true, failed: 1 }), j.done.checkWithFaults, 'warning'],
  ['a failure', job({ status: 'FAILED', failed: 1 }), j.statuses.FAILED, 'danger'],
  ['a canceled job', job({ status: 'CANCELLED' }), j.statuses.CANCELLED, 'neutral'],
  ['a waiting job', job({ status: 'QUEUED' }), j.statuses.QUEUED, 'neutral'],
] as const)('%s is told in words and color', (_, one, words, tone) => {
  expect(stateOf(one)).toEqual({ words, tone });
});

test('a job that waits for its file neither moves nor has ended', () => {
  expect([isMoving('AWAITING_FILE'), hasEnded('AWAITING_FILE')]).toEqual([false, false]);
  expect([isMoving('QUEUED'), isMoving('RUNNING'), isMoving('FAILED')]).toEqual([true, true, false]);
  expect([hasEnded('SUCCEEDED'), hasEnded('FAILED'), hasEnded('CANCELLED')]).toEqual([true, true, true]);
});

describe('counts', () => {
  test('an import has all of them, and its line those that are not zero', () => {
    const one = job({ created: 90, updated: 0, unchanged: 3, failed: 7 });
    expect(countsOf(one).map(({ key, n }) => [key, n])).toEqual([
      ['created', 90],
      ['updated', 0],
      ['unchanged', 3],
      ['failed', 7],
    ]);
    expect(summaryOf(one)).toBe('90 created, 3 unchanged, 7 failed');
  });
  test('a check says what would be done', () => {
    expect(summaryOf(job({ dryRun: true, created: 1200, updated: 3, failed: 1 }))).toBe(
      '1,200 new, 3 to update, 1 with errors',
    );
  });
  test('an export has the number of records', () => {
    expect(summaryOf(job({ kind: 'EXPORT_ORDERS', created: 0, done: 42 }))).toBe('42 exported');
    expect(summaryOf(job({ kind: 'EXPORT_PERSONAL_DATA', created: 0, done: 2 }))).toBe('');
  });
  test('a deletion and invitations say what was done', () => {
    expect(summaryOf(job({ kind: 'DELETE_CUSTOMERS', created: 0, updated: 5 }))).toBe('5 deleted');
    expect(summaryOf(job({ kind: 'SEND_INVITATIONS', created: 0, updated: 2, unchanged: 1 }))).toBe(
      '2 invited, 1 unchanged',
    );
  });
});

test.each([
  ['unknown', { total: null, done: 5, status: 'RUNNING' }, undefined],
  ['half', { total: 10, done: 5, status: 'RUNNING' }, 50],
  ['nothing to do', { total: 0, done: 0, status: 'RUNNING' }, 100],
  ['more than expected', { total: 10, done: 12, status: 'RUNNING' }, 100],
  ['done', { total: null, done: 5, status: 'SUCCEEDED' }, 100],
] as const)('the part that is done: %s', (_, one, percent) => expect(percentOf(one)).toBe(percent));

test.each([
  ['2026-11-29T10:00:00.2Z', undefined],
  ['2026-11-29T10:00:01Z', '1 second'],
  ['2026-11-29T10:01:40Z', '100 seconds'],
  ['2026-11-29T10:10:00Z', '10 minutes'],
  ['2026-11-29T13:00:00Z', '3 hours'],
])('until %s a job took %s', (finishedAt, words) => {
  expect(durationOf({ startedAt: '2026-11-29T10:00:00Z', finishedAt })).toBe(words);
});
