import { Button } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'react-router';
import { useSession } from '../app/session';
import { BulkBar } from '../bulk/BulkBar';
import { whoOf } from '../bulk/target';
import type { Action } from '../bulk/actions';
import { ExportButton } from '../jobs/ExportButton';
import { List } from '../lists/List';
import { CustomerCountDocument, CustomersDocument, type CustomerRowFragment } from '../operations/generated';
import { IconFileImport, IconPlus, IconUsers } from '../parts/icons';
import { Page } from '../parts/Page';
import { Empty } from '../parts/states';
import { t } from '../texts';
import { always, useCustomerList, usual } from './columns';

const BulkProgress = lazy(() => import('../bulk/BulkProgress'));

const row = { fragment: 'CustomerRow', always, custom: 'CUSTOMER' } as const;
const order = { sort: 'CREATED_AT', direction: 'DESC' } as const;

const nameOf = ({ name, email }: CustomerRowFragment) => name || email;

/** A change of many customers that goes on in the background. */
type Running = { id: string; action: Action; who: string };

export default function CustomersPage() {
  const { can } = useSession();
  const { columns, attributes } = useCustomerList();
  const [running, setRunning] = useState<Running>();
  const [revision, setRevision] = useState(0);
  const writes = can('CUSTOMERS_WRITE');
  const create = writes && (
    <>
      <Button
        component={Link}
        to="/jobs/import/customers"
        variant="default"
        leftSection={<IconFileImport size={16} aria-hidden="true" />}
      >
        {t.import.action}
      </Button>
      <Button component={Link} to="/customers/new" leftSection={<IconPlus size={16} aria-hidden="true" />}>
        {t.customer.new}
      </Button>
    </>
  );
  return (
    <Page title={t.customer.many} name={t.customer.many} actions={create}>
      {running !== undefined && (
        <Suspense>
          <BulkProgress
            key={running.id}
            {...running}
            onEnd={() => {
              setRunning(undefined);
              setRevision(revision + 1);
            }}
          />
        </Suspense>
      )}
      <List
        list="CUSTOMERS"
        label={t.customer.many}
        all={t.views.allCustomers}
        query={CustomersDocument}
        row={row}
        count={CustomerCountDocument}
        pick={(data) => data.customers}
        pickCount={(data) => data.customers}
        words={t.list.customers}
        columns={columns}
        usual={usual}
        order={order}
        attributes={attributes}
        empty={
          <Empty title={t.customer.empty} text={t.customer.emptyText} icon={IconUsers}>
            {create}
          </Empty>
        }
        tools={(shown) => <ExportButton kind="CUSTOMERS" shown={shown} />}
        revision={revision}
        bulk={{
          nameOf,
          bar: (selection, shown) => (
            <BulkBar
              selection={selection}
              shown={shown}
              onStarted={(action, target, { id }) => setRunning({ id, action, who: whoOf(target) })}
            />
          ),
        }}
      />
    </Page>
  );
}
