import { Anchor, Button, Table, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useData } from '../app/useData';
import { WebhooksDocument } from '../operations/generated';
import { timeOf } from '../parts/format';
import { IconPlus, IconWebhook } from '../parts/icons';
import { Section } from '../parts/Section';
import { Empty, FailureNote, Loading } from '../parts/states';
import { Pill } from '../parts/Pill';
import { t } from '../texts';
import { stateOf } from './state';
import { Trouble } from './Trouble';

const w = t.webhook;

/** The shop's webhooks, above them those that need attention. */
export function WebhookList() {
  const { data, failure, again } = useData(WebhooksDocument, {});
  const webhooks = data?.webhooks;
  const some = (webhooks?.length ?? 0) > 0;
  const create = (
    <Button component={Link} to="/settings/webhooks/new" size="xs" leftSection={<IconPlus size={16} />}>
      {w.new}
    </Button>
  );
  return (
    <>
      {webhooks?.map((webhook) => (
        <Trouble key={webhook.id} webhook={webhook} link />
      ))}
      <Section title={w.title} help={w.help} flush={some} actions={some && create}>
        {failure !== undefined && <FailureNote failure={failure} retry={again} />}
        {data === undefined && failure === undefined && <Loading shape="rows" count={3} />}
        {webhooks?.length === 0 && (
          <Empty title={w.empty} text={w.emptyText} icon={IconWebhook}>
            {create}
          </Empty>
        )}
        {webhooks && some && (
          <Table.ScrollContainer
            minWidth={600}
            type="native"
            tabIndex={0}
            role="region"
            aria-label={w.title}
            className="card-table"
            data-stack
          >
            <Table highlightOnHover>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{w.name}</Table.Th>
                  <Table.Th>{w.state}</Table.Th>
                  <Table.Th>{w.events}</Table.Th>
                  <Table.Th>{w.lastSuccess}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {webhooks.map((webhook) => {
                  const state = stateOf(webhook);
                  return (
                    <Table.Tr key={webhook.id} className="linked">
                      <Table.Td className="cell">
                        <Anchor component={Link} to={`/settings/webhooks/${webhook.id}`} size="sm" fw={500}>
                          <bdi>{webhook.name}</bdi>
                        </Anchor>
                        <Text size="xs" c="dimmed" className="wrap">
                          <bdi>{webhook.url}</bdi>
                        </Text>
                      </Table.Td>
                      <Table.Td>
                        <Pill tone={state.tone}>{state.words}</Pill>
                      </Table.Td>
                      <Table.Td className="short">{w.eventsChosen(webhook.events.length)}</Table.Td>
                      <Table.Td className="short" data-label={w.lastSuccess}>
                        {webhook.lastSuccessAt === null ? w.never : timeOf(webhook.lastSuccessAt)}
                      </Table.Td>
                    </Table.Tr>
                  );
                })}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </Section>
    </>
  );
}
