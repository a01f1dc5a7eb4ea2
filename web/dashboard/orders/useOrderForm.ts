import { useState } from 'react';
import type { Failure } from '../app/failure';
import { byField, type Outcome } from '../app/useSave';
import type { OrderRecordFragment } from '../operations/generated';

export type OrderForm = ReturnType<typeof useOrderForm>;

/**
 * A form that records something about an order. It shows the order as it was when the form was opened, so that nothing
 * is recorded that somebody has not seen. If the order was changed meanwhile, the form says so, shows the order as it is
 * now, and keeps what was typed.
 */
export function useOrderForm(order: OrderRecordFragment, reload: () => void) {
  const [seen, setSeen] = useState(order);
  const [outdated, setOutdated] = useState(false);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState<Failure>();
  const current = outdated && order.version > seen.version ? order : seen;

  /** Takes what came of a mutation, and returns the order if it is done. The line items are those that were sent. */
  const settle = (
    answer: Outcome<{ order?: OrderRecordFragment | null }>,
    lines: readonly { itemId: string }[] = [],
  ): OrderRecordFragment | undefined => {
    if (answer.done) return answer.payload.order ?? current;
    setFailure(answer.failure);
    if (answer.failure !== undefined) return undefined;
    const conflict = answer.faults.some(({ code }) => code === 'CONFLICT');
    setOutdated(conflict);
    if (conflict) {
      if (answer.payload?.order) setSeen(answer.payload.order);
      reload();
      setErrors({});
      return undefined;
    }
    setErrors(byLine(byField(answer.faults), lines));
    return undefined;
  };

  /** Shows the errors that were found before anything is sent, and tells whether there are none. */
  const check = (faults: Record<string, string>): boolean => {
    setFailure(undefined);
    setErrors(faults);
    return Object.keys(faults).length === 0;
  };
  return { order: current, outdated, errors, failure, settle, check };
}

/** The error of a quantity under the ID of its line item: `quantity.item_1` for `items.0.quantity`. */
function byLine(errors: Record<string, string>, lines: readonly { itemId: string }[]): Record<string, string> {
  const named = (path: string) => {
    const [, i] = /^items\.(\d+)\./.exec(path) ?? [];
    const line = i === undefined ? undefined : lines[Number(i)];
    return line === undefined ? path.replace(/^amount\..*/, 'amount') : `quantity.${line.itemId}`;
  };
  return Object.fromEntries(Object.entries(errors).map(([path, message]) => [named(path), message]));
}
