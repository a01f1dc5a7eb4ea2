import type { FulfillmentStatus, OrderEventStatus, OrderEventType, OrderStatus, PaymentStatus, WholeOrderFragment } from '../operations/generated';

// What a shopper reads of an order. Each text is asked for by the type of its state: a state that the API gets later is a fault of
// `npm run check`, and one that it has before this page knows it is left out.

const statuses: Record<OrderStatus, string> = { OPEN: 'In progress', COMPLETED: 'Completed', CANCELLED: 'Cancelled' };

const payments: Record<PaymentStatus, string> = {
  UNPAID: 'Not paid yet',
  AUTHORIZED: 'Payment authorized',
  PARTIALLY_PAID: 'Partly paid',
  PAID: 'Paid',
  PARTIALLY_REFUNDED: 'Partly refunded',
  REFUNDED: 'Refunded',
};

const shippings: Record<FulfillmentStatus, string> = { UNFULFILLED: 'Not shipped yet', PARTIALLY_FULFILLED: 'Partly shipped', FULFILLED: 'Shipped' };

const texts: Readonly<Record<OrderEventStatus, string>> = { ...statuses, ...payments, ...shippings };

/** What an event tells the shopper: null for what concerns the shop alone, and the new state for a change of one. */
const events: Record<OrderEventType, string | null | 'state'> = {
  PLACED: 'Order placed',
  STATUS_CHANGED: 'state',
  PAYMENT_STATUS_CHANGED: 'state',
  FULFILLMENT_STATUS_CHANGED: 'state',
  SHIPPING_ADDRESS_CHANGED: 'Shipping address changed',
  EXTERNAL_ID_CHANGED: null,
  CONTACT_CHANGED: 'Contact details changed',
  GUEST_TOKENS_REVOKED: null,
  CLAIMED: 'Added to an account',
  ATTACHED: 'Added to an account',
  DETACHED: 'Removed from an account',
};

/** Where an order stands, such as "Paid, not shipped yet". */
export function standing({ status, paymentStatus, fulfillmentStatus }: Pick<WholeOrderFragment, 'status' | 'paymentStatus' | 'fulfillmentStatus'>): string {
  const all = [status === 'OPEN' ? undefined : statuses[status], payments[paymentStatus], shippings[fulfillmentStatus]].filter((text) => text !== undefined);
  return all.map((text, at) => (at === 0 ? text : text.charAt(0).toLowerCase() + text.slice(1))).join(', ');
}

/** What has happened, for people; nothing where it does not concern the shopper. */
export function happened({ type, to }: Pick<WholeOrderFragment['history'][number], 'type' | 'to'>): string | undefined {
  const text = events[type];
  return (text === 'state' ? to && texts[to] : text) ?? undefined;
}
