import { Button, Group, Menu, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Failure } from '../app/failure';
import { useSession } from '../app/session';
import { useData } from '../app/useData';
import { byField, useSave, type Outcome } from '../app/useSave';
import {
  CustomerSessionsDocument,
  MailPasswordResetDocument,
  MailSignInDocument,
  RevokeSessionsDocument,
  SetPasswordDocument,
  type CustomerRecordFragment,
} from '../operations/generated';
import { DotsMenu } from '../parts/DotsMenu';
import { Fact, Facts } from '../parts/Facts';
import { Form } from '../parts/Form';
import { NewPassword } from '../parts/NewPassword';
import { notify, told } from '../parts/notify';
import { Section } from '../parts/Section';
import { FailureNote, Loading } from '../parts/states';
import { t } from '../texts';
import { SessionRow } from './SessionRow';

const p = t.customer.password;
const s = t.customer.sessions;

/** How the customer logs in, and where they are logged in now. */
export function Access({ customer }: { customer: CustomerRecordFragment }) {
  const { id, email, disabledAt, hasPassword } = customer;
  const { can, shop } = useSession();
  const { data, failure, again } = useData(CustomerSessionsDocument, { id });
  const [open, setOpen] = useState(false);
  const [mailReset] = useSave(MailPasswordResetDocument);
  const [mailSignIn] = useSave(MailSignInDocument);
  const [endAll] = useSave(RevokeSessionsDocument);
  const writes = can('CUSTOMERS_WRITE');
  const sessions = data?.customer?.sessions;
  const mailed = (answer: Outcome<object>) => told(answer, (shop.mailServer === false ? p.inOutbox : p.mailed)(email));
  const endEach = async () => {
    const answer = await endAll({ id });
    told(answer, answer.done ? s.endedAll(answer.payload.endedSessions) : undefined);
  };
  return (
    <Section
      title={t.customer.access}
      actions={
        writes && (
          <DotsMenu label={t.common.actionsOf(t.customer.access)}>
            <Menu.Item onClick={() => setOpen(true)}>{hasPassword ? p.replace : p.give}</Menu.Item>
            {!disabledAt && (
              <>
                <Menu.Item onClick={() => void mailReset({ email }).then(mailed)}>{p.mailReset}</Menu.Item>
                <Menu.Item onClick={() => void mailSignIn({ email }).then(mailed)}>{p.mailSignIn}</Menu.Item>
              </>
            )}
            {(sessions?.length ?? 0) > 0 && (
              <>
                <Menu.Divider />
                <Menu.Item onClick={() => void endEach()}>{s.endAll}</Menu.Item>
              </>
            )}
          </DotsMenu>
        )
      }
    >
      <Facts>
        <Fact label={p.title}>{hasPassword ? p.set : p.unset}</Fact>
      </Facts>
      {open && <Password customer={customer} onClose={() => setOpen(false)} />}
      {failure !== undefined && <FailureNote failure={failure} retry={again} />}
      {sessions === undefined && failure === undefined && <Loading shape="lines" count={2} />}
      {sessions?.length === 0 && (
        <Text size="sm" c="dimmed">
          {s.none}
        </Text>
      )}
      {sessions && sessions.length > 0 && (
        <Stack gap="sm" component="ul" className="plain">
          {sessions.map((session) => (
            <SessionRow key={session.id} session={session} writes={writes} />
          ))}
        </Stack>
      )}
    </Section>
  );
}

/** Sets a password. It can never be read. */
function Password({ customer, onClose }: { customer: CustomerRecordFragment; onClose: () => void }) {
  const [password, setPassword] = useState('');
  const [fault, setFault] = useState<string>();
  const [failure, setFailure] = useState<Failure>();
  const [set, busy] = useSave(SetPasswordDocument);
  const submit = async () => {
    const answer = await set({ id: customer.id, password });
    setFailure(answer.done ? undefined : answer.failure);
    setFault(answer.done ? undefined : byField(answer.faults, '').password);
    if (!answer.done) return;
    notify(p.done);
    onClose();
  };
  return (
    <Group component="div" onKeyDown={(event) => event.key === 'Escape' && onClose()} grow>
      <Form
        onSubmit={submit}
        errors={{ password: fault }}
        failure={failure}
        actions={
          <>
            <Button type="submit" loading={busy}>
              {p.give}
            </Button>
            <Button variant="default" onClick={onClose}>
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
          {p.warning}
        </Text>
      </Form>
    </Group>
  );
}
