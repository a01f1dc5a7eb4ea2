import { Anchor, Button, Code, Group, Stack, Table, Text } from '@mantine/core';
import { useId, useState } from 'react';
import { Link } from 'react-router';
import type { EventRecordFragment } from '../operations/generated';
import { timeOf } from '../parts/format';
import { Pill } from '../parts/Pill';
import { Unfold } from '../parts/Unfold';
import { t } from '../texts';
import { Changes } from './Changes';
import { exactTime } from './days';
import { isNote, toneOf } from './Entry';
import { Folded } from './Folded';
import type { Names } from './useNames';
import { Who } from './Who';

const a = t.events.audit;

type Props = { event: EventRecordFragment; names: Names; onlyRecord: (id: string) => void };

/** An event of the audit log, with its details below it once they are asked for. */
export function AuditRow({ event, names, onlyRecord }: Props) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const { type, at, changes } = event;
  const what = t.events.types[type] ?? type;
  const failed = type === 'STAFF_MEMBER_LOGIN_FAILED';
  return (
    <>
      <Table.Tr className={[failed && 'alarm', open && 'opened'].filter(Boolean).join(' ')}>
        <Table.Td title={exactTime(at)}>
          <time dateTime={at}>{timeOf(at)}</time>
        </Table.Td>
        <Table.Td className="cell">
          <Who event={event} names={names} />
        </Table.Td>
        <Table.Td>
          {toneOf(type) === 'alarm' ? <Pill tone={failed ? 'danger' : 'warning'}>{what}</Pill> : what}
        </Table.Td>
        <Table.Td className="cell">
          <Subject event={event} names={names} />
        </Table.Td>
        <Table.Td className="short">
          <Unfold
            label={changes.length > 0 ? a.count(changes.length) : a.details}
            about={what}
            open={open}
            controls={id}
            onToggle={() => setOpen(!open)}
          />
        </Table.Td>
      </Table.Tr>
      <Table.Tr id={id} hidden={!open}>
        {open && (
          <Table.Td colSpan={5} className="below">
            <Details event={event} onlyRecord={onlyRecord} />
          </Table.Td>
        )}
      </Table.Tr>
    </>
  );
}

/** The record that an event is about, with a link to its page if there is one. */
function Subject({ event: { subjectKind, subjectId }, names }: { event: EventRecordFragment; names: Names }) {
  const named = names.get(subjectId);
  const kind = t.events.subjects[subjectKind];
  return (
    <span aria-busy={named?.loading}>
      {named?.to !== undefined ? (
        <Anchor component={Link} to={named.to} inherit>
          <bdi>{named.name}</bdi>
        </Anchor>
      ) : (
        <bdi>{named?.name ?? (subjectKind === 'SHOP' ? '' : a.gone)}</bdi>
      )}{' '}
      <Text span size="xs" c="dimmed">
        {kind}
      </Text>
    </span>
  );
}

function Details({ event, onlyRecord }: Omit<Props, 'names'>) {
  const { subjectId, text, type, requestId } = event;
  return (
    <Stack gap="xs">
      {text && <Folded text={isNote(type) ? text : t.events.reason(text)} />}
      <Changes event={event} all />
      <Group gap="md">
        <Text size="xs" c="dimmed">
          {a.record} <Code>{subjectId}</Code>
        </Text>
        {requestId && (
          <Text size="xs" c="dimmed">
            {a.request} <Code>{requestId}</Code>
          </Text>
        )}
        <Button variant="default" size="compact-xs" onClick={() => onlyRecord(subjectId)}>
          {a.only}
        </Button>
      </Group>
    </Stack>
  );
}
