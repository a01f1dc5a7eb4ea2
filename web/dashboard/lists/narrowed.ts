import type { TypedDocumentNode } from 'urql';

type Field = { kind: string; name?: { value: string }; selectionSet?: { selections: readonly Field[] } };
type Definition = Field & { selectionSet: { selections: readonly Field[] } };

/**
 * A document that requests only some fields of a fragment, by their names; a fragment in it counts by its own name. The
 * other fields of its type are then undefined, whatever the type says. Fragments that are no longer used go, because a
 * document must not have any.
 */
export function narrowed<D, V>(
  document: TypedDocumentNode<D, V>,
  fragment: string,
  fields: ReadonlySet<string>,
): TypedDocumentNode<D, V> {
  const definitions = (document.definitions as readonly unknown[] as readonly Definition[]).map((definition) => {
    if (definition.kind !== 'FragmentDefinition' || definition.name?.value !== fragment) return definition;
    const selections = definition.selectionSet.selections.filter(({ name }) => fields.has(name?.value ?? ''));
    return { ...definition, selectionSet: { ...definition.selectionSet, selections } };
  });
  const used = new Set<string>();
  for (const definition of definitions) if (definition.kind === 'OperationDefinition') visit(definition);
  return {
    ...document,
    definitions: definitions.filter(({ kind, name }) => kind === 'OperationDefinition' || used.has(name?.value ?? '')),
  } as unknown as TypedDocumentNode<D, V>;

  function visit({ selectionSet }: Field): void {
    for (const selection of selectionSet?.selections ?? []) {
      const name = selection.name?.value ?? '';
      if (selection.kind === 'FragmentSpread' && !used.has(name)) {
        used.add(name);
        for (const definition of definitions) if (definition.name?.value === name) visit(definition);
      } else if (selection.kind !== 'FragmentSpread') visit(selection);
    }
  }
}
