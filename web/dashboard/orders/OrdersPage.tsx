import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { useSession } from '../app/session';
import { OrderBulkBar } from '../bulk/OrderBulkBar';
import { ExportButton } from '../jobs/ExportButton';
import { List } from '../lists/List';
import { OrderCountDocument, OrdersDocument, type OrderListRowFragment } from '../operations/generated';
import { IconFileImport, IconPlus, IconShoppingBag } from '../parts/icons';
import { Page } from '../parts/Page';
import { Empty } from '../parts/states';
import { t } from '../texts';
import { always, useOrderList, usual } from './columns';

const row = { fragment: 'OrderListRow', always, custom: 'ORDER' } as const;
const order = { sort: 'PLACED_AT', direction: 'DESC' } as const;
const nameOf = ({ number }: OrderListRowFragment) => t.order.numbered(number);

export default function OrdersPage() {
  const { can } = useSession();
  const { columns, attributes } = useOrderList();
  const [revision, setRevision] = useState(0);
  const place = can('ORDERS_WRITE') && (
    <>
      <Button
        component={Link}
        to="/jobs/import/orders"
        variant="default"
        leftSection={<IconFileImport size={16} aria-hidden="true" />}
      >
        {t.import.action}
      </Button>
      <Button component={Link} to="/orders/new" leftSection={<IconPlus size={16} aria-hidden="true" />}>
        {t.order.new}
      </Button>
    </>
  );
  return (
    <Page title={t.order.many} name={t.order.many} actions={place}>
      <List
        list="ORDERS"
        label={t.order.many}
        all={t.views.allOrders}
        query={OrdersDocument}
        row={row}
        count={OrderCountDocument}
        pick={(data) => data.orders}
        pickCount={(data) => data.orders}
        words={t.list.orders}
        columns={columns}
        usual={usual}
        order={order}
        attributes={attributes}
        empty={
          <Empty title={t.order.empty} text={t.order.emptyText} icon={IconShoppingBag}>
            {place}
          </Empty>
        }
        tools={(shown) => <ExportButton kind="ORDERS" shown={shown} />}
        revision={revision}
        bulk={{
          nameOf,
          bar: (selection, shown) => (
            <OrderBulkBar selection={selection} shown={shown} onChanged={() => setRevision((n) => n + 1)} />
          ),
        }}
      />
    </Page>
  );
}
