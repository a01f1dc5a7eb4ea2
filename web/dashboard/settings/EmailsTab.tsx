import { Badge, Button, Code, Group, Modal, NativeSelect, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useData } from '../app/useData';
import { pageOf, Turns, type Turn } from '../lists/Turns';
import { EmailsDocument, type EmailRecordFragment, type EmailStatus } from '../operations/generated';
import { timeOf } from '../parts/format';
import { Section } from '../parts/Section';
import { FailureNote, Loading } from '../parts/states';
import { t } from '../texts';

const m = t.settings.emails;
const size = 25;
const colours: Partial<Record<EmailStatus, string>> = {
  SENT: 'teal',
  OUTBOX: 'orange',
  FAILED: 'red',
  QUEUED: 'orange',
  DELAYED: 'orange',
  DROPPED: 'gray',
};

/** What the shop has written to its customers, and how far it has come; the outbox where there is no mail server. */
export function EmailsTab() {
  const [status, setStatus] = useState<EmailStatus>();
  const [turn, setTurn] = useState<Turn>({});
  const [open, setOpen] = useState<EmailRecordFragment>();
  const { data, failure, again, stale } = useData(EmailsDocument, { ...pageOf(turn, size), status });
  const emails = data?.emails;
  const standing = emails?.pageInfo;
  const show = (value: string) => {
    setStatus(value === '' ? undefined : (value as EmailStatus));
    setTurn({});
  };
  return (
    <Section title={m.title}>
      <Text size="sm" c="dimmed">
        {m.help}
      </Text>
      <Group>
        <NativeSelect
          label={m.filter}
          value={status ?? ''}
          onChange={(event) => show(event.currentTarget.value)}
          data={[{ value: '', label: m.all }, ...Object.entries(m.states).map(([value, label]) => ({ value, label }))]}
        />
      </Group>
      {failure !== undefined && <FailureNote failure={failure} retry={again} />}
      {emails === undefined && failure === undefined && <Loading />}
      {emails?.nodes.length === 0 && (
        <Text size="sm" c="dimmed">
          {status === undefined ? m.none : m.noneSuch}
        </Text>
      )}
      {emails && emails.nodes.length > 0 && (
        <Table.ScrollContainer
          minWidth={640}
          type="native"
          tabIndex={0}
          role="region"
          aria-label={m.title}
          className={stale ? 'stale' : undefined}
        >
          <Table verticalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{m.kind}</Table.Th>
                <Table.Th>{m.to}</Table.Th>
                <Table.Th>{m.status}</Table.Th>
                <Table.Th>{m.created}</Table.Th>
                <Table.Th>{m.sent}</Table.Th>
                <Table.Th>{t.common.actions}</Table.Th>
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
        <Group component="nav" aria-label={t.list.pages} gap="xs">
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
  return (
    <Table.Tr>
      <Table.Td className="cell">{m.kinds[mail.kind] ?? mail.kind}</Table.Td>
      <Table.Td className="cell">
        <bdi>{mail.to}</bdi>
      </Table.Td>
      <Table.Td>
        <Badge variant="light" color={colours[mail.status] ?? 'indigo'} tt="none" className="state">
          {m.states[mail.status]}
        </Badge>
        {mail.lastError && (
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
      <Table.Td className="short">{timeOf(mail.createdAt)}</Table.Td>
      <Table.Td className="short">{mail.sentAt ? timeOf(mail.sentAt) : t.common.none}</Table.Td>
      <Table.Td>
        {mail.text && (
          <Button size="compact-sm" variant="default" onClick={onRead} aria-label={m.readNamed(mail.to ?? '')}>
            {m.read}
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
