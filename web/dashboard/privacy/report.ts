import type { ReportFragment } from '../operations/generated';
import { t } from '../texts';

const e = t.privacy.erase;

/** A line of what goes or stays, with a number in its words. */
export type Line = { key: string; words: string; help?: string };

type Key = keyof typeof e.going & keyof ReportFragment;

const going: readonly { key: Key; help?: string }[] = [
  { key: 'customers', help: e.going.customersHelp },
  { key: 'orders', help: e.going.ordersHelp },
  { key: 'addresses' },
  { key: 'sessions' },
  { key: 'emails' },
  { key: 'events' },
  { key: 'consents' },
  { key: 'files', help: e.going.filesHelp },
];

/** What an erasure removes. Nothing is said about what there is none of. */
export function goingOf(report: ReportFragment): Line[] {
  return going
    .filter(({ key }) => report[key] > 0)
    .map(({ key, help }) => ({ key, words: e.going[key](report[key]), ...(help !== undefined && { help }) }));
}

/** What an erasure leaves. */
export function stayingOf({ orders, events, consents }: ReportFragment): Line[] {
  const s = e.staying;
  return [
    ...(orders > 0 ? [{ key: 'orders', words: s.orders(orders), help: s.ordersHelp }] : []),
    ...(events > 0 ? [{ key: 'events', words: s.events(events) }] : []),
    ...(consents > 0 ? [{ key: 'consents', words: s.consents(consents), help: s.consentsHelp }] : []),
    { key: 'record', words: s.record, help: s.recordHelp },
  ];
}

/** What came of an erasure, in one line. */
export const erasedWords = ({ orders }: ReportFragment): string => (orders > 0 ? e.doneOrders(orders) : e.done);
