import { count } from './count';

const orders = (n: number) => count(n, 'order', 'orders');

/** Texts of changes of many orders. */
export const orderBulk = {
  orderBulk: {
    region: 'Selected orders',
    running: (done: number, total: number) => `${done} of ${orders(total)} processed`,
    refused: (n: number) => `${count(n, 'order was', 'orders were')} not changed:`,
    missing: 'The server did not answer for this order. Check it before you try again.',
    tooMany: (n: number) => `You can change up to ${orders(n)} at once. Filter the list first.`,
    keep: 'Go back',
    pay: {
      action: 'Mark as paid',
      title: (n: number) => `Mark ${orders(n)} as paid?`,
      text: 'A payment of the outstanding amount is recorded for each order. No money is collected.',
      already: (n: number) => `${count(n, 'order is', 'orders are')} already paid and will not change.`,
      confirm: (n: number) => `Mark ${orders(n)} as paid`,
      done: (n: number) => `${count(n, 'order', 'orders')} marked as paid.`,
    },
    ship: {
      action: 'Mark as shipped',
      title: (n: number) => `Mark ${orders(n)} as shipped?`,
      text: 'A shipment of everything that is left is recorded for each order, without tracking numbers.',
      already: (n: number) => `${count(n, 'order is', 'orders are')} already shipped and will not change.`,
      confirm: (n: number) => `Mark ${orders(n)} as shipped`,
      done: (n: number) => `${count(n, 'order', 'orders')} marked as shipped.`,
    },
    cancel: {
      action: 'Cancel orders',
      title: (n: number) => `Cancel ${orders(n)}?`,
      text: 'You cannot undo this. Payments are not refunded; refund them separately.',
      already: (n: number) => `${count(n, 'order is', 'orders are')} already cancelled and will not change.`,
      confirm: (n: number) => `Cancel ${orders(n)}`,
      done: (n: number) => `${count(n, 'order', 'orders')} cancelled.`,
    },
    anonymize: {
      action: 'Remove personal data',
      title: (n: number) => `Remove the personal data of ${orders(n)}?`,
      text: 'This removes names, addresses, phone numbers, notes and the links to customers. Numbers, items and totals are kept. You cannot undo this.',
      already: (n: number) => `${count(n, 'order has', 'orders have')} no personal data any more and will not change.`,
      confirm: (n: number) => `Remove from ${orders(n)}`,
      done: (n: number) => `Personal data removed from ${orders(n)}.`,
    },
  },
};
