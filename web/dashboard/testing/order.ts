import type { OrderRecordFragment } from '../operations/generated';

export const price = { amount: '9.00', currency: 'EUR' };
export const zero = { amount: '0.00', currency: 'EUR' };
export const address = {
  firstName: 'Gus',
  lastName: 'Guest',
  company: null,
  line1: '14 Main Street',
  line2: null,
  city: 'Dublin',
  region: 'Dublin',
  postcode: 'D02 AF30',
  country: 'IE',
  phone: null,
  instructions: null,
  formatted: ['Gus Guest', '14 Main Street', 'Dublin'],
  customFields: { json: {} },
} satisfies OrderRecordFragment['shippingAddress'];

/** A guest's order that is completed, with what a test changes. */
export function order(change: Partial<OrderRecordFragment> = {}): OrderRecordFragment {
  return {
    id: 'order_1',
    number: '1001',
    externalId: null,
    status: 'COMPLETED',
    paymentStatus: 'PAID',
    fulfillmentStatus: 'FULFILLED',
    placedAt: '2026-11-01T10:00:00Z',
    anonymizedAt: null,
    updatedAt: '2026-11-02T10:00:00Z',
    version: 1,
    note: null,
    locale: null,
    customer: null,
    contact: { name: 'Gus Guest', email: 'gus@example.com', phone: null },
    shippingAddress: address,
    billingAddress: address,
    items: [],
    subtotal: price,
    shippingTotal: zero,
    taxTotal: zero,
    taxIncluded: zero,
    discountTotal: zero,
    total: price,
    paid: price,
    refunded: zero,
    outstanding: zero,
    payments: [],
    refunds: [],
    shipments: [],
    steps: {
      status: [],
      paymentStatus: [],
      fulfillmentStatus: [],
      cancel: false,
      correctShippingAddress: false,
      revokeGuestTokens: true,
      anonymize: true,
      ship: false,
      payable: zero,
      refundable: price,
    },
    customFields: { json: {} },
    ...change,
  };
}

const eur = (amount: string) => ({ amount, currency: 'EUR' });

/** Three tins of tea at 4.50 EUR, of which a test says how many were shipped and refunded. */
export function tea(change: Partial<OrderRecordFragment['items'][number]> = {}): OrderRecordFragment['items'][number] {
  return {
    id: 'item_tea',
    sku: 'TEA',
    name: 'Green tea',
    quantity: 3,
    unitPrice: eur('4.50'),
    total: eur('13.50'),
    taxIncluded: zero,
    options: [{ name: 'Size', value: '100 g' }],
    imageUrl: null,
    url: null,
    shippedQuantity: 0,
    cancelledQuantity: 0,
    refundedQuantity: 0,
    ...change,
  };
}

/** An open order of tea and honey for 24.50 EUR, of which nothing is paid or shipped, with what a test changes. */
export function openOrder(change: Partial<OrderRecordFragment> = {}): OrderRecordFragment {
  const honey = { id: 'item_honey', sku: 'HONEY', name: 'Honey', quantity: 1, unitPrice: eur('7.50') };
  return order({
    status: 'OPEN',
    paymentStatus: 'UNPAID',
    fulfillmentStatus: 'UNFULFILLED',
    version: 4,
    items: [tea(), tea({ ...honey, total: eur('7.50'), options: [] })],
    subtotal: eur('21.00'),
    shippingTotal: eur('3.50'),
    total: eur('24.50'),
    paid: zero,
    outstanding: eur('24.50'),
    steps: {
      status: [],
      paymentStatus: ['AUTHORIZED', 'PAID'],
      fulfillmentStatus: ['FULFILLED'],
      cancel: true,
      correctShippingAddress: true,
      revokeGuestTokens: false,
      anonymize: false,
      ship: true,
      payable: eur('24.50'),
      refundable: zero,
    },
    ...change,
  });
}

/** An order that was paid and not shipped. */
export function paidOrder(change: Partial<OrderRecordFragment> = {}): OrderRecordFragment {
  const { steps } = openOrder();
  return openOrder({
    paymentStatus: 'PAID',
    paid: eur('24.50'),
    outstanding: zero,
    payments: [payment()],
    steps: { ...(steps as NonNullable<typeof steps>), payable: zero, refundable: eur('24.50') },
    ...change,
  });
}

export function payment(change: Partial<OrderRecordFragment['payments'][number]> = {}) {
  return {
    id: 'payment_1',
    amount: eur('24.50'),
    method: 'Card',
    reference: null,
    paidAt: '2026-11-02T10:00:00Z',
    createdAt: '2026-11-02T10:00:00Z',
    voidedAt: null,
    ...change,
  };
}

export function refund(change: Partial<OrderRecordFragment['refunds'][number]> = {}) {
  return {
    id: 'refund_1',
    amount: eur('4.50'),
    reason: null,
    items: [],
    refundedAt: '2026-11-03T10:00:00Z',
    createdAt: '2026-11-03T10:00:00Z',
    voidedAt: null,
    ...change,
  };
}

export function shipment(change: Partial<OrderRecordFragment['shipments'][number]> = {}) {
  return {
    id: 'shipment_1',
    items: [{ quantity: 2, item: { id: 'item_tea', sku: 'TEA', name: 'Green tea' } }],
    carrier: 'DHL',
    trackingNumber: '00340434161094042557',
    trackingUrl: null,
    shippedAt: '2026-11-04T10:00:00Z',
    createdAt: '2026-11-04T10:00:00Z',
    cancelledAt: null,
    version: 1,
    ...change,
  };
}
