import type { EventRecordFragment } from '../operations/generated';

/** An event of a customer, with what a test changes. */
export function event(change: Partial<EventRecordFragment> = {}): EventRecordFragment {
  return {
    id: 'entry_1',
    type: 'CUSTOMER_UPDATED',
    at: '2026-11-29T10:00:00Z',
    subjectKind: 'CUSTOMER',
    subjectId: 'customer_1',
    customerId: 'customer_1',
    actor: { kind: 'STAFF', actorId: 'staff_1', name: 'Olga' },
    changes: [],
    text: null,
    requestId: null,
    ...change,
  };
}
