import { useMemo } from 'react';
import type { TypedDocumentNode } from 'urql';
import { useSession } from '../app/session';
import { typed } from '../fields/typed';
import type { CustomFieldOwner } from '../operations/generated';
import { fieldsOf, type Column } from './column';
import { narrowed } from './narrowed';

type RowOf = { fragment: string; always: readonly string[]; custom: CustomFieldOwner };

/** The query of a list with the fields of its columns, custom fields among them, and no others. */
export function useListDocument<Row, D, V>(
  query: TypedDocumentNode<D, V>,
  { fragment, always, custom }: RowOf,
  columns: readonly Column<Row>[],
): TypedDocumentNode<D, V> {
  const { definitions } = useSession();
  return useMemo(() => {
    const keys = new Set(columns.map(({ key }) => key));
    const shown = definitions.filter(({ owner, key }) => owner === custom && keys.has(`custom.${key}`));
    return typed(narrowed(query, fragment, fieldsOf(columns, always)), shown);
  }, [query, fragment, always, custom, columns, definitions]);
}
