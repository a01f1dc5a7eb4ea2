import type { JobRowFragment } from '../operations/generated';
import { t } from '../texts';

/** What can be done with many customers. */
export type Action = 'addTags' | 'removeTags' | 'invite' | 'disable' | 'delete';

export const actions: readonly Action[] = ['addTags', 'removeTags', 'invite', 'disable', 'delete'];

/** Whether an action takes something away from customers. */
export const isDangerous = (action: Action): boolean => action === 'disable' || action === 'delete';

/** What came of a job, in words. */
export function resultOf(action: Action, { updated, unchanged, failed }: JobRowFragment): string {
  const words = [t.bulk[action].done(updated)];
  if (unchanged > 0) words.push(t.bulk.unchanged(unchanged));
  if (failed > 0) words.push(t.bulk.failed(failed));
  return words.join(' ');
}
