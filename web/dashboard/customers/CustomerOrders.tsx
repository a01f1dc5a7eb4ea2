import { Anchor, Group, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { useData } from '../app/useData';
import { linkTo } from '../lists/useListState';
import { pageOf, Turns, type Turn } from '../lists/Turns';
import { CustomerOrdersDocument, type OrderRowFragment } from '../operations/generated';
import { State } from '../orders/State';
import { dayOf, moneyOf } from '../parts/format';
import { Section } from '../parts/Section';
import { FailureNote, Loading } from '../parts/states';
import { t } from '../texts';

const o = t.order;
const size = 5;

/** The customer's latest orders. */
export function CustomerOrders({ id }: { id: string }) {
  const [turn, setTurn] = useState<Turn>({});
  const { data, failure, again, stale } = useData(CustomerOrdersDocument, { id, ...pageOf(turn, size) });
  const orders = data?.customer?.orders;
  const standing = orders?.pageInfo;
  const some = (orders?.nodes.length ?? 0) > 0;
  return (
    <Section
      title={t.customer.orders.title}
      flush={some}
      actions={
        (orders?.nodes.length ?? 0) > 0 && (
          <Anchor
            component={Link}
            to={linkTo('/orders', [{ attribute: 'customerId', operator: 'eq', value: id }])}
            size="sm"
          >
            {t.customer.orders.all}
          </Anchor>
        )
      }
    >
      {failure !== undefined && <FailureNote failure={failure} retry={again} />}
      {orders === undefined && failure === undefined && <Loading shape="rows" count={3} />}
      {orders?.nodes.length === 0 && (
        <Text size="sm" c="dimmed">
          {t.customer.orders.none}
        </Text>
      )}
      {orders && some && (
        <Table
          className={stale ? 'card-table stale' : 'card-table'}
          aria-label={t.customer.orders.title}
          highlightOnHover
        >
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{o.number}</Table.Th>
              <Table.Th visibleFrom="xs">{o.placedAt}</Table.Th>
              <Table.Th>{t.customer.orders.status}</Table.Th>
              <Table.Th className="number">{o.total}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {orders.nodes.map((order) => (
              <Row key={order.id} order={order} />
            ))}
          </Table.Tbody>
        </Table>
      )}
      {standing && (standing.hasNextPage || standing.hasPreviousPage) && (
        <Group component="nav" aria-label={t.list.pages} gap="xs" className="card-foot">
          <Turns standing={standing} onTurn={setTurn} />
          <Text size="sm" c="dimmed">
            {typeof orders?.totalCount === 'number' ? t.list.total(orders.totalCount) : ''}
          </Text>
        </Group>
      )}
    </Section>
  );
}

/** An order in one line. Its states are what is still to be done, or that nothing is. */
function Row({ order }: { order: OrderRowFragment }) {
  const { id, number, placedAt, status, paymentStatus, fulfillmentStatus, total } = order;
  return (
    <Table.Tr className="linked">
      <Table.Td className="short">
        <Anchor component={Link} to={`/orders/${id}`} size="sm" fw={500}>
          {number}
        </Anchor>
        <Text size="xs" c="dimmed" hiddenFrom="xs">
          {dayOf(placedAt)}
        </Text>
      </Table.Td>
      <Table.Td className="short" visibleFrom="xs">
        {dayOf(placedAt)}
      </Table.Td>
      <Table.Td>
        <span className="pills">
          {status !== 'OPEN' && <State of={status}>{o.statuses[status]}</State>}
          {status === 'OPEN' && (
            <>
              <State of={paymentStatus}>{o.payments[paymentStatus]}</State>
              <State of={fulfillmentStatus}>{o.shippings[fulfillmentStatus]}</State>
            </>
          )}
        </span>
      </Table.Td>
      <Table.Td className="number">{moneyOf(total)}</Table.Td>
    </Table.Tr>
  );
}
