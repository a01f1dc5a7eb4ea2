import { Button, Group, Menu, NativeSelect, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useSession } from '../app/session';
import { useData } from '../app/useData';
import { useSave } from '../app/useSave';
import {
  InviteMemberDocument,
  TeamDocument,
  UpdateMemberDocument,
  type MemberFragment,
  type StaffRole,
} from '../operations/generated';
import { DotsMenu } from '../parts/DotsMenu';
import { IconUserPlus } from '../parts/icons';
import { Danger } from '../parts/MoreActions';
import { notify, told } from '../parts/notify';
import { Pill } from '../parts/Pill';
import { Section } from '../parts/Section';
import { FailureNote, Loading } from '../parts/states';
import { t } from '../texts';
import { InviteDialog } from './InviteDialog';
import { RemoveMember } from './RemoveMember';
import { roles, RoleTable } from './RoleTable';
import { Secret } from './Secret';

const m = t.settings.team;

/** An invitation that was created: it was sent by email, or its link is shown. */
export type Invitation = { name: string; email: string; token: string | null; emailSent: boolean };

/** Who works for the shop, and what they may do. */
export function TeamTab() {
  const { data, failure, again } = useData(TeamDocument, {});
  const [inviting, setInviting] = useState(false);
  const [invited, setInvited] = useState<Invitation>();
  const [removed, setRemoved] = useState<string>();

  const tell = (invitation: Invitation) => {
    if (invitation.emailSent) notify(m.sent(invitation.email));
    else setInvited(invitation);
  };
  const startRemoval = (id: string) => {
    setRemoved(id);
    again();
  };
  const link = invited?.token && `${location.origin}/dashboard/invitation#${invited.token}`;

  return (
    <Stack gap="md">
      <Section
        title={t.settings.tabs.team}
        flush
        actions={
          <Button size="xs" leftSection={<IconUserPlus size={16} />} onClick={() => setInviting(true)}>
            {m.invite}
          </Button>
        }
      >
        {failure !== undefined && <FailureNote failure={failure} retry={again} />}
        {data === undefined && failure === undefined && <Loading shape="rows" count={3} />}
        <div className="card-table">
          <Table aria-label={t.settings.tabs.team}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{m.name}</Table.Th>
                <Table.Th>{m.role}</Table.Th>
                <Table.Th aria-label={t.common.actions} />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data?.staffMembers?.map((member) => (
                <Member key={member.id} member={member} onInvited={tell} onRemove={() => startRemoval(member.id)} />
              ))}
            </Table.Tbody>
          </Table>
        </div>
      </Section>
      {data?.staffRoles && (
        <Section title={m.what} flush>
          <RoleTable roles={data.staffRoles} />
        </Section>
      )}
      {inviting && <InviteDialog onClose={() => setInviting(false)} onInvited={tell} />}
      <Secret
        title={m.linkTitle(invited?.name ?? '')}
        text={m.link}
        secret={link ?? undefined}
        onClose={() => setInvited(undefined)}
      />
      <RemoveMember
        member={data?.staffMembers?.find(({ id }) => id === removed)}
        onClose={() => setRemoved(undefined)}
        onRefused={again}
      />
    </Stack>
  );
}

type MemberProps = { member: MemberFragment; onInvited: (invitation: Invitation) => void; onRemove: () => void };

function Member({ member, onInvited, onRemove }: MemberProps) {
  const { member: me, refresh } = useSession();
  const [invite] = useSave(InviteMemberDocument);
  const [update] = useSave(UpdateMemberDocument);
  const { id, name, email, role, invited } = member;
  const inviteAgain = async () => {
    const answer = await invite({ id });
    if (!told(answer) || !answer.done) return;
    const { invitationToken: token, emailSent } = answer.payload;
    onInvited({ name, email, token, emailSent });
  };
  // Whoever changes a role says which one it is to be, whatever else has changed meanwhile, such as an invitation accepted.
  const setRole = async (next: StaffRole) => {
    told(await update({ id, input: { role: next } }), invited ? m.savedInvited : t.common.saved);
    if (id === me.id) refresh();
  };
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap="xs">
          <Text size="sm" fw={500} className="wrap">
            <bdi>{name}</bdi>
          </Text>
          {id === me.id && <Pill plain>{m.you}</Pill>}
          {invited && <Pill tone="warning">{m.invited}</Pill>}
        </Group>
        <Text size="sm" c="dimmed" className="wrap">
          <bdi>{email}</bdi>
        </Text>
      </Table.Td>
      <Table.Td>
        <NativeSelect
          aria-label={m.changeRole(name)}
          data={roles}
          value={role}
          miw="7.5rem"
          maw="12rem"
          onChange={(event) => void setRole(event.currentTarget.value as StaffRole)}
        />
      </Table.Td>
      <Table.Td className="row-actions">
        <DotsMenu label={t.common.actionsOf(name)}>
          <Menu.Item onClick={() => void inviteAgain()}>{invited ? m.again : m.newPassword}</Menu.Item>
          <Menu.Divider />
          <Danger onClick={onRemove}>{m.remove}</Danger>
        </DotsMenu>
      </Table.Td>
    </Table.Tr>
  );
}
