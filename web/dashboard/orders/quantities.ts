import type { OrderRecordFragment } from '../operations/generated';

export type Item = OrderRecordFragment['items'][number];
export type Shipment = OrderRecordFragment['shipments'][number];

/** How many of a line item are still to be shipped. */
export const leftToShip = (item: Item) => item.quantity - item.shippedQuantity - item.cancelledQuantity;

/** How many of a line item can still be refunded. */
export const leftToRefund = (item: Item) => item.quantity - item.refundedQuantity;

/** The quantities that are typed, by line item. */
export type Quantities = Readonly<Record<string, string>>;

/** A quantity that was typed; an empty one is 0. Undefined if it is not a whole number from 0 to `most`. */
export function readQuantity(text: string, most: number): number | undefined {
  const typed = text.trim();
  if (typed === '') return 0;
  const quantity = /^\d{1,7}$/.test(typed) ? Number(typed) : undefined;
  return quantity !== undefined && quantity <= most ? quantity : undefined;
}

/** Whether a quantity is something else than nothing. */
export const isTyped = (text: string | undefined) => !/^\s*0*\s*$/.test(text ?? '');

/** The sum of quantities, such as the number of articles in a shipment. */
export const sumOf = (list: readonly { quantity: number }[]) => list.reduce((sum, { quantity }) => sum + quantity, 0);

/** Whether somebody may still record a shipment, and something is left to be shipped. */
export const canShip = (order: OrderRecordFragment) =>
  order.steps?.ship === true && order.items.some((item) => leftToShip(item) > 0);
