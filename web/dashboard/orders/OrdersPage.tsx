import { Button, Group } from '@mantine/core';
import { Link } from 'react-router';
import { useSession } from '../app/session';
import { useTyped } from '../fields/useTyped';
import { ExportButton } from '../jobs/ExportButton';
import { List } from '../lists/List';
import { OrderCountDocument, OrdersDocument } from '../operations/generated';
import { Page } from '../parts/Page';
import { Empty } from '../parts/states';
import { t } from '../texts';
import { useOrderList, usual } from './columns';

export default function OrdersPage() {
  const { can } = useSession();
  const query = useTyped(OrdersDocument);
  const { columns, attributes } = useOrderList();
  const place = can('ORDERS_WRITE') && (
    <>
      <Button component={Link} to="/jobs/import/orders" variant="default">
        {t.import.action}
      </Button>
      <Button component={Link} to="/orders/new">
        {t.order.new}
      </Button>
    </>
  );
  return (
    <Page title={t.order.many} name={t.order.many} actions={place}>
      <List
        label={t.order.many}
        query={query}
        count={OrderCountDocument}
        pick={(data) => data.orders}
        pickCount={(data) => data.orders}
        columns={columns}
        usual={usual}
        attributes={attributes}
        empty={
          <Empty title={t.order.empty} text={t.order.emptyText}>
            <Group gap="xs">{place}</Group>
          </Empty>
        }
        tools={(shown) => <ExportButton kind="ORDERS" shown={shown} />}
      />
    </Page>
  );
}
