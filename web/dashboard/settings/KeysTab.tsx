import { Button, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useData } from '../app/useData';
import { useSave } from '../app/useSave';
import { RevokeKeyDocument, TeamDocument, type KeyFragment } from '../operations/generated';
import { Confirm } from '../parts/Confirm';
import { DotsMenu } from '../parts/DotsMenu';
import { dayOf, timeOf } from '../parts/format';
import { IconKey, IconPlus } from '../parts/icons';
import { Danger, useAction } from '../parts/MoreActions';
import { notify } from '../parts/notify';
import { Pill } from '../parts/Pill';
import { Section } from '../parts/Section';
import { Empty, FailureNote, Loading } from '../parts/states';
import { t } from '../texts';
import { NewKey } from './NewKey';
import { Secret } from './Secret';

const k = t.settings.keys;

/** The keys by which the shop's own programs call. */
export function KeysTab() {
  const { data, failure, again } = useData(TeamDocument, {});
  const [adding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string>();
  const keys = data?.apiKeys;
  const some = (keys?.length ?? 0) > 0;
  const create = (
    <Button size="xs" leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
      {k.new}
    </Button>
  );
  return (
    <>
      <Section title={t.settings.tabs.keys} help={k.text} flush={some} actions={some && create}>
        {failure !== undefined && <FailureNote failure={failure} retry={again} />}
        {data === undefined && failure === undefined && <Loading shape="rows" count={3} />}
        {keys?.length === 0 && (
          <Empty title={k.empty} text={k.emptyText} icon={IconKey}>
            {create}
          </Empty>
        )}
        {keys && some && (
          <Table.ScrollContainer
            minWidth={560}
            type="native"
            tabIndex={0}
            role="region"
            aria-label={t.settings.tabs.keys}
            className="card-table"
            data-stack
          >
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{k.name}</Table.Th>
                  <Table.Th>{k.created}</Table.Th>
                  <Table.Th>{k.lastUsed}</Table.Th>
                  <Table.Th>{k.state}</Table.Th>
                  <Table.Th aria-label={t.common.actions} />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {keys.map((key) => (
                  <Row key={key.id} of={key} />
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </Section>
      {adding && <NewKey onClose={() => setAdding(false)} onCreated={setSecret} />}
      <Secret title={k.secretTitle} text={k.secret} secret={secret} onClose={() => setSecret(undefined)} />
    </>
  );
}

function Row({ of }: { of: KeyFragment }) {
  const { id, name, scopes, createdAt, lastUsedAt, revokedAt } = of;
  const { action, start, close, button } = useAction<'revoke'>();
  const [revoke] = useSave(RevokeKeyDocument);
  return (
    <Table.Tr data-off={revokedAt !== null || undefined}>
      <Table.Td miw={200}>
        <Text size="sm" fw={500} className="wrap">
          <bdi>{name}</bdi>
        </Text>
        <Text size="xs" c="dimmed">
          {scopes.map((scope) => t.settings.scopes[scope]).join(', ')}
        </Text>
      </Table.Td>
      <Table.Td className="short" data-label={k.created}>
        {dayOf(createdAt)}
        <Text size="xs" c="dimmed" className="wrap">
          <bdi>{creatorOf(of)}</bdi>
        </Text>
      </Table.Td>
      <Table.Td className="short" data-label={k.lastUsed}>
        {lastUsedAt === null ? k.never : timeOf(lastUsedAt)}
      </Table.Td>
      <Table.Td>
        {revokedAt === null ? <Pill tone="success">{k.works}</Pill> : <Pill>{k.revokedAt(dayOf(revokedAt))}</Pill>}
      </Table.Td>
      <Table.Td className="row-actions">
        {revokedAt === null && (
          <DotsMenu label={t.common.actionsOf(name)} button={button}>
            <Danger onClick={start('revoke')}>{k.revokeAction}</Danger>
          </DotsMenu>
        )}
        <Confirm
          open={action === 'revoke'}
          onClose={close}
          title={k.revokeTitle(name)}
          text={k.revokeText}
          action={k.revoke}
          act={() => revoke({ id })}
          onDone={() => notify(k.revoked)}
        />
      </Table.Td>
    </Table.Tr>
  );
}

/** Who created a key, in words. */
function creatorOf({ createdBy }: KeyFragment): string {
  if (createdBy === null) return k.unknown;
  return k.creators[createdBy.kind](createdBy.name ?? '');
}
