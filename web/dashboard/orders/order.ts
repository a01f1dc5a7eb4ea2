import { emptyParts, withFields, wholeOf, type AddressParts } from '../addresses/draft';
import { decimalsIn, decimalsOf } from '../parts/format';
import { draftFaults, draftsOf, inputOf, type Drafts } from '../fields/values';
import type { CheckoutAddress, CheckoutInput, DefinitionFragment } from '../operations/generated';
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
  shippingFields: Drafts;
  sameBilling: boolean;
  billingId: string;
  billing: AddressParts;
  billingFields: Drafts;
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

/** The custom fields of an order and of its addresses. */
export type OrderFields = { order: readonly DefinitionFragment[]; address: readonly DefinitionFragment[] };

export function emptyOrder(customerId: string, currency: string, fields: OrderFields): OrderDraft {
  return {
    guest: false,
    customerId,
    contact: { name: '', email: '', phone: '' },
    shippingId: '',
    shipping: emptyParts(),
    shippingFields: draftsOf(fields.address),
    sameBilling: true,
    billingId: '',
    billing: emptyParts(),
    billingFields: draftsOf(fields.address),
    saveAddress: false,
    currency,
    items: [emptyItem(0)],
    shippingPrice: '',
    tax: '',
    taxIncluded: '',
    discount: '',
    note: '',
    customFields: draftsOf(fields.order),
  };
}

const amount = /^\d{1,12}(\.\d{1,4})?$/;
const sums = ['shippingPrice', 'tax', 'taxIncluded', 'discount'] as const;

/** The addresses that are typed, by their place in the input. */
function typedAddresses(order: OrderDraft): Record<string, { parts: AddressParts; fields: Drafts }> {
  return {
    ...((order.guest || order.shippingId === '') && {
      shippingAddress: { parts: order.shipping, fields: order.shippingFields },
    }),
    ...(!order.sameBilling &&
      (order.guest || order.billingId === '') && {
        billingAddress: { parts: order.billing, fields: order.billingFields },
      }),
  };
}

/** What the schema's types would refuse as a whole request, told by field. */
export function orderFaults(order: OrderDraft, fields: OrderFields): Record<string, string> {
  const faults = amountFaults(order);
  if (!order.guest && order.customerId === '') faults.customerId = t.order.place.chooseCustomer;
  for (const [key, address] of Object.entries(typedAddresses(order))) {
    if (address.parts.country === '') faults[`${key}.country`] = t.common.required;
    for (const [path, fault] of Object.entries(draftFaults(fields.address, address.fields)))
      faults[`${key}.${path}`] = fault;
  }
  return { ...faults, ...draftFaults(fields.order, order.customFields) };
}

function amountFaults(order: OrderDraft): Record<string, string> {
  const faults: Record<string, string> = {};
  order.items.forEach(({ quantity, unitPrice }, i) => {
    if (!/^[1-9]\d{0,8}$/.test(quantity.trim())) faults[`items.${i}.quantity`] = t.order.place.wrongQuantity;
    if (!amount.test(unitPrice.trim())) faults[`items.${i}.unitPrice`] = t.order.place.wrongAmount;
  });
  for (const key of sums) {
    if (order[key].trim() !== '' && !amount.test(order[key].trim())) faults[key] = t.order.place.wrongAmount;
  }
  return faults;
}

/** The draft as the API takes it. */
export function checkoutInput(order: OrderDraft, fields: OrderFields): CheckoutInput {
  const money = (value: string) => (value.trim() === '' ? null : { amount: value.trim(), currency: order.currency });
  const { name, email, phone } = order.contact;
  const saved = !order.guest;
  const custom = inputOf(fields.order, order.customFields);
  const typed = typedAddresses(order);
  const address = (key: string, addressId: string): CheckoutAddress => {
    const own = typed[key];
    return own === undefined
      ? { addressId }
      : { address: withFields(wholeOf(own.parts), inputOf(fields.address, own.fields)) };
  };
  const input: CheckoutInput = {
    customerId: order.guest ? null : order.customerId,
    contact: order.guest ? { name, email, phone: phone === '' ? null : phone } : null,
    shippingAddress: address('shippingAddress', order.shippingId),
    billingSameAsShipping: order.sameBilling,
    billingAddress: order.sameBilling ? null : address('billingAddress', order.billingId),
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
  return withFields(input, custom);
}

/** What the order will cost, with as many decimals as its prices so that nothing is lost; undefined while an amount is no amount. */
export function totalOf(order: OrderDraft): string | undefined {
  const prices = [...order.items.map(({ unitPrice }) => unitPrice), ...sums.map((key) => order[key])];
  const decimals = Math.max(decimalsOf(order.currency), ...prices.map((price) => decimalsIn(price.trim())));
  const minor = (value: string): bigint => {
    const [whole = '0', part = ''] = value.trim().split('.');
    return BigInt(whole + part.padEnd(decimals, '0'));
  };
  if (Object.keys(amountFaults(order)).length > 0) return undefined;
  let total = 0n;
  for (const { quantity, unitPrice } of order.items) total += BigInt(quantity.trim()) * minor(unitPrice);
  total += minor(order.shippingPrice || '0') + minor(order.tax || '0') - minor(order.discount || '0');
  if (total < 0n) return undefined;
  const digits = total.toString().padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
