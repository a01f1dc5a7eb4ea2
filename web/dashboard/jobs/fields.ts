import type { CustomFieldOwner, DefinitionFragment, RecordKind } from '../operations/generated';
import { t } from '../texts';

const f = t.import.fields;
const g = t.import.columns.groups;

/** A group of fields in files, by their names in CSV files, with their labels. */
export type FieldGroup = { group: string; items: { value: string; label: string }[] };

type Labels = Readonly<Record<string, string>>;
type Part = { group: string; prefix: string; names: Labels; custom?: CustomFieldOwner };

/** The parts of a record that each kind of file can have, in the order of exported columns. */
const parts: Readonly<Record<RecordKind, readonly Part[]>> = {
  CUSTOMERS: [
    { group: g.record, prefix: '', names: f.customer, custom: 'CUSTOMER' },
    { group: g.address, prefix: 'address.', names: f.address, custom: 'ADDRESS' },
  ],
  ORDERS: [
    { group: g.record, prefix: '', names: f.order, custom: 'ORDER' },
    { group: g.shipping, prefix: 'shipping.', names: f.orderAddress, custom: 'ADDRESS' },
    { group: g.billing, prefix: 'billing.', names: f.orderAddress, custom: 'ADDRESS' },
    { group: g.item, prefix: 'item.', names: f.item },
  ],
};

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

/** The parts of a record in files of other systems, which can have two addresses in a row. */
const importParts: readonly Part[] = [
  { group: g.record, prefix: '', names: {} },
  { group: g.address, prefix: 'address.', names: f.address },
  { group: g.shipping, prefix: 'shipping.', names: f.address },
  { group: g.billing, prefix: 'billing.', names: f.address },
  { group: g.item, prefix: 'item.', names: f.item },
];

/** The fields that a column of a file can be imported as, in groups. A field without a label keeps its name. */
export function importFields(
  kind: RecordKind,
  names: readonly string[],
  definitions: readonly DefinitionFragment[],
): FieldGroup[] {
  const groups = importParts.map(({ group }): FieldGroup => ({ group, items: [] }));
  for (const name of names) {
    // The last part whose prefix fits, because the first one has none.
    const at = importParts.findLastIndex(({ prefix }) => name.startsWith(prefix));
    const part = importParts[at];
    if (part === undefined) continue;
    const label = labelOf(kind, part, name, definitions);
    // What is chosen is shown without its group.
    groups[at]?.items.push({ value: name, label: part.prefix === '' ? label : t.import.ofGroup(part.group, label) });
  }
  return groups.filter(({ items }) => items.length > 0);
}

function labelOf(
  kind: RecordKind,
  { prefix, names }: Part,
  name: string,
  definitions: readonly DefinitionFragment[],
): string {
  const part = name.slice(prefix.length);
  const key = /^custom\.(.+)$/.exec(part)?.[1];
  if (key !== undefined) {
    const owner = prefix === '' ? (kind === 'ORDERS' ? 'ORDER' : 'CUSTOMER') : 'ADDRESS';
    return definitions.find((one) => one.key === key && one.owner === owner)?.label ?? key;
  }
  const own: Labels = prefix === '' ? (kind === 'ORDERS' ? f.order : f.customer) : names;
  const more: Labels = f.more;
  // What another system has for several fields is told by its name, such as shopify.payment.
  const computed = /^(?:shopify|woocommerce|magento|moltin)\.(.+)$/.exec(name)?.[1];
  return (
    own[part] ?? more[part] ?? (computed === undefined ? name : t.import.recognized(computed.replaceAll('_', ' ')))
  );
}
