import { Anchor, Button, Menu, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { useSession } from '../app/session';
import { useData } from '../app/useData';
import { useSave } from '../app/useSave';
import { DeleteGroupDocument, GroupsDocument, type GroupRecordFragment } from '../operations/generated';
import { Confirm } from '../parts/Confirm';
import { DotsMenu } from '../parts/DotsMenu';
import { countOf, dayOf } from '../parts/format';
import { IconPlus, IconUsersGroup } from '../parts/icons';
import { Danger, useAction } from '../parts/MoreActions';
import { notify } from '../parts/notify';
import { Page } from '../parts/Page';
import { Empty, FailureNote, Loading } from '../parts/states';
import { t } from '../texts';
import { GroupDialog } from './GroupDialog';
import { customersIn } from './path';

const g = t.groups;

/** The shop's groups of customers. */
export default function GroupsPage() {
  const { can } = useSession();
  const { data, failure, again } = useData(GroupsDocument, {});
  const [adding, setAdding] = useState(false);
  const groups = data?.customerGroups;
  const writes = can('CUSTOMERS_WRITE');
  const create = writes && (
    <Button leftSection={<IconPlus />} onClick={() => setAdding(true)}>
      {g.new}
    </Button>
  );
  return (
    <Page title={g.title} name={g.title} about={g.help} actions={(groups?.length ?? 0) > 0 ? create : undefined}>
      {failure !== undefined && <FailureNote failure={failure} retry={again} />}
      {data === undefined && failure === undefined && <Loading shape="rows" count={4} />}
      {groups === null && <Empty title={t.failure.forbidden} text="" />}
      {groups?.length === 0 && (
        <Empty title={g.empty} text={g.emptyText} icon={IconUsersGroup}>
          {create}
        </Empty>
      )}
      {groups && groups.length > 0 && (
        <div className="table-card">
          <Table highlightOnHover aria-label={g.title} className="groups">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{g.name}</Table.Th>
                <Table.Th className="number">{g.customers}</Table.Th>
                <Table.Th visibleFrom="sm">{g.updatedAt}</Table.Th>
                {writes && <Table.Th aria-label={t.common.actions} />}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {groups.map((group) => (
                <Row key={group.id} group={group} writes={writes} />
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      {adding && <GroupDialog onClose={() => setAdding(false)} />}
    </Page>
  );
}

function Row({ group, writes }: { group: GroupRecordFragment; writes: boolean }) {
  const { action, start, close, button } = useAction<'edit' | 'delete'>();
  const [remove] = useSave(DeleteGroupDocument);
  const { id, name, description, customersCount, updatedAt } = group;
  return (
    <Table.Tr className="linked">
      <Table.Td>
        <Anchor component={Link} to={customersIn(id)} size="sm" fw={500}>
          <bdi>{name}</bdi>
        </Anchor>
        {description && (
          <Text size="sm" c="dimmed" lineClamp={2} className="wrap">
            <bdi>{description}</bdi>
          </Text>
        )}
      </Table.Td>
      <Table.Td className="number">{countOf(customersCount)}</Table.Td>
      <Table.Td visibleFrom="sm" className="short">
        {dayOf(updatedAt)}
      </Table.Td>
      {writes && (
        <Table.Td className="row-actions">
          <DotsMenu label={t.common.actionsOf(name)} button={button}>
            <Menu.Item onClick={start('edit')}>{t.common.edit}</Menu.Item>
            <Menu.Divider />
            <Danger onClick={start('delete')}>{g.delete}</Danger>
          </DotsMenu>
          {action === 'edit' && <GroupDialog group={group} onClose={close} />}
          <Confirm
            open={action === 'delete'}
            onClose={close}
            title={g.deleteTitle(name)}
            text={[g.deleteText(customersCount), g.deleteSure]}
            action={g.deleteConfirm}
            act={() => remove({ id })}
            onDone={() => notify(g.deleted)}
          />
        </Table.Td>
      )}
    </Table.Tr>
  );
}
