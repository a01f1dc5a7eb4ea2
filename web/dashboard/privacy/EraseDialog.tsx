import { Alert, Button, Checkbox, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Failure } from '../app/failure';
import { useSession } from '../app/session';
import { useSave } from '../app/useSave';
import { linkTo } from '../lists/useListState';
import { ErasePersonalDataDocument, type ReportFragment } from '../operations/generated';
import { Form } from '../parts/Form';
import { FailureNote, Loading } from '../parts/states';
import { useFocusReturn } from '../parts/useFocusReturn';
import { t } from '../texts';
import { Preview } from './Preview';
import { goingOf } from './report';
import { useReport, type Person } from './useReport';

const e = t.privacy.erase;

type Props = {
  /** A customer, or somebody without an account if the ID is missing. `verified` is about a customer's address. */
  person: { customerId?: string; email: string; name: string; verified?: boolean };
  onClose: () => void;
  onErased: (report: ReportFragment) => void;
};

/** Erases the data of a person, after showing what goes and what stays. */
export default function EraseDialog({ person, onClose, onErased }: Props) {
  const { customerId, email, name } = person;
  useFocusReturn();
  const [guest, setGuest] = useState(false);
  const target: Person = customerId === undefined || guest ? { email } : { customerId };
  const { report, failure, busy, again } = useReport(target);
  return (
    <Modal
      opened
      onClose={onClose}
      title={e.title(name)}
      size="lg"
      classNames={{ title: 'wrap' }}
      closeButtonProps={{ 'aria-label': t.common.close }}
    >
      {failure !== undefined ? (
        <FailureNote failure={failure} retry={() => void again()} />
      ) : report === undefined ? (
        <Loading />
      ) : (
        <Stack className={busy ? 'stale' : undefined} aria-busy={busy}>
          {customerId !== undefined && !person.verified && (
            <Checkbox
              label={e.guestOrders(email)}
              description={e.guestOrdersHelp}
              classNames={{ label: 'wrap' }}
              checked={guest}
              onChange={(event) => setGuest(event.currentTarget.checked)}
            />
          )}
          {report.openOrders > 0 && <OpenOrders n={report.openOrders} person={person} onClose={onClose} />}
          {goingOf(report).length === 0 && report.openOrders === 0 ? (
            <Text size="sm">{e.nothing}</Text>
          ) : (
            <Preview report={report} />
          )}
          {report.openOrders > 0 || goingOf(report).length === 0 ? (
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                {t.common.close}
              </Button>
              {report.openOrders > 0 && (
                <Button loading={busy} onClick={() => void again()}>
                  {e.checkAgain}
                </Button>
              )}
            </Group>
          ) : (
            <Confirmation
              target={target}
              email={email}
              onClose={onClose}
              onRefused={() => void again()}
              onErased={(done) => {
                onClose();
                onErased(done);
              }}
            />
          )}
        </Stack>
      )}
    </Modal>
  );
}

/** Says that orders must end first, and leads to them. */
function OpenOrders({ n, person, onClose }: { n: number; person: Props['person']; onClose: () => void }) {
  const { can } = useSession();
  const open = { attribute: 'status', operator: 'in', value: 'OPEN' } as const;
  const links = [
    person.customerId !== undefined && {
      words: e.openOfAccount,
      to: linkTo('/orders', [open, { attribute: 'customerId', operator: 'eq', value: person.customerId }]),
    },
    {
      words: e.openOfEmail,
      to: linkTo('/orders', [open, { attribute: 'contactEmail', operator: 'eq', value: person.email }]),
    },
  ].filter((link) => link !== false);
  return (
    <Alert color="orange" variant="light" title={e.open(n)} role="alert">
      <Stack gap="xs">
        <Text size="sm">{e.openText(n)}</Text>
        {can('ORDERS_READ') && (
          <Group gap="xs">
            {links.map(({ words, to }) => (
              <Button key={words} component={Link} to={to} size="xs" variant="default" onClick={onClose}>
                {words}
              </Button>
            ))}
          </Group>
        )}
      </Stack>
    </Alert>
  );
}

type ConfirmationProps = {
  target: Person;
  email: string;
  onClose: () => void;
  /** Is called when the server refuses, because something has changed since the data was counted. */
  onRefused: () => void;
  onErased: (report: ReportFragment) => void;
};

const same = (one: string, other: string) => one.trim().toLowerCase() === other.trim().toLowerCase();

function Confirmation({ target, email, onClose, onRefused, onErased }: ConfirmationProps) {
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [erase, busy] = useSave(ErasePersonalDataDocument);
  const [failure, setFailure] = useState<Failure>();
  const [fault, setFault] = useState<string>();
  const ready = same(typed, email);
  const submit = async () => {
    if (!ready) return;
    const answer = await erase({ input: { ...target, reason: reason.trim() === '' ? null : reason } });
    if (answer.done && answer.payload.report) return onErased(answer.payload.report);
    const faults = answer.done ? [] : answer.faults;
    const ofReason = faults.filter(({ field }) => field?.at(-1) === 'reason');
    const others = faults.filter((one) => !ofReason.includes(one)).map(({ message }) => message);
    setFault(ofReason[0]?.message);
    setFailure(
      (answer.done ? undefined : answer.failure) ??
        (others.length > 0 ? { kind: 'other', message: others.join(' ') } : undefined),
    );
    if (faults.some(({ code }) => code === 'STEP_NOT_ALLOWED')) onRefused();
  };
  return (
    <Form
      onSubmit={submit}
      errors={{ fault }}
      failure={failure}
      failureTitle={null}
      gap="md"
      align="end"
      actions={
        <>
          <Button variant="default" onClick={onClose} data-autofocus>
            {t.common.cancel}
          </Button>
          <Button type="submit" color="red" loading={busy} disabled={!ready}>
            {e.confirm}
          </Button>
        </>
      }
    >
      <Textarea
        label={e.reason}
        description={e.reasonHelp}
        autosize
        minRows={1}
        maxRows={4}
        maxLength={500}
        dir="auto"
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        error={fault}
      />
      <TextInput
        label={e.type(email)}
        classNames={{ label: 'wrap' }}
        autoCapitalize="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Text size="sm" fw={500}>
        {e.text}
      </Text>
    </Form>
  );
}
