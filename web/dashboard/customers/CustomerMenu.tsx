import { Button, Menu } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { useSession } from '../app/session';
import { canMerge, mergePath } from '../merging/path';
import type { CustomerRecordFragment } from '../operations/generated';
import { notify } from '../parts/notify';
import { erasedWords } from '../privacy/report';
import { t } from '../texts';
import { DeleteCustomer } from './DeleteCustomer';
import { DisableCustomer } from './Disabled';

const EraseDialog = lazy(() => import('../privacy/EraseDialog'));
const ExportPersonalData = lazy(() => import('../privacy/ExportPersonalData'));

type Action = 'export' | 'disable' | 'delete' | 'erase';

/** What is rarely done with a customer, or cannot be undone. Members see what their scopes allow. */
export function CustomerMenu({ customer }: { customer: CustomerRecordFragment }) {
  const { can } = useSession();
  const navigate = useNavigate();
  const [action, setAction] = useState<Action>();
  const { id, email, disabledAt } = customer;
  const name = customer.name || email;
  const close = () => setAction(undefined);
  const writes = can('CUSTOMERS_WRITE');
  const may = {
    export: can('CUSTOMERS_READ') && can('ORDERS_READ'),
    merge: canMerge(can),
    disable: writes && !disabledAt,
    delete: writes,
    erase: can('PRIVACY_WRITE'),
  };
  if (!Object.values(may).includes(true)) return null;
  return (
    <>
      <Menu position="bottom-end" width={260} returnFocus withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <Button variant="default" rightSection={<span aria-hidden="true">▾</span>}>
            {t.customer.more}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {may.export && <Menu.Item onClick={() => setAction('export')}>{t.privacy.export.action}</Menu.Item>}
          {may.merge && (
            <Menu.Item component={Link} to={mergePath(id)}>
              {t.merge.action}
            </Menu.Item>
          )}
          {may.disable && <Menu.Item onClick={() => setAction('disable')}>{t.customer.disable.action}</Menu.Item>}
          {(may.delete || may.erase) && <Menu.Divider />}
          {may.delete && (
            <Menu.Item c="var(--mantine-color-error)" onClick={() => setAction('delete')}>
              {t.customer.delete.action}
            </Menu.Item>
          )}
          {may.erase && (
            <Menu.Item c="var(--mantine-color-error)" onClick={() => setAction('erase')}>
              {t.privacy.erase.action}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <DisableCustomer id={id} name={name} open={action === 'disable'} onClose={close} />
      <DeleteCustomer id={id} name={name} open={action === 'delete'} onClose={close} />
      <Suspense>
        {action === 'export' && <ExportPersonalData customerId={id} name={name} onClose={close} />}
        {action === 'erase' && (
          <EraseDialog
            person={{ customerId: id, email, name, verified: customer.emailVerified }}
            onClose={close}
            onErased={(report) => {
              notify(erasedWords(report));
              void navigate('/customers', { replace: true });
            }}
          />
        )}
      </Suspense>
    </>
  );
}
