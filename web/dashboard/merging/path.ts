import type { Scope } from '../operations/generated';

/** The page that merges a customer into the one that remains; without the other one it is chosen there. */
export function mergePath(keep: string, merge?: string): string {
  return `/customers/${keep}/merge${merge === undefined ? '' : `?with=${encodeURIComponent(merge)}`}`;
}

const needed: readonly Scope[] = ['CUSTOMERS_READ', 'CUSTOMERS_WRITE', 'ORDERS_READ', 'ORDERS_WRITE'];

/** Whether a member may merge customers, which moves their orders. */
export const canMerge = (can: (scope: Scope) => boolean): boolean => needed.every(can);
