import type { AmountFragment } from '../operations/generated';
import { readAmount } from '../parts/amount';
import { moneyOf } from '../parts/format';
import { notify } from '../parts/notify';
import { t } from '../texts';
import { compare, isSome } from './amounts';

/** The amount that was typed, and what is wrong with it if it is not more than nothing and at most the limit. */
export function readUpTo(text: string, limit: AmountFragment, tooMuch: (limit: string) => string) {
  const read = readAmount(text, limit.currency);
  const value = { amount: read.amount ?? '0', currency: limit.currency };
  if (read.fault !== undefined) return { value, fault: read.fault };
  if (!isSome(value)) return { value, fault: t.record.moreThanZero };
  if (compare(value, limit) > 0) return { value, fault: tooMuch(moneyOf(limit)) };
  return { value };
}

/** Says that a record was added to the earlier ones of an order, and offers to undo it by its ID. */
export function notifyAdded(
  message: string,
  { before, after }: Readonly<Record<'before' | 'after', readonly { id: string }[]>>,
  undo: (id: string) => unknown,
): void {
  const known = new Set(before.map(({ id }) => id));
  const added = after.find(({ id }) => !known.has(id));
  notify(message, added && { undo: () => undo(added.id) });
}
