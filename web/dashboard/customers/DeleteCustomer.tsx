import { useNavigate } from 'react-router';
import { useSession } from '../app/session';
import { useSave } from '../app/useSave';
import { DeleteCustomerDocument } from '../operations/generated';
import { Confirm } from '../parts/Confirm';
import { notify } from '../parts/notify';
import { t } from '../texts';

type Props = { id: string; name: string; open: boolean; onClose: () => void };

/** Deletes a customer, after saying plainly what goes and what stays. */
export function DeleteCustomer({ id, name, open, onClose }: Props) {
  const [remove] = useSave(DeleteCustomerDocument);
  const { can } = useSession();
  const navigate = useNavigate();
  return (
    <Confirm
      open={open}
      onClose={onClose}
      title={t.customer.delete.title(name)}
      text={[
        t.customer.delete.goes,
        t.customer.delete.stays,
        ...(can('PRIVACY_WRITE') ? [t.customer.delete.instead] : []),
      ]}
      action={t.customer.delete.confirm}
      act={() => remove({ id })}
      onDone={() => {
        notify(t.customer.delete.done);
        void navigate('/customers', { replace: true });
      }}
    />
  );
}
