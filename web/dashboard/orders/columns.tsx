import { useMemo } from 'react';
import { useFields } from '../fields/useTyped';
import { FieldValue } from '../fields/FieldValue';
import { attributeOf, type Attribute } from '../lists/attributes';
import { Own, When } from '../lists/cells';
import type { Column } from '../lists/column';
import type { OrderListRowFragment, OrderRowFragment } from '../operations/generated';
import { countryOf, moneyOf } from '../parts/format';
import { t } from '../texts';
import { Anonymized } from './Anonymized';
import { State } from './State';

type Row = OrderListRowFragment;

const o = t.order;

/** The fields that the list always needs: what names an order, and what can be done with it. */
export const always = ['id', 'number', 'status', 'paymentStatus', 'fulfillmentStatus', 'anonymizedAt'];

/** Something about the person, as long as it was not removed. */
const personal = (row: OrderRowFragment, value: string) =>
  row.anonymizedAt === null ? <bdi>{value}</bdi> : <Anonymized />;

/** The columns that every list of orders can show. */
export const orderColumns: readonly Column<OrderRowFragment>[] = [
  {
    key: 'number',
    label: o.number,
    cell: (row) => row.number,
    sort: 'NUMBER',
    first: 'DESC',
    to: (row) => `/orders/${row.id}`,
    always: true,
    width: 8,
  },
  {
    key: 'placedAt',
    label: o.placedAt,
    cell: (row) => <When at={row.placedAt} />,
    fields: ['placedAt'],
    sort: 'PLACED_AT',
    first: 'DESC',
    short: true,
    width: 8.5,
    card: 'line',
  },
  {
    key: 'contact',
    label: o.contact,
    cell: (row) => personal(row, row.contact.name),
    fields: ['contact'],
    width: 13,
    card: 'line',
  },
  {
    key: 'status',
    label: o.status,
    cell: (row) => <State of={row.status}>{o.statuses[row.status]}</State>,
    sort: 'STATUS',
    short: true,
    card: 'pill',
    width: 8,
  },
  {
    key: 'paymentStatus',
    label: o.payment,
    cell: (row) => <State of={row.paymentStatus}>{o.payments[row.paymentStatus]}</State>,
    sort: 'PAYMENT_STATUS',
    short: true,
    card: 'pill',
    width: 10,
  },
  {
    key: 'fulfillmentStatus',
    label: o.shipping,
    cell: (row) => <State of={row.fulfillmentStatus}>{o.shippings[row.fulfillmentStatus]}</State>,
    sort: 'FULFILLMENT_STATUS',
    short: true,
    card: 'pill',
    width: 10,
  },
  {
    key: 'total',
    label: o.total,
    cell: (row) => moneyOf(row.total),
    fields: ['total'],
    sort: 'TOTAL',
    first: 'DESC',
    numeric: true,
    width: 8,
    card: 'end',
  },
  {
    key: 'email',
    label: o.contactEmail,
    cell: (row) => personal(row, row.contact.email),
    fields: ['contact'],
    width: 14,
    card: 'line',
  },
  {
    key: 'customer',
    label: o.customer,
    cell: (row) => (row.customer !== null ? o.customer : row.anonymizedAt === null ? o.guest : <Anonymized />),
    fields: ['customer'],
    width: 8,
  },
];

const amounts = (['paid', 'outstanding', 'refunded'] as const).map(
  (key): Column<Row> => ({
    key,
    label: t.list.amounts[key],
    cell: (row) => moneyOf(row[key]),
    fields: [key],
    numeric: true,
    width: 8,
  }),
);

