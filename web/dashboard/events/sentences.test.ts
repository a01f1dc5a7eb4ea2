import { expect, test, vi } from 'vitest';
import type { EventRecordFragment, EventType } from '../operations/generated';
import { event } from '../testing/event';
import { sentenceOf } from './sentences';

vi.hoisted(() => vi.stubGlobal('navigator', { languages: ['en-IE'] })); // Node 20 has none

type Values = Record<string, string>;

const changes = (values: Values, gone = false): EventRecordFragment['changes'] =>
  Object.entries(values).map(([field, value]) => ({ field, from: gone ? value : null, to: gone ? null : value }));

const tea = '["2 × Green tea (TEA)","1 × 12 teabags (T12)"]';

test.each<[EventType, Values, number | undefined, string | undefined]>([
  ['ORDER_PAYMENT_RECORDED', { amount: '24.50 EUR' }, undefined, 'recorded a payment of €24.50'],
  ['ORDER_PAYMENT_RECORDED', { amount: '24.50 EUR', method: 'Card' }, 3, 'recorded a payment of €24.50 (Card)'],
  ['ORDER_REFUND_RECORDED', { amount: '795 JPY' }, undefined, 'recorded a refund of JP¥795'],
  ['ORDER_SHIPPED', { items: tea, carrier: 'DHL' }, undefined, 'shipped 3 items with DHL'],
  ['ORDER_SHIPPED', { items: tea, carrier: 'DHL' }, 5, 'shipped 3 of 5 items with DHL'],
  ['ORDER_SHIPPED', { items: tea }, 3, 'shipped 3 items'],
  ['ORDER_SHIPPED', {}, 3, undefined],
  ['ORDER_SHIPMENT_UPDATED', { trackingNumber: 'x' }, 3, 'edited a shipment'],
  ['ORDER_PLACED', {}, 3, undefined],
])('%s %j', (type, values, articles, want) => {
  expect(sentenceOf(event({ type, subjectKind: 'ORDER', changes: changes(values) }), articles)?.words).toBe(want);
});

test.each<[EventType, Values, string]>([
  ['ORDER_PAYMENT_VOIDED', { amount: '24.50 EUR' }, 'voided the payment of €24.50'],
  ['ORDER_REFUND_VOIDED', { amount: '4.50 EUR' }, 'voided the refund of €4.50'],
  ['ORDER_SHIPMENT_CANCELLED', { items: tea, carrier: 'DHL' }, 'cancelled the shipment of 3 items with DHL'],
])('what was taken back: %s', (type, values, want) => {
  expect(sentenceOf(event({ type, subjectKind: 'ORDER', changes: changes(values, true) }))?.words).toBe(want);
});
