import type { TypedDocumentNode } from 'urql';
import {
  AddCustomerTagsDocument,
  DeleteCustomersDocument,
  DisableCustomersDocument,
  RemoveCustomerTagsDocument,
  SendInvitationsDocument,
  type CustomerSelection,
  type FaultsFragment,
  type JobRowFragment,
} from '../operations/generated';
import type { Action } from './actions';

type Payload = { job: JobRowFragment | null; userErrors: readonly FaultsFragment[] };
type Variables = { customers: CustomerSelection; tags: string[]; reason: string | null };

/** The mutation of each action. */
export const documents = {
  addTags: AddCustomerTagsDocument,
  removeTags: RemoveCustomerTagsDocument,
  invite: SendInvitationsDocument,
  disable: DisableCustomersDocument,
  delete: DeleteCustomersDocument,
} as unknown as Readonly<Record<Action, TypedDocumentNode<Record<string, Payload | null>, Partial<Variables>>>>;

/** The variables that the mutation of an action has. */
export function variablesOf(action: Action, { customers, tags, reason }: Variables): Partial<Variables> {
  if (action === 'addTags' || action === 'removeTags') return { customers, tags };
  return action === 'disable' ? { customers, reason } : { customers };
}
