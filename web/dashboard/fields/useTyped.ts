import { useMemo } from 'react';
import type { TypedDocumentNode } from 'urql';
import { useSession } from '../app/session';
import type { CustomFieldOwner, DefinitionFragment } from '../operations/generated';
import { inUse, typed } from './typed';

/** A document with the shop's custom fields in it. */
export function useTyped<D, V>(document: TypedDocumentNode<D, V>): TypedDocumentNode<D, V> {
  const { definitions } = useSession();
  return useMemo(() => typed(document, definitions), [document, definitions]);
}

/** The custom fields in use of an owner, by their position. */
export function useFields(owner: CustomFieldOwner): readonly DefinitionFragment[] {
  const { definitions } = useSession();
  return useMemo(() => inUse(definitions, owner), [definitions, owner]);
}
