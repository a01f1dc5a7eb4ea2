import { Menu } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { Link, useNavigate } from 'react-router';
import { useSession } from '../app/session';
import { useSave } from '../app/useSave';
import { useTyped } from '../fields/useTyped';
import { canMerge, mergePath } from '../merging/path';
import { UpdateCustomerDocument, type CustomerRecordFragment } from '../operations/generated';
import { Danger, MoreActions, useAction } from '../parts/MoreActions';
import { notify, told } from '../parts/notify';
import { erasedWords } from '../privacy/report';
import { t } from '../texts';
import { DeleteCustomer } from './DeleteCustomer';
import { DisableCustomer } from './Disabled';

const EraseDialog = lazy(() => import('../privacy/EraseDialog'));
const ExportPersonalData = lazy(() => import('../privacy/ExportPersonalData'));

/** What is rarely done with a customer, or cannot be undone. Members see what their scopes allow. */
export function CustomerMenu({ customer }: { customer: CustomerRecordFragment }) {
  const { can } = useSession();
  const navigate = useNavigate();
  const [update] = useSave(useTyped(UpdateCustomerDocument));
  const { action, start, close, button } = useAction<'export' | 'disable' | 'delete' | 'erase'>();
  const { id, email, disabledAt } = customer;
  const name = customer.name || email;
  const writes = can('CUSTOMERS_WRITE');
  const may = {
    export: can('CUSTOMERS_READ') && can('ORDERS_READ'),
    merge: canMerge(can),
    verify: writes && !customer.emailVerified,
    disable: writes && !disabledAt,
    delete: writes,
    erase: can('PRIVACY_WRITE'),
  };
  const markVerified = async () => {
    told(await update({ id, input: { emailVerified: true } }), t.customer.verify.done);
  };
  if (!Object.values(may).includes(true)) return null;
  return (
    <>
      <MoreActions button={button}>
        {may.verify && <Menu.Item onClick={() => void markVerified()}>{t.customer.verify.action}</Menu.Item>}
        {may.export && <Menu.Item onClick={start('export')}>{t.privacy.export.action}</Menu.Item>}
        {may.merge && (
          <Menu.Item component={Link} to={mergePath(id)}>
            {t.merge.action}
          </Menu.Item>
        )}
        {may.disable && <Menu.Item onClick={start('disable')}>{t.customer.disable.action}</Menu.Item>}
        {(may.delete || may.erase) && <Menu.Divider />}
        {may.delete && <Danger onClick={start('delete')}>{t.customer.delete.action}</Danger>}
        {may.erase && <Danger onClick={start('erase')}>{t.privacy.erase.action}</Danger>}
      </MoreActions>
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
