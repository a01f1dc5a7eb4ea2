import { emptyParts, withFields, wholeOf, type AddressParts } from '../addresses/draft';
import { readAmount } from '../parts/amount';
import { decimalsOf } from '../parts/format';
import { draftFaults, draftsOf, inputOf, type Drafts } from '../fields/values';
import type { CheckoutAddress, CheckoutInput, DefinitionFragment } from '../operations/generated';
import { t } from '../texts';
import { amountOf, minorOf } from './amounts';

/** An option of an article that is typed, such as the size. */
export type OptionDraft = { id: number; name: string; value: string };

export type ItemDraft = {
  id: number;
  sku: string;
  name: string;
  quantity: string;
  unitPrice: string;
  options: OptionDraft[];
  imageUrl: string;
  url: string;
};

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
  return { id, sku: '', name: '', quantity: '1', unitPrice: '', options: [], imageUrl: '', url: '' };
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
    const { fault } = readAmount(unitPrice, order.currency);
    if (fault !== undefined) faults[`items.${i}.unitPrice`] = fault;
  });
  for (const key of sums) {
    const { fault } = readAmount(order[key], order.currency);
    if (order[key].trim() !== '' && fault !== undefined) faults[key] = fault;
  }
  return faults;
}

/** The draft as the API takes it. */
export function checkoutInput(order: OrderDraft, fields: OrderFields): CheckoutInput {
  const { currency } = order;
  const price = (value: string) => ({ amount: readAmount(value, currency).amount ?? '0', currency });
  const money = (value: string) => (value.trim() === '' ? null : price(value));
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
      unitPrice: price(item.unitPrice),
      options: item.options
        .filter(({ name, value }) => name.trim() !== '' || value.trim() !== '')
        .map(({ name, value }) => ({ name, value })),
      imageUrl: item.imageUrl.trim() || null,
      url: item.url.trim() || null,
    })),
    shippingPrice: money(order.shippingPrice),
    tax: money(order.tax),
    taxIncluded: money(order.taxIncluded),
    discount: money(order.discount),
    note: order.note === '' ? null : order.note,
  };
  return withFields(input, custom);
}

/** What the order will cost; undefined while an amount is not valid, or if the discount is more than the rest. */
export function totalOf(order: OrderDraft): string | undefined {
  if (Object.keys(amountFaults(order)).length > 0) return undefined;
  const decimals = decimalsOf(order.currency);
  const minor = (value: string) => minorOf(readAmount(value, order.currency).amount ?? '0', decimals);
  let total = 0n;
  for (const { quantity, unitPrice } of order.items) total += BigInt(quantity.trim()) * minor(unitPrice);
  total += minor(order.shippingPrice) + minor(order.tax) - minor(order.discount);
  return total < 0n ? undefined : amountOf(total, decimals);
}
