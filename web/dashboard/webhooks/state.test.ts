import { expect, test, vi } from 'vitest';
import { webhook } from '../testing/webhook';
import { t } from '../texts';
import { eventKinds, stateOf, troubleOf, wireName } from './state';

vi.hoisted(() => vi.stubGlobal('navigator', { languages: ['en-IE'] })); // Node 20 has none

const since = '2026-11-28T10:00:00Z';
const w = t.webhook;

test.each([
  ['works', {}, w.states.active, undefined],
  ['fails', { failingSince: since }, /^Failing since 28 Nov/, /failing since/],
  ['has a query that is not valid', { queryError: 'no field x', failingSince: since }, w.states.badQuery, /query/],
  ['was paused by staff', { active: false, pausedReason: 'REQUESTED' }, w.states.paused, undefined],
  [
    'was paused while it failed',
    { active: false, pausedReason: 'REQUESTED', failingSince: since },
    w.states.paused,
    undefined,
  ],
  ['is gone', { active: false, pausedReason: 'GONE', failingSince: since }, w.states.gone, /gone/],
  ['failed for days', { active: false, pausedReason: 'FAILING' }, w.states.stopped, /failed/],
] as const)('a webhook that %s', (_, change, words, trouble) => {
  const one = webhook(change);
  expect(stateOf(one).words).toMatch(words);
  const found = troubleOf(one, one.name);
  if (trouble === undefined) expect(found).toBeUndefined();
  else expect(found?.title).toMatch(trouble);
});

test('every type of event can be chosen, by those who may read it', () => {
  const all = eventKinds(() => true).flatMap(({ types }) => types);
  expect(all.sort()).toEqual(Object.keys(t.events.types).sort());
  const some = eventKinds((scope) => scope === 'ORDERS_READ');
  expect(some.map(({ subject }) => subject)).toEqual(['ORDER']);
});

test.each([
  ['CUSTOMER', 'CUSTOMER_NOTE_ADDED', 'customer.note_added'],
  ['CUSTOM_FIELD', 'CUSTOM_FIELD_CREATED', 'custom_field.created'],
  ['API_KEY', 'API_KEY_REVOKED', 'api_key.revoked'],
] as const)('in requests, %s %s is %s', (subject, type, name) => {
  expect(wireName(subject, type)).toBe(name);
});