const columns: readonly Column<Row>[] = [
  ...orderColumns,
  ...amounts,
  {
    key: 'country',
    label: o.shippingCountry,
    cell: (row) => countryOf(row.shippingAddress.country),
    fields: ['shippingAddress'],
  },
  {
    key: 'postcode',
    label: o.shippingPostcode,
    cell: (row) => <Own text={row.shippingAddress.postcode} />,
    fields: ['shippingAddress'],
  },
  { key: 'externalId', label: o.externalId, cell: (row) => <Own text={row.externalId} />, fields: ['externalId'] },
  {
    key: 'updatedAt',
    label: o.updatedAt,
    cell: (row) => <When at={row.updatedAt} />,
    fields: ['updatedAt'],
    sort: 'UPDATED_AT',
    first: 'DESC',
    short: true,
    width: 9,
  },
];

export const usual = ['number', 'placedAt', 'contact', 'status', 'paymentStatus', 'fulfillmentStatus', 'total'];

const choices = (names: Record<string, string>) => Object.entries(names).map(([value, label]) => ({ value, label }));

const attributes: readonly Attribute[] = [
  { key: 'status', label: o.status, kind: 'choice', path: ['status'], options: choices(o.statuses) },
  { key: 'paymentStatus', label: o.payment, kind: 'choice', path: ['paymentStatus'], options: choices(o.payments) },
  {
    key: 'fulfillmentStatus',
    label: o.shipping,
    kind: 'choice',
    path: ['fulfillmentStatus'],
    options: choices(o.shippings),
  },
  { key: 'placedAt', label: o.placedAt, kind: 'moment', path: ['placedAt'] },
  { key: 'number', label: o.number, kind: 'text', path: ['number'] },
  { key: 'anonymized', label: t.privacy.anonymize.filter, kind: 'boolean', path: ['anonymized'] },
  { key: 'guest', label: o.guest, kind: 'boolean', path: ['guest'] },
  { key: 'customerId', label: o.customerId, kind: 'id', path: ['customerId'] },
  { key: 'contactName', label: o.contactName, kind: 'text', path: ['contact', 'name'] },
  { key: 'contactEmail', label: o.contactEmail, kind: 'text', path: ['contact', 'email'] },
  { key: 'total', label: o.total, kind: 'decimal', path: ['total'] },
  { key: 'currency', label: o.currency, kind: 'currency', path: ['currency'] },
  { key: 'sku', label: o.sku, kind: 'text', path: ['sku'] },
  { key: 'shippingName', label: o.shippingName, kind: 'text', path: ['shippingAddress', 'name'] },
  {
    key: 'shippingPostcode',
    label: o.shippingPostcode,
    kind: 'text',
    path: ['shippingAddress', 'postcode'],
    optional: true,
  },
  { key: 'shippingCountry', label: o.shippingCountry, kind: 'country', path: ['shippingAddress', 'country'] },
  { key: 'billingName', label: o.billingName, kind: 'text', path: ['billingAddress', 'name'] },
  {
    key: 'billingPostcode',
    label: o.billingPostcode,
    kind: 'text',
    path: ['billingAddress', 'postcode'],
    optional: true,
  },
  { key: 'billingCountry', label: o.billingCountry, kind: 'country', path: ['billingAddress', 'country'] },
  { key: 'externalId', label: o.externalId, kind: 'text', path: ['externalId'], optional: true },
  { key: 'updatedAt', label: o.updatedAt, kind: 'moment', path: ['updatedAt'] },
];

/** The columns and filters of orders, the shop's own fields among them. */
export function useOrderList(): { columns: readonly Column<Row>[]; attributes: readonly Attribute[] } {
  const fields = useFields('ORDER');
  return useMemo(
    () => ({
      columns: [
        ...columns,
        ...fields.map(
          (field): Column<Row> => ({
            key: `custom.${field.key}`,
            label: field.label,
            cell: (row) => (
              <FieldValue field={field} value={(row.customFields as Record<string, unknown>)[field.key]} />
            ),
            fields: ['OrderCustom', 'customFields'],
            sort: field.list || field.type === 'REFERENCE' ? undefined : `custom.${field.key}`,
          }),
        ),
      ],
      attributes: [...attributes, ...fields.map(attributeOf)],
    }),
    [fields],
  );
}
