import type { JobRowFragment } from '../operations/generated';
import { t } from '../texts';

/** How many customers can be changed. */
export type Action =
  | 'addTags'
  | 'removeTags'
  | 'addGroups'
  | 'removeGroups'
  | 'marketing'
  | 'invite'
  | 'disable'
  | 'delete';

/** Whether an action takes something away from customers. */
export const isDangerous = (action: Action): boolean => action === 'disable' || action === 'delete';

export const isTagging = (action: Action): boolean => action === 'addTags' || action === 'removeTags';
export const isGrouping = (action: Action): boolean => action === 'addGroups' || action === 'removeGroups';

/** What came of a job, in words. */
export function resultOf(action: Action, { updated, unchanged, failed }: JobRowFragment): string {
  const words = [t.bulk[action].done(updated)];
  if (unchanged > 0) words.push(t.bulk.unchanged(unchanged));
  if (failed > 0) words.push(t.bulk.failed(failed));
  return words.join(' ');
}
