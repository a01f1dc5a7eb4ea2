import type {
  FulfillmentStatus,
  OrderEventStatus,
  OrderEventType,
  OrderStatus,
  PaymentStatus,
  WholeOrderFragment,
} from '../operations/generated';

// The texts for statuses and events of orders. `npm run check` fails if a status of the schema has no text. At run
// time, a status without a text is left out.

type Statuses = Pick<WholeOrderFragment, 'status' | 'paymentStatus' | 'fulfillmentStatus'>;

const statuses: Record<OrderStatus, string> = { OPEN: 'In progress', COMPLETED: 'Completed', CANCELLED: 'Cancelled' };

const payments: Record<PaymentStatus, string> = {
  UNPAID: 'Not paid yet',
  AUTHORIZED: 'Payment authorized',
  PARTIALLY_PAID: 'Partially paid',
  PAID: 'Paid',
  PARTIALLY_REFUNDED: 'Partially refunded',
  REFUNDED: 'Refunded',
};

const shippings: Record<FulfillmentStatus, string> = {
  UNFULFILLED: 'Not shipped yet',
  PARTIALLY_FULFILLED: 'Partially shipped',
  FULFILLED: 'Shipped',
};

const texts: Readonly<Record<OrderEventStatus, string>> = { ...statuses, ...payments, ...shippings };

/** The texts of events: null for internal events, and 'state' for changes of a status, which show the new one. */
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
  ANONYMIZED: 'Personal data deleted',
};

/** The current status of an order, such as "Paid, not shipped yet". */
export function statusText({ status, paymentStatus, fulfillmentStatus }: Statuses): string {
  const all = [
    status === 'OPEN' ? undefined : statuses[status],
    payments[paymentStatus],
    shippings[fulfillmentStatus],
  ].filter((text) => text !== undefined);
  return all.map((text, at) => (at === 0 ? text : text.charAt(0).toLowerCase() + text.slice(1))).join(', ');
}

/** Where an order is, as its own page begins. */
export function headline({ status, fulfillmentStatus }: Statuses): string {
  if (status === 'CANCELLED') return 'This order was cancelled';
  if (status === 'COMPLETED') return 'This order is complete';
  if (fulfillmentStatus === 'FULFILLED') return 'Your order is on its way';
  return fulfillmentStatus === 'UNFULFILLED' ? 'We are packing your order' : 'A part of your order is on its way';
}

export const paymentText = ({ paymentStatus }: Statuses): string => payments[paymentStatus];

export const shippingText = ({ fulfillmentStatus }: Statuses): string => shippings[fulfillmentStatus];

/** What was chosen of an item, and how much of it will not be sent. */
export function itemText({ options, cancelledQuantity }: WholeOrderFragment['items'][number]): string {
  const chosen = options.map(({ value }) => value);
  return [...chosen, cancelledQuantity > 0 ? `${cancelledQuantity} will not be sent` : ''].filter(Boolean).join(' · ');
}

/** The text for an event, or undefined if the event is internal. */
export function eventText({
  type,
  to,
}: Pick<WholeOrderFragment['history'][number], 'type' | 'to'>): string | undefined {
  const text = events[type];
  return (text === 'state' ? to && texts[to] : text) ?? undefined;
}
