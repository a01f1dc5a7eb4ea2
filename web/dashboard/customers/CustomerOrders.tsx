import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { useSession } from '../app/session';
import { useData } from '../app/useData';
import { ListTable } from '../lists/ListTable';
import { pageOf, Turns, type Turn } from '../lists/Turns';
import { CustomerOrdersDocument } from '../operations/generated';
import { orderColumns } from '../orders/columns';
import { Section } from '../parts/Section';
import { FailureNote, Loading } from '../parts/states';
import { t } from '../texts';

const size = 10;
/** The sum comes early, so that it is seen where the table is wider than its place. */
const shown = ['number', 'placedAt', 'total', 'status', 'paymentStatus', 'fulfillmentStatus'].flatMap((key) =>
  orderColumns.filter((column) => column.key === key),
);

/** The customer's order history, newest first. */
export function CustomerOrders({ id }: { id: string }) {
  const { can } = useSession();
  const [turn, setTurn] = useState<Turn>({});
  const { data, failure, again, stale } = useData(CustomerOrdersDocument, { id, ...pageOf(turn, size) });
  const orders = data?.customer?.orders;
  const standing = orders?.pageInfo;
  return (
    <Section
      title={t.customer.orders.title}
      actions={
        can('ORDERS_WRITE') && (
          <Button component={Link} to={`/orders/new?customer=${id}`} variant="default" size="xs">
            {t.customer.orders.place}
          </Button>
        )
      }
    >
      {failure !== undefined && <FailureNote failure={failure} retry={again} />}
      {orders === undefined && failure === undefined && <Loading />}
      {orders?.nodes.length === 0 && (
        <Text size="sm" c="dimmed">
          {t.customer.orders.none}
        </Text>
      )}
      {orders && orders.nodes.length > 0 && (
        <div className={stale ? 'stale' : undefined}>
          <ListTable rows={orders.nodes} columns={shown} label={t.customer.orders.title} />
        </div>
      )}
      {standing && (standing.hasNextPage || standing.hasPreviousPage) && (
        <Group component="nav" aria-label={`${t.customer.orders.title}: ${t.list.pages}`} gap="xs">
          <Turns standing={standing} onTurn={setTurn} />
          <Text size="sm" c="dimmed">
            {typeof orders?.totalCount === 'number' ? t.list.total(orders.totalCount) : ''}
          </Text>
        </Group>
      )}
    </Section>
  );
}
