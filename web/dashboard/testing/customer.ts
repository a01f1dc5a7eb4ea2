import type { CustomerRecordFragment } from '../operations/generated';

/** A customer with a name and an address, with what a test changes. */
export function customer(change: Partial<CustomerRecordFragment> = {}) {
  return {
    __typename: 'Customer',
    id: 'customer_1',
    email: 'ann@example.com',
    name: 'Ann Murphy',
    phone: null,
    hasPassword: false,
    emailVerified: true,
    marketing: [],
    locale: null,
    externalId: null,
    note: null,
    tags: [],
    groups: [],
    disabledAt: null,
    disabledReason: null,
    erasureDueAt: null,
    mergedIds: [],
    createdAt: '2026-11-01T10:00:00Z',
    updatedAt: '2026-11-29T10:00:00Z',
    version: 1,
    customFields: { json: {} },
    ...change,
  } satisfies CustomerRecordFragment & { __typename: string };
}
