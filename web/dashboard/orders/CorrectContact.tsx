import { Button, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useSession } from '../app/session';
import type { OrderRecordFragment } from '../operations/generated';
import { t } from '../texts';
import { CorrectionForm, useCorrection } from './Correction';

const c = t.order.correctContact;

/** Corrects whom the order's messages go to. */
export function CorrectContact({ order }: { order: OrderRecordFragment }) {
  const { can } = useSession();
  const [open, setOpen] = useState(false);
  if (!can('ORDERS_WRITE')) return null;
  return (
    <>
      <Button size="compact-sm" variant="subtle" aria-label={c.action} onClick={() => setOpen(true)}>
        {t.common.edit}
      </Button>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={c.action}
        closeButtonProps={{ 'aria-label': t.common.close }}
      >
        <Correction order={order} onDone={() => setOpen(false)} />
      </Modal>
    </>
  );
}

function Correction({ order, onDone }: { order: OrderRecordFragment; onDone: () => void }) {
  const { contact } = order;
  const [values, setValues] = useState({ name: contact.name, email: contact.email, phone: contact.phone ?? '' });
  const { errors, failure, busy, save } = useCorrection(order, 'contact', onDone);
  const input = (key: keyof typeof values) => ({
    value: values[key],
    onChange: (event: { currentTarget: { value: string } }) =>
      setValues({ ...values, [key]: event.currentTarget.value }),
    error: errors[key],
  });
  return (
    <CorrectionForm
      submit={() => save({ contact: { ...values, phone: values.phone || null } })}
      busy={busy}
      errors={errors}
      failure={failure}
    >
      <TextInput label={c.name} withAsterisk {...input('name')} />
      <TextInput
        label={c.email}
        type="email"
        description={order.steps?.revokeGuestTokens ? c.emailHelp : undefined}
        withAsterisk
        {...input('email')}
      />
      <TextInput label={c.phone} type="tel" {...input('phone')} />
    </CorrectionForm>
  );
}
