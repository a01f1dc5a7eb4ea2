import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import type { Failure } from '../app/failure';
import { useSession } from '../app/session';
import { byField, useSave, type Outcome } from '../app/useSave';
import {
  MailPasswordResetDocument,
  MailSignInDocument,
  SetPasswordDocument,
  type CustomerRecordFragment,
} from '../operations/generated';
import { Form } from '../parts/Form';
import { NewPassword } from '../parts/NewPassword';
import { notify, told } from '../parts/notify';
import { Section } from '../parts/Section';
import { t } from '../texts';

/** Tells whether there is a password, and sets one. It can never be read. */
export function PasswordSection({ customer }: { customer: CustomerRecordFragment }) {
  const { can } = useSession();
  const [open, setOpen] = useState(false);
  const [password, setPassword] = useState('');
  const [fault, setFault] = useState<string>();
  const [failure, setFailure] = useState<Failure>();
  const [set, busy] = useSave(SetPasswordDocument);
  const [mailReset, mailingReset] = useSave(MailPasswordResetDocument);
  const [mailSignIn, mailingSignIn] = useSave(MailSignInDocument);
  const mailed = (answer: Outcome<object>) => told(answer, t.customer.password.mailed(customer.email));
  const close = () => {
    setOpen(false);
    setPassword('');
    setFault(undefined);
    setFailure(undefined);
  };
  const submit = async () => {
    const answer = await set({ id: customer.id, password });
    setFailure(answer.done ? undefined : answer.failure);
    setFault(answer.done ? undefined : byField(answer.faults, '').password);
    if (!answer.done) return;
    notify(t.customer.password.done);
    close();
  };
  return (
    <Section title={t.customer.password.title}>
      <Text size="sm">{customer.hasPassword ? t.customer.password.set : t.customer.password.unset}</Text>
      {can('CUSTOMERS_WRITE') && !open && (
        <Group>
          <Button variant="default" onClick={() => setOpen(true)}>
            {customer.hasPassword ? t.customer.password.replace : t.customer.password.give}
          </Button>
          {!customer.disabledAt && (
            <>
              <Button
                variant="default"
                loading={mailingReset}
                onClick={() => void mailReset({ email: customer.email }).then(mailed)}
              >
                {t.customer.password.mailReset}
              </Button>
              <Button
                variant="default"
                loading={mailingSignIn}
                onClick={() => void mailSignIn({ email: customer.email }).then(mailed)}
              >
                {t.customer.password.mailSignIn}
              </Button>
            </>
          )}
        </Group>
      )}
      {open && (
        <Form
          onSubmit={submit}
          errors={{ fault }}
          failure={failure}
          actions={
            <>
              <Button type="submit" loading={busy}>
                {t.customer.password.give}
              </Button>
              <Button variant="default" onClick={close}>
                {t.common.cancel}
              </Button>
            </>
          }
        >
          <NewPassword
            label={t.password.new}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={fault}
            autoFocus
          />
          <Text size="sm" c="dimmed">
            {t.customer.password.warning}
          </Text>
        </Form>
      )}
    </Section>
  );
}
