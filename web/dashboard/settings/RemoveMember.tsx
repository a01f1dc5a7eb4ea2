import { List, Radio, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useSave } from '../app/useSave';
import { RemoveMemberDocument, type TeamMemberFragment } from '../operations/generated';
import { Confirm } from '../parts/Confirm';
import { notify } from '../parts/notify';
import { t } from '../texts';

const m = t.settings.team;

type Props = { member: TeamMemberFragment | undefined; onClose: () => void; onRefused: () => void };

/** Asks before a member is removed, and what becomes of the API keys that the member created. */
export function RemoveMember({ member, onClose, onRefused }: Props) {
  const [decision, setDecision] = useState<{ choice: string; about: string }>();
  const [remove] = useSave(RemoveMemberDocument);
  const keys = member?.apiKeys ?? [];
  const ids = keys.map((key) => key.id);
  const about = ids.join();
  // A decision is about the keys that were listed when it was taken.
  const choice = decision?.about === about ? decision.choice : undefined;
  const close = () => {
    setDecision(undefined);
    onClose();
  };
  const act = async () => {
    const answer = await remove({
      id: member?.id ?? '',
      keepKeys: choice === undefined ? undefined : choice === 'keep' ? ids : [],
    });
    if (answer.done)
      notify(answer.payload.revokedKeys?.length ? m.removedWithKeys(answer.payload.revokedKeys.length) : m.removed);
    else onRefused(); // the member's keys may have changed since the page was loaded
    return answer;
  };
  return (
    <Confirm
      open={member !== undefined}
      onClose={close}
      title={m.removeTitle(member?.name ?? '')}
      text={m.removeText}
      action={t.common.remove}
      ready={keys.length === 0 || choice !== undefined}
      act={act}
      onDone={() => setDecision(undefined)}
    >
      {keys.length > 0 && (
        <Stack gap="xs">
          <Text size="sm">{m.keys(keys.length)}</Text>
          <List size="sm" spacing={4} className="wrap">
            {keys.map((key) => (
              <List.Item key={key.id}>
                <Text size="sm" fw={600}>
                  <bdi>{key.name}</bdi>
                </Text>
                <Text size="xs" c="dimmed">
                  {key.scopes.map((scope) => t.settings.scopes[scope]).join(', ')}
                </Text>
              </List.Item>
            ))}
          </List>
          <Radio.Group
            label={m.keysChoice(keys.length)}
            withAsterisk
            value={choice ?? null}
            onChange={(picked) => setDecision({ choice: picked, about })}
          >
            <Stack gap="xs" mt="xs">
              <Radio value="revoke" label={m.keysRevoke} description={m.keysRevokeHelp} />
              <Radio value="keep" label={m.keysKeep} description={m.keysKeepHelp} />
            </Stack>
          </Radio.Group>
        </Stack>
      )}
    </Confirm>
  );
}
