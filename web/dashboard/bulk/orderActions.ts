import type { FulfillmentStatus, OrderStatus, PaymentStatus } from '../operations/generated';

/** How many orders can be changed. */
export type OrderAction = 'pay' | 'ship' | 'cancel' | 'anonymize';

/** What must be known of an order to change it with others. */
export type Chosen = {
  id: string;
  number: string;
  status: OrderStatus;
  paymentStatus: PaymentStatus;
  fulfillmentStatus: FulfillmentStatus;
  anonymizedAt: string | null;
};

/** Whether an order is already as the action would make it. */
export function isDone(action: OrderAction, order: Chosen): boolean {
  switch (action) {
    case 'pay':
      return order.paymentStatus === 'PAID';
    case 'ship':
      return order.fulfillmentStatus === 'FULFILLED';
    case 'cancel':
      return order.status === 'CANCELLED';
    case 'anonymize':
      return order.anonymizedAt !== null;
  }
}

/** An order that was not changed, and why. */
export type Refusal = { order: Chosen; message: string };

/** What came of a change of orders. */
export type Result = { done: number; refused: readonly Refusal[] };

/** How many mutations the API takes in one request. */
export const most = 20;

/** A request that changes several orders, one field for each: `o0`, `o1` and so on. */
export function requestFor(
  action: Exclude<OrderAction, 'anonymize'>,
  orders: readonly Chosen[],
  reason: string | null,
) {
  const ids = orders.map((_, i) => `$i${i}: ID!`).join(', ');
  const payload = '{ orderId userErrors { code field message } }';
  const inputs = { pay: 'paymentStatus: PAID', ship: 'fulfillmentStatus: FULFILLED' };
  const fields = orders.map((_, i) =>
    action === 'cancel'
      ? `o${i}: cancelOrder(id: $i${i}, reason: $reason) ${payload}`
      : `o${i}: updateOrder(id: $i${i}, input: { ${inputs[action]} }) ${payload}`,
  );
  const variables: Record<string, string | null> = Object.fromEntries(orders.map(({ id }, i) => [`i${i}`, id]));
  if (action === 'cancel') variables.reason = reason;
  const reasons = action === 'cancel' ? ', $reason: String' : '';
  return { query: `mutation ChangeOrders(${ids}${reasons}) { ${fields.join(' ')} }`, variables };
}
