import type { TypedDocumentNode } from 'urql';
import {
  AddCustomerTagsDocument,
  ChangeCustomersDocument,
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

/** What people enter for an action. */
export type Input = { tags: string[]; reason: string | null; groups: string[]; marketing: boolean };

type Variables = { customers: CustomerSelection } & Partial<Input> & { changes?: object };

/** The mutation of each action. */
export const documents = {
  addTags: AddCustomerTagsDocument,
  removeTags: RemoveCustomerTagsDocument,
  addGroups: ChangeCustomersDocument,
  removeGroups: ChangeCustomersDocument,
  marketing: ChangeCustomersDocument,
  invite: SendInvitationsDocument,
  disable: DisableCustomersDocument,
  delete: DeleteCustomersDocument,
} as unknown as Readonly<Record<Action, TypedDocumentNode<Record<string, Payload | null>, Variables>>>;

/** The variables that the mutation of an action has. */
export function variablesOf(action: Action, customers: CustomerSelection, input: Input): Variables {
  switch (action) {
    case 'addTags':
    case 'removeTags':
      return { customers, tags: input.tags };
    case 'addGroups':
      return { customers, changes: { addGroupIds: input.groups } };
    case 'removeGroups':
      return { customers, changes: { removeGroupIds: input.groups } };
    case 'marketing':
      return { customers, changes: { acceptsMarketing: input.marketing } };
    case 'disable':
      return { customers, reason: input.reason };
    default:
      return { customers };
  }
}
