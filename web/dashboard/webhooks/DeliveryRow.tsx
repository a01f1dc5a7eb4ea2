import { Code, Group, Stack, Table, Text } from '@mantine/core';
import { useId, useState } from 'react';
import type { DeliveryRecordFragment, WebhookDeliveryStatus } from '../operations/generated';
import { timeOf } from '../parts/format';
import { Pill, type Tone } from '../parts/Pill';
import { Unfold } from '../parts/Unfold';
import { t } from '../texts';
import { tellsMore } from './state';

const d = t.webhook.deliveries;

const tones: Readonly<Record<WebhookDeliveryStatus, Tone>> = {
  PENDING: 'warning',
  SENDING: 'info',
  DELIVERED: 'success',
  FAILED: 'danger',
};

/** A delivery, with the receiver's response below it once it is asked for. */
export function DeliveryRow({ delivery }: { delivery: DeliveryRecordFragment }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const { eventType, status, attempts, responseStatus, nextAttemptAt, createdAt } = delivery;
  const event = eventType === null ? d.test : (t.events.types[eventType] ?? eventType);
  return (
    <>
      <Table.Tr className={open ? 'opened' : undefined}>
        <Table.Td>{timeOf(createdAt)}</Table.Td>
        <Table.Td>{event}</Table.Td>
        <Table.Td>
          <Pill tone={tones[status]}>{d.statuses[status]}</Pill>
          {nextAttemptAt !== null && attempts > 0 && (
            <Text size="xs" c="dimmed">
              {d.next(timeOf(nextAttemptAt))}
            </Text>
          )}
        </Table.Td>
        <Table.Td data-label={d.attempts}>{attempts}</Table.Td>
        <Table.Td className="short">
          {attempts > 0 && (
            <Unfold
              label={responseStatus === null ? d.noResponse : `HTTP ${responseStatus}`}
              about={event}
              open={open}
              controls={id}
              onToggle={() => setOpen(!open)}
            />
          )}
        </Table.Td>
      </Table.Tr>
      <Table.Tr id={id} hidden={!open}>
        {open && (
          <Table.Td colSpan={5} className="below">
            <Response delivery={delivery} />
          </Table.Td>
        )}
      </Table.Tr>
    </>
  );
}

/** What the receiver responded to the last attempt, or why there was no response. */
function Response({ delivery }: { delivery: DeliveryRecordFragment }) {
  const { id, error, responseStatus, responseBody, durationMs, deliveredAt } = delivery;
  const facts = [
    ...(deliveredAt === null ? [] : [[d.delivered, timeOf(deliveredAt)]]),
    ...(durationMs === null ? [] : [[d.duration, d.ms(durationMs)]]),
  ];
  return (
    <Stack gap="xs">
      {error && tellsMore(delivery) && (
        <Text size="sm" className="wrap">
          {error}
        </Text>
      )}
      {responseBody ? (
        <Code block className="pre" tabIndex={0} aria-label={d.body}>
          {responseBody}
        </Code>
      ) : (
        responseStatus !== null && (
          <Text size="sm" c="dimmed">
            {d.emptyBody}
          </Text>
        )
      )}
      <Group gap="md">
        {facts.map(([name, value]) => (
          <Text key={name} size="xs" c="dimmed">
            {name} {value}
          </Text>
        ))}
        <Text size="xs" c="dimmed">
          {d.id} <Code>{id}</Code>
        </Text>
      </Group>
    </Stack>
  );
}
