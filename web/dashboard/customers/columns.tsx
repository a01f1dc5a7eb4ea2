import { useMemo } from 'react';
import { useData } from '../app/useData';
import { useSession } from '../app/session';
import { FieldValue } from '../fields/FieldValue';
import { useFields } from '../fields/useTyped';
import { attributeOf, type Attribute } from '../lists/attributes';
import { Nothing, Own, Pills, When } from '../lists/cells';
import type { Column } from '../lists/column';
import { channels, channelsOf } from '../marketing/state';
import { GroupNamesDocument, type CustomerRowFragment, type MarketingState } from '../operations/generated';
import { IconBan } from '../parts/icons';
import { countOf, moneyOf } from '../parts/format';
import { Pill } from '../parts/Pill';
import { t } from '../texts';

type Row = CustomerRowFragment;

const c = t.customer;
const yesNo = (value: boolean) => (value ? t.common.yes : t.common.no);

/** The fields that the list always needs: what names a customer, and whether the customer is disabled. */
export const always = ['id', 'name', 'email', 'disabledAt'];

function Name({ row }: { row: Row }) {
  return (
    <span className="named">
      {row.name ? <bdi>{row.name}</bdi> : <i>{c.unnamed}</i>}
      {row.disabledAt && (
        <Pill tone="danger" icon={IconBan}>
          {c.disabled}
        </Pill>
      )}
    </span>
  );
}

const columns: readonly Column<Row>[] = [
  {
    key: 'name',
    label: c.name,
    cell: (row) => <Name row={row} />,
    sort: 'NAME',
    to: (row) => `/customers/${row.id}`,
    always: true,
    width: 13,
  },
  { key: 'email', label: c.email, cell: (row) => <Own text={row.email} />, sort: 'EMAIL', width: 14.5, card: 'line' },
  {
    key: 'phone',
    label: c.phone,
    cell: (row) => <Own text={row.phone} />,
    fields: ['phone'],
    width: 9.5,
    card: 'line',
  },
  { key: 'tags', label: c.tags, cell: (row) => <Pills names={row.tags} />, fields: ['tags'], width: 11, card: 'pill' },
  {
    key: 'groups',
    label: t.list.groups,
    cell: (row) => <Pills names={row.groups?.map(({ name }) => name)} />,
    fields: ['groups'],
    width: 11,
    card: 'pill',
  },
  {
    key: 'createdAt',
    label: c.createdAt,
    cell: (row) => <When at={row.createdAt} day />,
    fields: ['createdAt'],
    sort: 'CREATED_AT',
    first: 'DESC',
    short: true,
    width: 7.5,
  },
  {
    key: 'updatedAt',
    label: c.updatedAt,
    cell: (row) => <When at={row.updatedAt} />,
    fields: ['updatedAt'],
    sort: 'UPDATED_AT',
    first: 'DESC',
    short: true,
    width: 8.5,
  },
  {
    key: 'hasPassword',
    label: c.hasPassword,
    cell: (row) => (row.hasPassword ? c.withPassword : c.withoutPassword),
    fields: ['hasPassword'],
    width: 8,
  },
  {
    key: 'emailVerified',
    label: c.emailVerified,
    cell: (row) => yesNo(row.emailVerified),
    fields: ['emailVerified'],
    width: 8,
  },
  {
    key: 'marketing',
    label: c.marketing,
    cell: (row) => <Own text={channelsOf(row.marketing)} />,
    fields: ['marketing'],
    width: 10,
  },
  { key: 'externalId', label: c.externalId, cell: (row) => <Own text={row.externalId} />, fields: ['externalId'] },
  { key: 'id', label: c.id, cell: (row) => row.id, sort: 'ID', width: 18 },
];

/** What customers have ordered, for members who may see orders. */
const ordered: readonly Column<Row>[] = [
  {
    key: 'ordersCount',
    label: t.list.ordersCount,
    cell: (row) => countOf(row.ordersCount ?? 0),
    fields: ['ordersCount'],
    numeric: true,
    width: 5.5,
  },
  {
    key: 'spent',
    label: t.list.spent,
    cell: (row) => (row.spent && row.spent.length > 0 ? row.spent.map(moneyOf).join(' + ') : <Nothing />),
    fields: ['spent'],
    numeric: true,
    width: 8,
  },
  {
    key: 'lastOrderAt',
    label: c.lastOrder,
    cell: (row) => <When at={row.lastOrderAt} day />,
    fields: ['lastOrderAt'],
    short: true,
    width: 7.5,
  },
];

export const usual = ['name', 'email', 'tags', 'ordersCount', 'spent', 'lastOrderAt', 'createdAt'];

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
      optionsOf: ({ channel: of, state }) =>
        of === channel && Array.isArray(state) ? (state as MarketingState[]) : undefined,
    }),
  ),
  { key: 'disabled', label: c.disabled, kind: 'boolean', path: ['disabled'] },
  { key: 'erasureRequested', label: c.erasureRequested, kind: 'boolean', path: ['erasureRequested'] },
  { key: 'externalId', label: c.externalId, kind: 'text', path: ['externalId'], optional: true },
  { key: 'createdAt', label: c.createdAt, kind: 'moment', path: ['createdAt'] },
  { key: 'updatedAt', label: c.updatedAt, kind: 'moment', path: ['updatedAt'] },
  { key: 'id', label: c.id, kind: 'id', path: ['id'] },
];

const orderAttributes: readonly Attribute[] = [
  { key: 'orders', label: c.ordersCount, kind: 'integer', path: ['orders', 'count'] },
  { key: 'lastOrder', label: c.lastOrder, kind: 'moment', path: ['orders', 'lastPlacedAt'] },
];

/** The filter of groups, which are known by their names. */
function groupsOf(groups: readonly { id: string; name: string }[]): Attribute {
  return {
    key: 'groups',
    label: t.list.groups,
    kind: 'choice',
    path: ['groups'],
    options: groups.map(({ id, name }) => ({ value: id, label: name })),
    inputOf: (ids) => ({ hasAny: ids }),
    optionsOf: ({ hasAny, has, hasAll }) => {
      if (hasAll !== undefined) return undefined;
      return typeof has === 'string' ? [has] : Array.isArray(hasAny) ? (hasAny as string[]) : undefined;
    },
  };
}

/** The columns and filters of customers, the shop's own fields among them. */
export function useCustomerList(): { columns: readonly Column<Row>[]; attributes: readonly Attribute[] } {
  const fields = useFields('CUSTOMER');
  const { can } = useSession();
  const sees = can('ORDERS_READ');
  const { data } = useData(GroupNamesDocument, {});
  const groups = data?.customerGroups;
  return useMemo(
    () => ({
      columns: [
        ...columns.slice(0, 5),
        ...(sees ? ordered : []),
        ...columns.slice(5),
        ...fields.map(
          (field): Column<Row> => ({
            key: `custom.${field.key}`,
            label: field.label,
            cell: (row) => (
              <FieldValue field={field} value={(row.customFields as Record<string, unknown>)[field.key]} />
            ),
            fields: ['CustomerCustom', 'customFields'],
            sort: field.list || field.type === 'REFERENCE' ? undefined : `custom.${field.key}`,
          }),
        ),
      ],
      attributes: [
        ...attributes.slice(0, 4),
        groupsOf(groups ?? []),
        ...(sees ? orderAttributes : []),
        ...attributes.slice(4),
        ...fields.map(attributeOf),
      ],
    }),
    [fields, sees, groups],
  );
}
