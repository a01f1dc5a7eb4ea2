import type { EventSubject, EventType, Scope, WebhookStateFragment } from '../operations/generated';
import { timeOf } from '../parts/format';
import type { Tone } from '../parts/Pill';
import { t } from '../texts';

const w = t.webhook;

/** The state of a webhook in words, with the color that repeats it. */
export type State = { words: string; tone: Tone };

export function stateOf({ active, pausedReason, failingSince, queryError }: WebhookStateFragment): State {
  if (!active) {
    if (pausedReason === 'GONE') return { words: w.states.gone, tone: 'danger' };
    if (pausedReason === 'FAILING') return { words: w.states.stopped, tone: 'danger' };
    return { words: w.states.paused, tone: 'neutral' };
  }
  if (queryError !== null) return { words: w.states.badQuery, tone: 'danger' };
  if (failingSince !== null) return { words: w.states.failing(timeOf(failingSince)), tone: 'danger' };
  return { words: w.states.active, tone: 'success' };
}

/** What is wrong with a webhook and what to do; undefined if nothing is, or if staff paused it. */
export function troubleOf(
  { active, pausedReason, failingSince, queryError }: WebhookStateFragment,
  name: string,
): { title: string; text: string } | undefined {
  const a = w.attention;
  if (!active) {
    if (pausedReason === 'GONE') return { title: a.gone(name), text: a.goneText };
    if (pausedReason === 'FAILING') return { title: a.stopped(name), text: a.stoppedText };
    return undefined;
  }
  if (queryError !== null) return { title: a.badQuery(name), text: a.badQueryText(queryError) };
  if (failingSince !== null) return { title: a.failing(name, timeOf(failingSince)), text: a.failingText };
  return undefined;
}

/** Whether the error of a delivery says more than its status: a receiver that refuses says it with the status. */
export function tellsMore({ responseStatus }: { responseStatus: number | null }): boolean {
  return responseStatus === null || responseStatus < 400;
}

/** The kinds of records whose events a member may send, with their types. */
export type EventKind = { subject: EventSubject; label: string; types: readonly EventType[] };

/** The scopes that are required to read events of each kind. */
const needed: Readonly<Record<EventSubject, Scope>> = {
  CUSTOMER: 'CUSTOMERS_READ',
  ADDRESS: 'CUSTOMERS_READ',
  ORDER: 'ORDERS_READ',
  CUSTOM_FIELD: 'CUSTOMERS_READ',
  SHOP: 'CUSTOMERS_READ',
  STAFF_MEMBER: 'STAFF_WRITE',
  API_KEY: 'STAFF_WRITE',
  WEBHOOK: 'STAFF_WRITE',
  JOB: 'STAFF_WRITE',
  CUSTOMER_GROUP: 'CUSTOMERS_READ',
};

/** The kind of record that events of a type are about: CUSTOMER_GROUP of CUSTOMER_GROUP_CREATED, not CUSTOMER. */
function subjectOf(type: EventType): EventSubject | undefined {
  const all = (Object.keys(needed) as EventSubject[]).filter((subject) => type.startsWith(`${subject}_`));
  return all.sort((a, b) => b.length - a.length)[0];
}

export function eventKinds(can: (scope: Scope) => boolean): EventKind[] {
  const types = Object.keys(t.events.types) as EventType[];
  return (Object.keys(needed) as EventSubject[])
    .filter((subject) => can(needed[subject]))
    .map((subject) => ({
      subject,
      label: w.kinds[subject],
      types: types.filter((type) => subjectOf(type) === subject),
    }));
}

/** The name of a type in the body of requests, such as customer.updated. */
export function wireName(subject: EventSubject, type: EventType): string {
  return `${subject}.${type.slice(subject.length + 1)}`.toLowerCase();
}
