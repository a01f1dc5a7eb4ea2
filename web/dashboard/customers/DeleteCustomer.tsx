import { Button } from '@mantine/core';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useSave } from '../app/useSave';
import { DeleteCustomerDocument } from '../operations/generated';
import { Confirm } from '../parts/Confirm';
import { notify } from '../parts/notify';
import { t } from '../texts';

/** Deletes a customer, after saying plainly what goes and what stays. */
export function DeleteCustomer({ id, name }: { id: string; name: string }) {
  const [open, setOpen] = useState(false);
  const [remove] = useSave(DeleteCustomerDocument);
  const navigate = useNavigate();
  return (
    <>
      <Button color="red" variant="outline" onClick={() => setOpen(true)}>
        {t.customer.delete.action}
      </Button>
      <Confirm
        open={open}
        onClose={() => setOpen(false)}
        title={t.customer.delete.title(name)}
        text={[t.customer.delete.goes, t.customer.delete.stays]}
        action={t.customer.delete.confirm}
        act={() => remove({ id })}
        onDone={() => {
          notify(t.customer.delete.done);
          void navigate('/customers', { replace: true });
        }}
      />
    </>
  );
}
