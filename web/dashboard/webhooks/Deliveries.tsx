import { Group, NativeSelect, Table, Text } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { useData } from '../app/useData';
import { pageOf, Turns, type Turn } from '../lists/Turns';
import { WebhookDeliveriesDocument, type WebhookDeliveryStatus } from '../operations/generated';
import { Section } from '../parts/Section';
import { FailureNote, Loading } from '../parts/states';
import { t } from '../texts';
import { DeliveryRow } from './DeliveryRow';
import { Redeliver } from './Redeliver';

const d = t.webhook.deliveries;
const size = 25;
/** How often the deliveries are read again while some are on their way, in milliseconds. */
const pause = 5_000;

/** What a webhook has sent, newest first. */
export function Deliveries({ id, active, onPoll }: { id: string; active: boolean; onPoll: () => void }) {
  const [status, setStatus] = useState<WebhookDeliveryStatus>();
  const [turn, setTurn] = useState<Turn>({});
  const { data, failure, again, stale } = useData(WebhookDeliveriesDocument, { id, ...pageOf(turn, size), status });
  const deliveries = data?.webhook?.deliveries;
  const standing = deliveries?.pageInfo;
  const some = (deliveries?.nodes.length ?? 0) > 0;
  const moving = deliveries?.nodes.some((one) => one.status === 'SENDING' || one.status === 'PENDING') ?? false;
  const { start, stop } = useInterval(() => {
    again();
    onPoll();
  }, pause);
  useEffect(() => {
    if (!moving) return;
    start();
    return stop;
  }, [moving, start, stop]);
  const show = (value: string) => {
    setStatus(value === '' ? undefined : (value as WebhookDeliveryStatus));
    setTurn({});
  };
  return (
    <Section
      title={d.title}
      flush={some}
      actions={
        <>
          <NativeSelect
            size="xs"
            aria-label={d.filter}
            value={status ?? ''}
            onChange={(event) => show(event.currentTarget.value)}
            data={[
              { value: '', label: d.all },
              ...Object.entries(d.statuses).map(([value, label]) => ({ value, label })),
            ]}
          />
          <Redeliver id={id} active={active} />
        </>
      }
    >
      {failure !== undefined && <FailureNote failure={failure} retry={again} />}
      {deliveries === undefined && failure === undefined && <Loading shape="rows" count={5} />}
      {deliveries?.nodes.length === 0 && (
        <Text size="sm" c="dimmed">
          {status === undefined ? d.none : d.noneSuch}
        </Text>
      )}
      {deliveries && some && (
        <Table.ScrollContainer
          minWidth={600}
          type="native"
          tabIndex={0}
          role="region"
          aria-label={d.title}
          className="card-table"
          data-stack
        >
          <Table aria-busy={stale}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{d.time}</Table.Th>
                <Table.Th>{d.event}</Table.Th>
                <Table.Th>{d.status}</Table.Th>
                <Table.Th>{d.attempts}</Table.Th>
                <Table.Th>{d.response}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {deliveries.nodes.map((delivery) => (
                <DeliveryRow key={delivery.id} delivery={delivery} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {standing && (standing.hasNextPage || standing.hasPreviousPage) && (
        <Group component="nav" aria-label={`${d.title}: ${t.list.pages}`} gap="xs" className="card-foot">
          <Turns standing={standing} onTurn={setTurn} />
        </Group>
      )}
    </Section>
  );
}
