import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { useSession } from '../app/session';
import { useTyped } from '../fields/useTyped';
import { List } from '../lists/List';
import { CustomerCountDocument, CustomersDocument } from '../operations/generated';
import { Page } from '../parts/Page';
import { Empty } from '../parts/states';
import { t } from '../texts';
import { useCustomerList, usual } from './columns';

export default function CustomersPage() {
  const { can } = useSession();
  const query = useTyped(CustomersDocument);
  const { columns, attributes } = useCustomerList();
  const create = can('CUSTOMERS_WRITE') && (
    <Button component={Link} to="/customers/new">
      {t.customer.new}
    </Button>
  );
  return (
    <Page title={t.customer.many} name={t.customer.many} actions={create}>
      <List
        label={t.customer.many}
        query={query}
        count={CustomerCountDocument}
        pick={(data) => data.customers}
        pickCount={(data) => data.customers}
        columns={columns}
        usual={usual}
        attributes={attributes}
        empty={
          <Empty title={t.customer.empty} text={t.customer.emptyText}>
            {create}
          </Empty>
        }
      />
    </Page>
  );
}
