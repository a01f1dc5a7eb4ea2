import type { Base, Draft } from '../app/useEdit';
import { draftsOf, type Drafts } from '../fields/values';
import type { CustomerRecordFragment, DefinitionFragment } from '../operations/generated';
import { t } from '../texts';

/** A customer as its form holds it. */
export type CustomerDraft = Draft & {
  name: string;
  email: string;
  phone: string;
  locale: string;
  externalId: string;
  note: string;
  tags: string[];
  groupIds: string[];
  customFields: Drafts;
};

export const ownKeys = ['name', 'email', 'phone', 'locale', 'externalId', 'note', 'tags', 'groupIds'] as const;

export function emptyCustomer(fields: readonly DefinitionFragment[]): CustomerDraft {
  return {
    name: '',
    email: '',
    phone: '',
    locale: '',
    externalId: '',
    note: '',
    tags: [],
    groupIds: [],
    customFields: draftsOf(fields),
  };
}

export function customerDraft(
  record: CustomerRecordFragment,
  fields: readonly DefinitionFragment[],
): Base<CustomerDraft> {
  return {
    version: record.version,
    values: {
      name: record.name ?? '',
      email: record.email,
      phone: record.phone ?? '',
      locale: record.locale ?? '',
      externalId: record.externalId ?? '',
      note: record.note ?? '',
      tags: [...(record.tags ?? [])],
      groupIds: (record.groups ?? []).map(({ id }) => id),
      customFields: draftsOf(fields, record.customFields as Record<string, unknown>),
    },
  };
}

/** What the fields are called where two versions are compared. */
export function customerLabels(fields: readonly DefinitionFragment[]): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const key of ownKeys) labels[key] = t.customer[key];
  for (const { key, label } of fields) labels[`customFields.${key}`] = label;
  return labels;
}

/** The error of a list in a form. Errors of its items are at paths of their own, such as `tags.2`. */
export function listError(errors: Record<string, unknown>, key: string): string | undefined {
  const error = Object.entries(errors).find(([path]) => path === key || path.startsWith(`${key}.`))?.[1];
  return typeof error === 'string' ? error : undefined;
}
