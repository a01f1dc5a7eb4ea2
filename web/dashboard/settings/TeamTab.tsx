import { Badge, Button, Group, NativeSelect, Stack, Table, Text } from '@mantine/core';
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
import { told } from '../parts/notify';
import { Section } from '../parts/Section';
import { FailureNote, Loading } from '../parts/states';
import { t } from '../texts';
import { InviteForm } from './InviteForm';
import { RemoveMember } from './RemoveMember';
import { roles, RoleTable } from './RoleTable';
import { Secret } from './Secret';

const m = t.settings.team;

/** Who works for the shop, and what they are there for. */
export function TeamTab() {
  const { member: me, refresh } = useSession();
  const { data, failure, again } = useData(TeamDocument, {});
  const [invited, setInvited] = useState<{ name: string; token: string }>();
  const [removed, setRemoved] = useState<string>();
  const [invite] = useSave(InviteMemberDocument);
  const [update] = useSave(UpdateMemberDocument);

  const inviteAgain = async ({ id, name }: MemberFragment) => {
    const answer = await invite({ id });
    if (!told(answer) || !answer.done) return;
    if (answer.payload.invitationToken) setInvited({ name, token: answer.payload.invitationToken });
  };
  // Whoever changes a role says which one it is to be, whatever else has changed meanwhile, such as an invitation accepted.
  const setRole = async ({ id, invited: waits }: MemberFragment, role: StaffRole) => {
    told(await update({ id, input: { role } }), waits ? m.savedInvited : t.common.saved);
    if (id === me.id) refresh();
  };
  const startRemoval = (id: string) => {
    setRemoved(id);
    again();
  };
  const link = invited && `${location.origin}/dashboard/invitation#${invited.token}`;

  return (
    <Stack gap="md">
      <Section title={t.settings.tabs.team}>
        {failure !== undefined && <FailureNote failure={failure} retry={again} />}
        {data === undefined && failure === undefined && <Loading />}
        <Table.ScrollContainer
          minWidth={560}
          type="native"
          tabIndex={0}
          role="region"
          aria-label={t.settings.tabs.team}
        >
          <Table verticalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{m.name}</Table.Th>
                <Table.Th>{m.email}</Table.Th>
                <Table.Th>{m.role}</Table.Th>
                <Table.Th>{t.common.actions}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data?.staffMembers?.map((member) => (
                <Table.Tr key={member.id}>
                  <Table.Td className="cell">
                    <bdi>{member.name}</bdi>
                    {member.id === me.id && (
                      <Text span size="xs" c="dimmed">
                        {' '}
                        ({m.you})
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td className="cell">
                    <bdi>{member.email}</bdi>
                  </Table.Td>
                  <Table.Td>
                    <NativeSelect
                      aria-label={m.changeRole(member.name)}
                      data={roles}
                      value={member.role}
                      onChange={(event) => void setRole(member, event.currentTarget.value as StaffRole)}
                    />
                  </Table.Td>
                  <Table.Td>
                    <Group gap={4}>
                      {member.invited && (
                        <Badge variant="light" color="orange" tt="none">
                          {m.invited}
                        </Badge>
                      )}
                      <Button
                        size="compact-sm"
                        variant="default"
                        onClick={() => void inviteAgain(member)}
                        aria-label={`${m.again}: ${member.name}`}
                      >
                        {m.again}
                      </Button>
                      <Button
                        size="compact-sm"
                        variant="subtle"
                        color="red"
                        onClick={() => startRemoval(member.id)}
                        aria-label={`${t.common.remove} ${member.name}`}
                      >
                        {t.common.remove}
                      </Button>
                    </Group>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </Section>
      <Section title={m.invite}>
        <InviteForm onInvited={(name, token) => setInvited({ name, token })} />
      </Section>
      {data?.staffRoles && (
        <Section title={m.what}>
          <RoleTable roles={data.staffRoles} />
        </Section>
      )}
      <Secret
        title={m.linkTitle(invited?.name ?? '')}
        text={m.link}
        secret={link}
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
