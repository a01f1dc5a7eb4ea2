import { Anchor, Code, Group, Modal, NativeSelect, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useData } from '../app/useData';
import { pageOf, Turns, type Turn } from '../lists/Turns';
import { EmailsDocument, type EmailRecordFragment, type EmailStatus } from '../operations/generated';
import { timeOf } from '../parts/format';
import { IconMail } from '../parts/icons';
import { Pill, type Tone } from '../parts/Pill';
import { Section } from '../parts/Section';
import { Empty, FailureNote, Loading } from '../parts/states';
import { t } from '../texts';

const m = t.settings.emails;
const size = 25;
const tones: Record<EmailStatus, Tone> = {
  QUEUED: 'info',
  DELAYED: 'warning',
  SENDING: 'info',
  SENT: 'success',
  OUTBOX: 'neutral',
  UNCERTAIN: 'warning',
  FAILED: 'danger',
  DROPPED: 'neutral',
};

/** What the shop has written to its customers, and how far it has come; the outbox where there is no mail server. */
export function EmailsTab() {
  const [params, setParams] = useSearchParams();
  const wanted = params.get('status');
  const status = wanted !== null && wanted in tones ? (wanted as EmailStatus) : undefined;
  const [turn, setTurn] = useState<Turn>({});
  const [open, setOpen] = useState<EmailRecordFragment>();
  const { data, failure, again, stale } = useData(EmailsDocument, { ...pageOf(turn, size), status });
  const emails = data?.emails;
  const standing = emails?.pageInfo;
  const some = (emails?.nodes.length ?? 0) > 0;
  const show = (value: string) => {
    setParams(value === '' ? {} : { status: value }, { replace: true });
    setTurn({});
  };
  return (
    <Section
      title={m.title}
      help={m.help}
      flush={some}
      actions={
        <NativeSelect
          size="xs"
          aria-label={m.filter}
          value={status ?? ''}
          onChange={(event) => show(event.currentTarget.value)}
          data={[{ value: '', label: m.all }, ...Object.entries(m.states).map(([value, label]) => ({ value, label }))]}
        />
      }
    >
      {failure !== undefined && <FailureNote failure={failure} retry={again} />}
      {emails === undefined && failure === undefined && <Loading shape="rows" count={5} />}
      {emails?.nodes.length === 0 && (
        <Empty title={status === undefined ? m.none : m.noneSuch} text="" icon={IconMail} />
      )}
      {emails && some && (
        <Table.ScrollContainer
          minWidth={560}
          type="native"
          tabIndex={0}
          role="region"
          aria-label={m.title}
          className={stale ? 'card-table stale' : 'card-table'}
          data-stack
        >
          <Table highlightOnHover>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{m.kind}</Table.Th>
                <Table.Th>{m.status}</Table.Th>
                <Table.Th>{m.created}</Table.Th>
                <Table.Th>{m.sent}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {emails.nodes.map((mail) => (
                <Row key={mail.id} mail={mail} onRead={() => setOpen(mail)} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {standing && (standing.hasNextPage || standing.hasPreviousPage) && (
        <Group component="nav" aria-label={t.list.pages} gap="xs" className="card-foot">
          <Turns standing={standing} onTurn={setTurn} />
        </Group>
      )}
      <Modal
        opened={open !== undefined}
        onClose={() => setOpen(undefined)}
        title={open?.subject}
        size="lg"
        classNames={{ title: 'wrap' }}
        closeButtonProps={{ 'aria-label': t.common.close }}
      >
        <Text size="sm" c="dimmed" mb="sm">
          {m.to} <bdi>{open?.to}</bdi>
        </Text>
        <Code block className="pre">
          {open?.text}
        </Code>
      </Modal>
    </Section>
  );
}

function Row({ mail, onRead }: { mail: EmailRecordFragment; onRead: () => void }) {
  const kind = m.kinds[mail.kind] ?? mail.kind;
  return (
    <Table.Tr className={mail.text ? 'linked' : undefined}>
      <Table.Td className="wrap">
        {mail.text ? (
          <Anchor
            component="button"
            size="sm"
            fw={500}
            onClick={onRead}
            aria-label={`${kind}: ${m.readNamed(mail.to ?? '')}`}
          >
            {kind}
          </Anchor>
        ) : (
          <Text size="sm" fw={500}>
            {kind}
          </Text>
        )}
        <Text size="sm" c="dimmed">
          <bdi>{mail.to}</bdi>
        </Text>
      </Table.Td>
      <Table.Td>
        <Pill tone={tones[mail.status]}>{m.states[mail.status]}</Pill>
        {mail.lastError && mail.status !== 'DROPPED' && (
          <Text size="xs" c="dimmed" className="wrap">
            {mail.lastError}
          </Text>
        )}
        {mail.nextAttemptAt && mail.attempts > 0 && (
          <Text size="xs" c="dimmed">
            {m.tries(mail.attempts)}, {m.next(timeOf(mail.nextAttemptAt))}
          </Text>
        )}
      </Table.Td>
      <Table.Td className="short" data-label={m.created}>
        {timeOf(mail.createdAt)}
      </Table.Td>
      {/* What is in the outbox was written there, but not sent. */}
      <Table.Td className="short" data-label={m.sent}>
        {mail.sentAt && mail.status !== 'OUTBOX' ? timeOf(mail.sentAt) : t.common.none}
      </Table.Td>
    </Table.Tr>
  );
}
