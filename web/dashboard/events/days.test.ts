import { expect, test, vi } from 'vitest';
import { agoWords, byDay, dayWords } from './days';

vi.hoisted(() => {
  vi.stubGlobal('navigator', { languages: ['en-IE'] }); // Node 20 has none
  process.env.TZ = 'America/New_York';
});

const now = new Date('2026-11-29T15:30:00-05:00');

test('events are grouped by the days of the reader', () => {
  const at = (id: string, at: string) => ({ id, at });
  const events = [at('a', '2026-11-29T05:00:00Z'), at('b', '2026-11-29T04:59:59Z'), at('c', '2026-11-28T12:00:00Z')];
  expect(byDay(events).map(({ day, events }) => [day, events.map(({ id }) => id).join('')])).toEqual([
    ['2026-11-29', 'a'],
    ['2026-11-28', 'bc'],
  ]);
  expect(byDay([])).toEqual([]);
});

test.each([
  ['2026-11-29', 'Today'],
  ['2026-11-28', 'Yesterday'],
  ['2026-11-27', 'Friday 27 November'],
  ['2026-01-01', 'Thursday 1 January'],
  ['2025-12-31', '31 December 2025'],
])('the day %s is called %s', (day, words) => {
  expect(dayWords(day, now).replace(',', '')).toBe(words);
});

test('the first day of a month comes after the last of the one before', () => {
  expect(dayWords('2026-10-31', new Date('2026-11-01T12:00:00'))).toBe('Yesterday');
});

test.each([
  ['2026-11-29T20:29:31Z', 'now'],
  ['2026-11-29T20:31:00Z', 'now'], // the clocks of the server and the reader differ
  ['2026-11-29T20:28:59Z', '1 minute ago'],
  ['2026-11-29T19:31:00Z', '59 minutes ago'],
  ['2026-11-29T18:29:00Z', '2 hours ago'],
  ['2026-11-29T05:00:00Z', '15 hours ago'],
  ['2026-11-29T04:58:00Z', '23:58'],
  ['2025-11-29T18:29:00Z', '13:29'],
])('%s was %s', (at, words) => {
  expect(agoWords(at, now)).toBe(words);
});
