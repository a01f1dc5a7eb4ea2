import { Button, Group } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'react-router';
import { useSession } from '../app/session';
import { BulkBar } from '../bulk/BulkBar';
import { whoOf } from '../bulk/target';
import type { Action } from '../bulk/actions';
import { useTyped } from '../fields/useTyped';
import { ExportButton } from '../jobs/ExportButton';
import { List } from '../lists/List';
import { CustomerCountDocument, CustomersDocument } from '../operations/generated';
import { Page } from '../parts/Page';
import { Empty } from '../parts/states';
import { t } from '../texts';
import { useCustomerList, usual } from './columns';

const BulkProgress = lazy(() => import('../bulk/BulkProgress'));

/** A change of many customers that goes on in the background. */
type Running = { id: string; action: Action; who: string };

export default function CustomersPage() {
  const { can } = useSession();
  const query = useTyped(CustomersDocument);
  const { columns, attributes } = useCustomerList();
  const [running, setRunning] = useState<Running>();
  const [revision, setRevision] = useState(0);
  const writes = can('CUSTOMERS_WRITE');
  const create = writes && (
    <>
      <Button component={Link} to="/jobs/import/customers" variant="default">
        {t.import.action}
      </Button>
      <Button component={Link} to="/customers/new">
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
            <Group gap="xs">{create}</Group>
          </Empty>
        }
        tools={(shown) => <ExportButton kind="CUSTOMERS" shown={shown} />}
        revision={revision}
        bulk={
          writes
            ? {
                nameOf: ({ name, email }) => name || email,
                bar: (selection, shown) => (
                  <BulkBar
                    selection={selection}
                    shown={shown}
                    onStarted={(action, target, { id }) => setRunning({ id, action, who: whoOf(target) })}
                  />
                ),
              }
            : undefined
        }
      />
    </Page>
  );
}
