import type { EventRecordFragment } from '../operations/generated';
import { moneyOf } from '../parts/format';
import { t } from '../texts';

const s = t.events.sentences;

/** What an event does, as the words after the name of who did it: "shipped 2 of 3 items with DHL". */
export type Sentence = {
  words: string;
  /** The fields whose changes the words tell already. */
  told: readonly string[];
};

/** Fields that only programs need. */
export const recordIds: readonly string[] = ['paymentId', 'refundId', 'shipmentId'];

/**
 * The sentence of an event about a payment, a refund or a shipment; undefined for other events, and for those whose
 * values were erased. `articles` is how many articles the order has, where that is known.
 */
export function sentenceOf(event: EventRecordFragment, articles?: number): Sentence | undefined {
  const valueIn = (name: string) => {
    const change = event.changes.find(({ field }) => field === name);
    return change?.to ?? change?.from ?? undefined;
  };
  const twice = valueIn('items') === valueIn('cancelledItems') ? ['items'] : [];
  const amount = amountWords(valueIn('amount'));
  const method = valueIn('method');
  const quantity = quantityOf(valueIn('items'));
  const carrier = valueIn('carrier');
  const more = articles !== undefined && quantity !== undefined && articles > quantity ? articles : undefined;
  const items = quantity === undefined ? undefined : s.items(quantity, more);
  switch (event.type) {
    case 'ORDER_PAYMENT_RECORDED':
      return amount === undefined ? undefined : { words: s.paid(amount, method), told: ['amount', 'method'] };
    case 'ORDER_PAYMENT_VOIDED':
      return amount === undefined ? undefined : { words: s.paymentVoided(amount), told: ['amount', 'method'] };
    case 'ORDER_REFUND_RECORDED':
      return amount === undefined ? undefined : { words: s.refunded(amount), told: ['amount', ...twice] };
    case 'ORDER_REFUND_VOIDED':
      return amount === undefined ? undefined : { words: s.refundVoided(amount), told: ['amount'] };
    case 'ORDER_SHIPPED':
      // The tracking link is in the shipment.
      return items === undefined
        ? undefined
        : {
            words: s.shipped(items, carrier),
            told: ['carrier', ...(valueIn('trackingNumber') ? ['trackingUrl'] : [])],
          };
    case 'ORDER_SHIPMENT_CANCELLED':
      return items === undefined ? undefined : { words: s.shipmentCancelled(items, carrier), told: ['carrier'] };
    case 'ORDER_SHIPMENT_UPDATED':
      return { words: s.shipmentUpdated, told: [] };
    default:
      return undefined;
  }
}

/** An amount of an event, such as `24.50 EUR`, as the reader writes it. */
function amountWords(value: string | undefined): string | undefined {
  const [, amount, currency] = /^(\d+(?:\.\d+)?) ([A-Z]{3})$/.exec(value ?? '') ?? [];
  return amount === undefined || currency === undefined ? value : moneyOf({ amount, currency });
}

/** The sum of the quantities in a list such as `["2 × Green tea (TEA)"]`; undefined if there is none. */
function quantityOf(list: string | undefined): number | undefined {
  if (list === undefined) return undefined;
  try {
    const items: unknown = JSON.parse(list);
    if (!Array.isArray(items)) return undefined;
    return items.reduce((sum: number, item) => sum + (Number.parseInt(String(item), 10) || 0), 0) || undefined;
  } catch {
    return undefined;
  }
}
