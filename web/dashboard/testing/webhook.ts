import type { DeliveryRecordFragment, WebhookRecordFragment } from '../operations/generated';

/** A webhook that works, with what a test changes. */
export function webhook(change: Partial<WebhookRecordFragment> = {}): WebhookRecordFragment {
  return {
    id: 'webhook_1',
    name: 'Newsletter',
    url: 'https://news.example/hook',
    events: ['CUSTOMER_CREATED'],
    query: null,
    scopes: [],
    active: true,
    pausedReason: null,
    failingSince: null,
    queryError: null,
    previousSecretEndsAt: null,
    lastSuccessAt: '2026-11-29T10:00:00Z',
    createdAt: '2026-11-01T10:00:00Z',
    version: 1,
    ...change,
  };
}

/** A delivery that the receiver accepted, with what a test changes. */
export function delivery(change: Partial<DeliveryRecordFragment> = {}): DeliveryRecordFragment {
  return {
    id: 'delivery_1',
    eventType: 'CUSTOMER_CREATED',
    status: 'DELIVERED',
    attempts: 1,
    responseStatus: 200,
    responseBody: 'ok',
    error: null,
    durationMs: 12,
    nextAttemptAt: null,
    createdAt: '2026-11-29T10:00:00Z',
    deliveredAt: '2026-11-29T10:00:01Z',
    ...change,
  };
}
