import type { TypedDocumentNode } from 'urql';
import type { CustomFieldOwner, DefinitionFragment } from '../operations/generated';

/** The fragments whose custom fields are filled in, and whose fields they are. */
const fragments: Readonly<Record<string, CustomFieldOwner>> = {
  CustomerCustom: 'CUSTOMER',
  AddressCustom: 'ADDRESS',
  OrderCustom: 'ORDER',
  OrderAddressCustom: 'ADDRESS',
};

/** The fragments of copies, whose JSON also has what was archived since. */
const copies = new Set(['OrderAddressCustom']);

type Selection = {
  kind: 'Field';
  name: { kind: 'Name'; value: string };
  selectionSet?: { kind: 'SelectionSet'; selections: Selection[] };
};

/** The fields in use of an owner, by their position. */
export function inUse(definitions: readonly DefinitionFragment[], owner: CustomFieldOwner): DefinitionFragment[] {
  return definitions.filter((d) => d.owner === owner && d.archivedAt === null);
}

/**
 * A document that asks for the shop's custom fields by their own names, where it asked for all of them as one JSON. Without
 * any it stays as it is.
 */
export function typed<D, V>(
  document: TypedDocumentNode<D, V>,
  definitions: readonly DefinitionFragment[],
): TypedDocumentNode<D, V> {
  const changed = document.definitions.map((definition) => {
    if (definition.kind !== 'FragmentDefinition') return definition;
    const owner = fragments[definition.name.value];
    const fields = owner === undefined ? [] : inUse(definitions, owner);
    if (fields.length === 0) return definition;
    const selections = fields.map(({ key, type, referenceTo }) =>
      type === 'REFERENCE'
        ? select(key, ...(referenceTo === 'ORDER' ? ['id', 'number'] : ['id', 'name', 'email']))
        : select(key),
    );
    if (copies.has(definition.name.value)) selections.push(select('json'));
    const custom: Selection = { ...select('customFields'), selectionSet: { kind: 'SelectionSet', selections } };
    return { ...definition, selectionSet: { kind: 'SelectionSet', selections: [custom] } };
  });
  return { ...document, definitions: changed } as TypedDocumentNode<D, V>;
}

function select(name: string, ...below: string[]): Selection {
  const field: Selection = { kind: 'Field', name: { kind: 'Name', value: name } };
  return below.length === 0
    ? field
    : { ...field, selectionSet: { kind: 'SelectionSet', selections: below.map((n) => select(n)) } };
}
