import { emptyParts, wholeOf, type AddressParts } from '../addresses/draft';
import { decimalsIn, decimalsOf } from '../parts/format';
import { draftsOf, inputOf, type Drafts } from '../fields/values';
import type { CheckoutInput, DefinitionFragment } from '../operations/generated';
import { t } from '../texts';

export type ItemDraft = { id: number; sku: string; name: string; quantity: string; unitPrice: string };

/** An order that is being put together. */
export type OrderDraft = {
  guest: boolean;
  customerId: string;
  contact: { name: string; email: string; phone: string };
  /** The saved address to use; empty for the typed one. */
  shippingId: string;
  shipping: AddressParts;
  sameBilling: boolean;
  billingId: string;
  billing: AddressParts;
  saveAddress: boolean;
  currency: string;
  items: ItemDraft[];
  shippingPrice: string;
  tax: string;
  taxIncluded: string;
  discount: string;
  note: string;
  customFields: Drafts;
};

export function emptyItem(id: number): ItemDraft {
  return { id, sku: '', name: '', quantity: '1', unitPrice: '' };
}

export function emptyOrder(customerId: string, currency: string, fields: readonly DefinitionFragment[]): OrderDraft {
  return {
    guest: false,
    customerId,
    contact: { name: '', email: '', phone: '' },
    shippingId: '',
    shipping: emptyParts(),
    sameBilling: true,
    billingId: '',
    billing: emptyParts(),
    saveAddress: false,
    currency,
    items: [emptyItem(0)],
    shippingPrice: '',
    tax: '',
    taxIncluded: '',
    discount: '',
    note: '',
    customFields: draftsOf(fields),
  };
}

const amount = /^\d{1,12}(\.\d{1,4})?$/;
const sums = ['shippingPrice', 'tax', 'taxIncluded', 'discount'] as const;

/** What the schema's types would refuse as a whole request, told by field. */
export function orderFaults(order: OrderDraft): Record<string, string> {
  const faults: Record<string, string> = {};
  if (!order.guest && order.customerId === '') faults['customerId'] = t.order.place.chooseCustomer;
  order.items.forEach(({ quantity, unitPrice }, i) => {
    if (!/^[1-9]\d{0,8}$/.test(quantity.trim())) faults[`items.${i}.quantity`] = t.order.place.wrongQuantity;
    if (!amount.test(unitPrice.trim())) faults[`items.${i}.unitPrice`] = t.order.place.wrongAmount;
  });
  for (const key of sums) {
    if (order[key].trim() !== '' && !amount.test(order[key].trim())) faults[key] = t.order.place.wrongAmount;
  }
  const where = { shippingAddress: order.shippingId === '' ? order.shipping : undefined, billingAddress: order.sameBilling || order.billingId !== '' ? undefined : order.billing };
  for (const [key, parts] of Object.entries(where)) {
    if (parts?.country === '') faults[`${key}.country`] = t.common.required;
  }
  return faults;
}

/** The draft as the API takes it. */
export function checkoutInput(order: OrderDraft, fields: readonly DefinitionFragment[]): CheckoutInput {
  const money = (value: string) => (value.trim() === '' ? null : { amount: value.trim(), currency: order.currency });
  const { name, email, phone } = order.contact;
  const saved = !order.guest;
  const custom = inputOf(fields, order.customFields);
  const input: CheckoutInput = {
    customerId: order.guest ? null : order.customerId,
    contact: order.guest ? { name, email, phone: phone === '' ? null : phone } : null,
    shippingAddress: saved && order.shippingId !== '' ? { addressId: order.shippingId } : { address: wholeOf(order.shipping) },
    billingSameAsShipping: order.sameBilling,
    billingAddress: order.sameBilling ? null : saved && order.billingId !== '' ? { addressId: order.billingId } : { address: wholeOf(order.billing) },
    saveAddress: saved && order.saveAddress,
    items: order.items.map((item) => ({
      sku: item.sku,
      name: item.name,
      quantity: Number(item.quantity),
      unitPrice: { amount: item.unitPrice.trim(), currency: order.currency },
    })),
    shippingPrice: money(order.shippingPrice),
    tax: money(order.tax),
    taxIncluded: money(order.taxIncluded),
    discount: money(order.discount),
    note: order.note === '' ? null : order.note,
  };
  return custom === undefined ? input : Object.assign(input, { customFields: custom });
}

/** What the order will cost, with as many decimals as its prices so that nothing is lost; undefined while an amount is no amount. */
export function totalOf(order: OrderDraft): string | undefined {
  const prices = [...order.items.map(({ unitPrice }) => unitPrice), ...sums.map((key) => order[key])];
  const decimals = Math.max(decimalsOf(order.currency), ...prices.map((price) => decimalsIn(price.trim())));
  const minor = (value: string): bigint => {
    const [whole = '0', part = ''] = value.trim().split('.');
    return BigInt(whole + part.padEnd(decimals, '0'));
  };
  if (Object.keys(orderFaults(order)).some((key) => /items|shippingPrice|tax|discount/.test(key))) return undefined;
  let total = 0n;
  for (const { quantity, unitPrice } of order.items) total += BigInt(quantity.trim()) * minor(unitPrice);
  total += minor(order.shippingPrice || '0') + minor(order.tax || '0') - minor(order.discount || '0');
  if (total < 0n) return undefined;
  const digits = total.toString().padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
