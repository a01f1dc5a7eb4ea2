import { Group, Modal, NativeSelect, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useData } from '../app/useData';
import { Folded } from '../events/Folded';
import { whoOf } from '../jobs/who';
import { pageOf, Turns, type Turn } from '../lists/Turns';
import { MarketingStatementsDocument, type MarketingChannel, type StatementFragment } from '../operations/generated';
import { timeOf } from '../parts/format';
import { Pill } from '../parts/Pill';
import { FailureNote, Loading } from '../parts/states';
import { useFocusReturn } from '../parts/useFocusReturn';
import { t } from '../texts';
import { channels, ConsentState } from './state';

const m = t.marketing;
const h = m.history;
const size = 10;

type Props = {
  /** Whose statements: those of a customer, or of an address without an account. */
  of: { customerId: string } | { email: string };
  name: string;
  onClose: () => void;
};

/** Every statement of a person about marketing, newest first: the proof of the consent of any day. */
export default function Statements({ of, name, onClose }: Props) {
  useFocusReturn();
  const [channel, setChannel] = useState<MarketingChannel>();
  const [turn, setTurn] = useState<Turn>({});
  const { data, failure, again, stale } = useData(MarketingStatementsDocument, {
    ...pageOf(turn, size),
    ...of,
    channel,
  });
  const statements = data?.marketingConsents;
  const standing = statements?.pageInfo;
  const show = (value: string) => {
    setChannel(value === '' ? undefined : (value as MarketingChannel));
    setTurn({});
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={h.title(name)}
      size={960}
      classNames={{ title: 'wrap' }}
      closeButtonProps={{ 'aria-label': t.common.close }}
    >
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {h.help}
        </Text>
        {'customerId' in of && (
          <Group>
            <NativeSelect
              aria-label={h.channel}
              value={channel ?? ''}
              onChange={(event) => show(event.currentTarget.value)}
              data={[{ value: '', label: h.all }, ...channels.map((value) => ({ value, label: m.channels[value] }))]}
            />
          </Group>
        )}
        {failure !== undefined && <FailureNote failure={failure} retry={again} />}
        {statements === undefined && failure === undefined && <Loading shape="rows" count={4} />}
        {statements?.nodes.length === 0 && (
          <Text size="sm" c="dimmed">
            {h.none}
          </Text>
        )}
        {statements && statements.nodes.length > 0 && (
          <Table.ScrollContainer
            minWidth={720}
            type="native"
            tabIndex={0}
            role="region"
            aria-label={h.title(name)}
            className={stale ? 'card-table stale' : 'card-table'}
            data-stack
          >
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{h.at}</Table.Th>
                  <Table.Th>{h.channel}</Table.Th>
                  <Table.Th>{h.state}</Table.Th>
                  <Table.Th>{h.source}</Table.Th>
                  <Table.Th>{h.wording}</Table.Th>
                  <Table.Th>{h.who}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {statements.nodes.map((one) => (
                  <Row key={one.id} statement={one} />
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
        {standing && (standing.hasNextPage || standing.hasPreviousPage) && (
          <Group component="nav" aria-label={t.list.pages} gap="xs">
            <Turns standing={standing} onTurn={setTurn} />
            <Text size="sm" c="dimmed">
              {typeof statements?.totalCount === 'number' ? t.list.total(statements.totalCount) : ''}
            </Text>
          </Group>
        )}
      </Stack>
    </Modal>
  );
}

function Row({ statement: { at, channel, state, source, wording, actor, current } }: { statement: StatementFragment }) {
  return (
    <Table.Tr>
      <Table.Td className="short">{timeOf(at)}</Table.Td>
      <Table.Td>{m.channels[channel]}</Table.Td>
      <Table.Td>
        <Group gap={4}>
          <ConsentState of={state} />
          {current && (
            <Pill plain tone="brand">
              {h.now}
            </Pill>
          )}
        </Group>
      </Table.Td>
      <Table.Td>{m.sources[source]}</Table.Td>
      <Table.Td miw={220}>
        {wording ? (
          <Folded text={wording} />
        ) : (
          <Text span size="sm" c="dimmed">
            {m.noWording}
          </Text>
        )}
      </Table.Td>
      <Table.Td className="cell">
        <bdi>{actor === null ? t.common.none : whoOf(actor)}</bdi>
      </Table.Td>
    </Table.Tr>
  );
}
