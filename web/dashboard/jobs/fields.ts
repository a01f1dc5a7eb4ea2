import type { CustomFieldOwner, DefinitionFragment, RecordKind } from '../operations/generated';
import { t } from '../texts';

const f = t.import.fields;
const g = t.import.columns.groups;

/** A group of fields in files, by their names in CSV files, with their labels. */
export type FieldGroup = { group: string; items: { value: string; label: string }[] };

type Part = { group: string; prefix: string; names: Readonly<Record<string, string>>; custom?: CustomFieldOwner };

/** The fields of files by the parts of a record, in the order of exported columns. */
const parts: Readonly<Record<RecordKind, readonly Part[]>> = {
  CUSTOMERS: [
    { group: g.record, prefix: '', names: f.customer, custom: 'CUSTOMER' },
    { group: g.address, prefix: 'address.', names: f.address, custom: 'ADDRESS' },
  ],
  ORDERS: [
    { group: g.record, prefix: '', names: f.order, custom: 'ORDER' },
    { group: g.shipping, prefix: 'shipping.', names: postal(), custom: 'ADDRESS' },
    { group: g.billing, prefix: 'billing.', names: postal(), custom: 'ADDRESS' },
    { group: g.item, prefix: 'item.', names: f.item },
  ],
};

/** The fields of the addresses of orders, which have no place in an address book. */
function postal(): Record<string, string> {
  const { label: _, default_shipping: __, default_billing: ___, ...names } = f.address;
  return names;
}

/** The columns of an export, in their order. */
export function exportFields(kind: RecordKind, definitions: readonly DefinitionFragment[]): FieldGroup[] {
  return parts[kind].map(({ group, prefix, names, custom }) => ({
    group,
    items: [
      ...Object.entries(names).map(([name, label]) => ({ value: prefix + name, label })),
      ...definitions
        .filter(({ owner, archivedAt }) => owner === custom && archivedAt === null)
        .map(({ key, label }) => ({ value: `${prefix}custom.${key}`, label })),
    ],
  }));
}

/** The fields that a column of a file can be imported as, in groups; one without a known name keeps its own. */
export function importFields(
  kind: RecordKind,
  names: readonly string[],
  definitions: readonly DefinitionFragment[],
): FieldGroup[] {
  const known = exportFields(kind, definitions);
  const labels = new Map(known.flatMap(({ items }) => items.map(({ value, label }) => [value, label])));
  labels.set('password_hash', f.passwordHash);
  const groups = parts[kind].map(({ group }): FieldGroup => ({ group, items: [] }));
  for (const name of names) {
    // The last part whose prefix fits, because the first one has none.
    const at = parts[kind].findLastIndex(({ prefix }) => name.startsWith(prefix));
    groups[at]?.items.push({ value: name, label: labels.get(name) ?? name });
  }
  return groups.filter(({ items }) => items.length > 0);
}
