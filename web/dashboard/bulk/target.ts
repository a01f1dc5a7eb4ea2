import type { CustomerFilter, CustomerRowFragment, CustomerSelection } from '../operations/generated';
import type { Shown } from '../lists/List';
import type { Selection } from '../lists/useSelection';
import { t } from '../texts';

/** The customers that a change concerns: some of them, or all that match. */
export type Target =
  | { ids: readonly string[]; tags: readonly string[] }
  | {
      filter: CustomerFilter;
      search: string | undefined;
      count: number;
      /** Whether the number is an estimate. */
      about: boolean;
      tags: readonly string[];
    };

/** The target of the rows that are selected in a list; undefined while those that match are counted. */
export function targetOf({ all, rows }: Selection<CustomerRowFragment>, shown: Shown): Target | undefined {
  if (!all) {
    const tags = [...rows.values()].flatMap((row) => row.tags ?? []);
    return { ids: [...rows.keys()], tags: [...new Set(tags)].sort() };
  }
  const count = shown.count?.totalCount;
  if (typeof count !== 'number') return undefined;
  const about = shown.count?.totalCountEstimated === true;
  return { filter: shown.filter ?? {}, search: shown.search, count, about, tags: [] };
}

/** What the rows that are selected in a list are, as the conditions of an export. */
export function shownOf({ all, rows }: Selection<unknown>, shown: Shown): Shown {
  if (all) return shown;
  const ids = [...rows.keys()];
  const some = Array.from({ length: Math.ceil(ids.length / mostIDs) }, (_, i) => ({
    id: { in: ids.slice(i * mostIDs, (i + 1) * mostIDs) },
  }));
  const count = { totalCount: ids.length, totalCountEstimated: false };
  return { filter: { and: [{ or: some }] }, search: undefined, count };
}

/** How many IDs a condition takes. */
const mostIDs = 200;

export const sizeOfTarget = (target: Target): number => ('ids' in target ? target.ids.length : target.count);

/** The input of the API. */
export function selectionOf(target: Target): CustomerSelection {
  return 'ids' in target
    ? { ids: [...target.ids] }
    : { filter: target.filter, search: target.search ?? null, expectedCount: target.count };
}

/** "1 customer", "12 customers", "about 20,000 customers". */
export function whoOf(target: Target): string {
  const n = sizeOfTarget(target);
  return 'about' in target && target.about ? t.bulk.about(n) : t.bulk.customers(n);
}
