import { useMemo } from 'react';
import { useFields } from '../fields/useTyped';
import { FieldValue } from '../fields/FieldValue';
import { attributeOf, type Attribute } from '../lists/attributes';
import type { Column } from '../lists/ListTable';
import { channels, channelsOf } from '../marketing/state';
import type { CustomerRowFragment } from '../operations/generated';
import { timeOf } from '../parts/format';
import { t } from '../texts';

type Row = CustomerRowFragment;

const c = t.customer;
const own = (value: string | null) => (value === null || value === '' ? t.common.none : <bdi>{value}</bdi>);
const yesNo = (value: boolean) => (value ? t.common.yes : t.common.no);

const columns: readonly Column<Row>[] = [
  {
    key: 'name',
    label: c.name,
    cell: (row) => (row.name ? <bdi>{row.name}</bdi> : <i>{c.unnamed}</i>),
    sort: 'NAME',
    to: (row) => `/customers/${row.id}`,
    always: true,
  },
  { key: 'email', label: c.email, cell: (row) => own(row.email), sort: 'EMAIL' },
  { key: 'phone', label: c.phone, cell: (row) => own(row.phone) },
  { key: 'tags', label: c.tags, cell: (row) => own((row.tags ?? []).join(', ')) },
  { key: 'createdAt', label: c.createdAt, cell: (row) => timeOf(row.createdAt), sort: 'CREATED_AT', short: true },
  { key: 'updatedAt', label: c.updatedAt, cell: (row) => timeOf(row.updatedAt), sort: 'UPDATED_AT', short: true },
  { key: 'hasPassword', label: c.hasPassword, cell: (row) => (row.hasPassword ? c.withPassword : c.withoutPassword) },
  { key: 'emailVerified', label: c.emailVerified, cell: (row) => yesNo(row.emailVerified) },
  { key: 'marketing', label: c.marketing, cell: (row) => own(channelsOf(row.marketing)) },
  { key: 'externalId', label: c.externalId, cell: (row) => own(row.externalId) },
  { key: 'id', label: c.id, cell: (row) => row.id, sort: 'ID' },
];

export const usual = ['name', 'email', 'tags', 'createdAt'];

const attributes: readonly Attribute[] = [
  { key: 'name', label: c.name, kind: 'text', path: ['name'], optional: true },
  { key: 'email', label: c.email, kind: 'text', path: ['email'] },
  { key: 'phone', label: c.phone, kind: 'text', path: ['phone'], optional: true },
  { key: 'tags', label: c.tags, kind: 'tags', path: ['tags'] },
  { key: 'hasPassword', label: c.withPassword, kind: 'boolean', path: ['hasPassword'] },
  { key: 'emailVerified', label: c.emailVerified, kind: 'boolean', path: ['emailVerified'] },
  { key: 'acceptsMarketing', label: c.acceptsMarketing, kind: 'boolean', path: ['acceptsMarketing'] },
  ...channels.map(
    (channel): Attribute => ({
      key: `marketing.${channel}`,
      label: t.marketing.filters[channel],
      kind: 'choice',
      path: ['marketing'],
      options: Object.entries(t.marketing.states).map(([value, label]) => ({ value, label })),
      inputOf: (state) => ({ channel, state }),
    }),
  ),
  { key: 'disabled', label: c.disabled, kind: 'boolean', path: ['disabled'] },
  { key: 'erasureRequested', label: c.erasureRequested, kind: 'boolean', path: ['erasureRequested'] },
  { key: 'orders', label: c.ordersCount, kind: 'integer', path: ['orders', 'count'] },
  { key: 'lastOrder', label: c.lastOrder, kind: 'moment', path: ['orders', 'lastPlacedAt'] },
  { key: 'externalId', label: c.externalId, kind: 'text', path: ['externalId'], optional: true },
  { key: 'createdAt', label: c.createdAt, kind: 'moment', path: ['createdAt'] },
  { key: 'updatedAt', label: c.updatedAt, kind: 'moment', path: ['updatedAt'] },
  { key: 'id', label: c.id, kind: 'id', path: ['id'] },
];

/** The columns and filters of customers, the shop's own fields among them. */
export function useCustomerList(): { columns: readonly Column<Row>[]; attributes: readonly Attribute[] } {
  const fields = useFields('CUSTOMER');
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
            sort: field.list || field.type === 'REFERENCE' ? undefined : `custom.${field.key}`,
          }),
        ),
      ],
      attributes: [...attributes, ...fields.map(attributeOf)],
    }),
    [fields],
  );
}
