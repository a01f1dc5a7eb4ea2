import type { CustomFieldOwner, DefinitionFragment, EventRecordFragment, EventSubject } from '../operations/generated';
import { countryOf, dateOf, numberOf, timeOf } from '../parts/format';
import { languageOf } from '../parts/languages';
import { t } from '../texts';

type Change = EventRecordFragment['changes'][number];

/** A value of a field as people read it: one text, or those of a list. */
export type Shown = { list: boolean; texts: readonly string[] };

/** A change of a field as people read it. Values that the event does not have are undefined. */
export type ShownChange = { field: string; label: string; from: Shown | undefined; to: Shown | undefined };

/** Returns a change of an event about a kind of record, in the reader's words. */
export function showChange(
  subject: EventSubject,
  { field, from, to }: Change,
  definitions: readonly DefinitionFragment[],
): ShownChange {
  const [, part = '', leaf = field] = /^(contact|shippingAddress|billingAddress)\.(.+)$/.exec(field) ?? [];
  const record = part.endsWith('Address') ? 'ADDRESS' : subject;
  if (leaf.startsWith(custom)) {
    const key = leaf.slice(custom.length);
    const definition = definitions.find((one) => one.key === key && one.owner === (record as CustomFieldOwner));
    const show = (value: string | null) => showCustom(definition, value);
    return { field, label: definition?.label ?? key, from: show(from), to: show(to) };
  }
  const label = part === 'contact' ? wordOf(t.order.correctContact, leaf) : labelOf(record, leaf);
  return { field, label: label ?? field, from: showOwn(leaf, from), to: showOwn(leaf, to) };
}

const custom = 'customFields.';
const channel = 'marketing.';

/** The labels of the records' own fields, as their forms have them. */
const catalogues: Readonly<Record<EventSubject, object>> = {
  CUSTOMER: t.customer,
  ADDRESS: t.address,
  ORDER: t.events.orderFields,
  CUSTOM_FIELD: t.fields,
  SHOP: t.settings.shop,
  STAFF_MEMBER: t.settings.team,
  API_KEY: t.settings.keys,
  WEBHOOK: t.webhook,
  JOB: t.job.fields,
  CUSTOMER_GROUP: t.events.groupFields,
};

const labelOf = (subject: EventSubject, field: string) =>
  field.startsWith(channel)
    ? wordOf(t.marketing.filters, field.slice(channel.length))
    : (wordOf(t.events.fields, field) ?? wordOf(catalogues[subject], field));

function wordOf(texts: object, key: string): string | undefined {
  const word: unknown = Object.hasOwn(texts, key) ? (texts as Record<string, unknown>)[key] : undefined;
  return typeof word === 'string' ? word : undefined;
}

/** The fields of which the events have other texts than people read. */
const lists = new Set([
  'tags',
  'groups',
  'scopes',
  'events',
  'options',
  'order',
  'items',
  'cancelledItems',
  'orderEmails',
]);
const booleans = new Set([
  'acceptsMarketing',
  'emailVerified',
  'isDefaultShipping',
  'isDefaultBilling',
  'list',
  'required',
  'unique',
  'active',
  'dryRun',
  'disabled',
  'personal',
  'doubleOptIn',
]);
const moments = new Set([
  'disabledAt',
  'archivedAt',
  'lastUsedAt',
  'revokedAt',
  'erasureDueAt',
  'erasureRequestedAt',
  'shippedAt',
]);
const names: Readonly<Record<string, object>> = {
  status: { ...t.order.statuses, ...t.job.statuses },
  kind: t.job.kinds,
  format: t.job.formats,
  orderEmails: t.orderEmails.switches,
  paymentStatus: t.order.payments,
  fulfillmentStatus: t.order.shippings,
  role: t.settings.roles,
  scopes: t.settings.scopes,
  events: t.events.types,
  type: t.fields.types,
  access: t.fields.accesses,
  owner: t.fields.owners,
  referenceTo: t.fields.references,
};

function showOwn(field: string, value: string | null): Shown | undefined {
  if (value === null) return undefined;
  const items = lists.has(field) ? itemsOf(value) : undefined;
  const text = (one: string) => {
    const known = field.startsWith(channel) ? t.marketing.states : names[field];
    if (known !== undefined) return wordOf(known, one) ?? one;
    if (booleans.has(field)) return yesNo(one);
    if (moments.has(field)) return timeOf(one);
    if (field === 'locale') return languageOf(one);
    return field === 'country' ? countryOf(one) : one;
  };
  return shown(items ?? value, text);
}

function showCustom(definition: DefinitionFragment | undefined, value: string | null): Shown | undefined {
  if (value === null) return undefined;
  const text = (one: string) => {
    switch (definition?.type) {
      case 'BOOLEAN':
        return yesNo(one);
      case 'DATE':
        return dateOf(one);
      case 'DATETIME':
        return timeOf(one);
      case 'INTEGER':
      case 'DECIMAL':
        return numberOf(one);
      case 'ENUM':
        return definition.options.find((option) => option.value === one)?.label ?? one;
      default:
        return one;
    }
  };
  // The definition of a field can be gone; then an array was most likely a list.
  return shown((definition?.list === false ? undefined : itemsOf(value)) ?? value, text);
}

function shown(value: string | readonly string[], text: (one: string) => string): Shown {
  if (typeof value !== 'string') return { list: true, texts: value.map(text) };
  return { list: false, texts: value === '' ? [] : [text(value)] };
}

const yesNo = (value: string) => (value === 'true' ? t.common.yes : value === 'false' ? t.common.no : value);

/** The items of a JSON array, as texts; undefined for anything else. */
function itemsOf(value: string): string[] | undefined {
  if (!value.startsWith('[')) return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return Array.isArray(parsed)
      ? parsed.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)))
      : undefined;
  } catch {
    return undefined;
  }
}

/** What became of the items of a list: the removed ones first, then the list as it is now. */
export function itemsAfter(
  from: readonly string[],
  to: readonly string[],
): { text: string; change: 'added' | 'removed' | 'kept' }[] {
  return [
    ...from.filter((one) => !to.includes(one)).map((text) => ({ text, change: 'removed' as const })),
    ...to.map((text) => ({ text, change: from.includes(text) ? ('kept' as const) : ('added' as const) })),
  ];
}
