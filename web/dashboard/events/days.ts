import { locales, t } from '../texts';

const sameYear = new Intl.DateTimeFormat(locales, { weekday: 'long', day: 'numeric', month: 'long' });
const otherYear = new Intl.DateTimeFormat(locales, { dateStyle: 'long' });
const clock = new Intl.DateTimeFormat(locales, { timeStyle: 'short' });
const exact = new Intl.DateTimeFormat(locales, { dateStyle: 'full', timeStyle: 'medium' });
const distance = new Intl.RelativeTimeFormat(locales, { numeric: 'auto' });

const minute = 60_000;
const hour = 60 * minute;

/** The day of a time in the reader's time zone, as YYYY-MM-DD. */
export function dayOf(at: string | Date): string {
  const day = new Date(at);
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((n) => String(n).padStart(2, '0')).join('-');
}

/** Events of one day. */
export type Day<E> = { day: string; events: readonly E[] };

/** Splits events, which are in the order of time, into days. */
export function byDay<E extends { at: string }>(events: readonly E[]): Day<E>[] {
  const days: { day: string; events: E[] }[] = [];
  for (const event of events) {
    const day = dayOf(event.at);
    const last = days.at(-1);
    if (last?.day === day) last.events.push(event);
    else days.push({ day, events: [event] });
  }
  return days;
}

/** A day in words: today, yesterday, or its date, with the year if it is another one. */
export function dayWords(day: string, now: Date): string {
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (day === dayOf(now)) return t.events.today;
  if (day === dayOf(yesterday)) return t.events.yesterday;
  const at = new Date(`${day}T00:00:00`);
  return (at.getFullYear() === now.getFullYear() ? sameYear : otherYear).format(at);
}

/** How long ago a time was, on the day of today; on other days, which the reader sees above, the time of day. */
export function agoWords(at: string, now: Date): string {
  const time = new Date(at);
  const passed = Math.max(0, now.getTime() - time.getTime());
  if (passed < minute) return distance.format(0, 'second');
  if (passed < hour) return distance.format(-Math.floor(passed / minute), 'minute');
  if (dayOf(time) === dayOf(now)) return distance.format(-Math.floor(passed / hour), 'hour');
  return clock.format(time);
}

/** A time to the second, with its day of the week. */
export function exactTime(at: string): string {
  return exact.format(new Date(at));
}
