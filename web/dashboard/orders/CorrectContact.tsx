import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useSession } from '../app/session';
import { useSave } from '../app/useSave';
import { useTyped } from '../fields/useTyped';
import { RevokeGuestOrderTokensDocument, type OrderRecordFragment } from '../operations/generated';
import { Confirm } from '../parts/Confirm';
import { notify } from '../parts/notify';
import { t } from '../texts';
import { CorrectionForm, useCorrection } from './Correction';

const c = t.order.correctContact;

/** Corrects whom the order's messages go to, and ends the tokens of a guest. */
export function CorrectContact({ order }: { order: OrderRecordFragment }) {
  const { can } = useSession();
  const [open, setOpen] = useState<'contact' | 'tokens'>();
  const [revoke] = useSave(useTyped(RevokeGuestOrderTokensDocument));
  if (!can('ORDERS_WRITE')) return null;
  const close = () => setOpen(undefined);
  return (
    <Group gap="xs">
      <Button size="xs" variant="default" onClick={() => setOpen('contact')}>
        {c.action}
      </Button>
      <Modal
        opened={open === 'contact'}
        onClose={close}
        title={c.action}
        closeButtonProps={{ 'aria-label': t.common.close }}
      >
        <Correction order={order} onDone={close} />
      </Modal>
      {order.steps?.revokeGuestTokens && (
        <>
          <Button size="xs" variant="default" onClick={() => setOpen('tokens')}>
            {c.revoke}
          </Button>
          <Confirm
            open={open === 'tokens'}
            onClose={close}
            title={c.revokeTitle(order.number)}
            text={c.revokeText}
            action={c.revoke}
            act={() => revoke({ id: order.id })}
            onDone={() => notify(c.revoked)}
          />
        </>
      )}
    </Group>
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
