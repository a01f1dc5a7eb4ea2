import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Failure } from '../app/failure';
import { useSession } from '../app/session';
import { byField, useSave } from '../app/useSave';
import { useTyped } from '../fields/useTyped';
import { RevokeGuestOrderTokensDocument, UpdateOrderDocument, type OrderRecordFragment } from '../operations/generated';
import { Confirm } from '../parts/Confirm';
import { notify } from '../parts/notify';
import { FailureNote } from '../parts/states';
import { t } from '../texts';

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
      <Modal opened={open === 'contact'} onClose={close} title={c.action} closeButtonProps={{ 'aria-label': t.common.close }}>
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
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState<Failure>();
  const [update, busy] = useSave(useTyped(UpdateOrderDocument));
  const input = (key: keyof typeof values) => ({
    value: values[key],
    onChange: (event: { currentTarget: { value: string } }) => setValues({ ...values, [key]: event.currentTarget.value }),
    error: errors[key],
  });
  const submit = async () => {
    const answer = await update({ id: order.id, input: { contact: { ...values, phone: values.phone || null }, expectedVersion: order.version } });
    if (answer.done) {
      notify(t.common.saved);
      return onDone();
    }
    setErrors(byField(answer.faults, 'input.contact.'));
    const elsewhere = answer.faults.filter(({ field }) => field?.[1] !== 'contact');
    setFailure(answer.failure ?? (elsewhere.length > 0 ? { kind: 'other', message: elsewhere.map(({ message }) => message).join(' ') } : undefined));
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Stack gap="sm">
        <TextInput label={c.name} withAsterisk {...input('name')} />
        <TextInput label={c.email} type="email" description={order.steps?.revokeGuestTokens ? c.emailHelp : undefined} withAsterisk {...input('email')} />
        <TextInput label={c.phone} type="tel" {...input('phone')} />
        {failure !== undefined && <FailureNote title={t.failure.notSaved} failure={failure} />}
        <Group>
          <Button type="submit" loading={busy}>
            {t.common.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
