import { Modal, Radio, Stack, Text, Group, Button } from '@mantine/core';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Failure } from '../app/failure';
import { useData } from '../app/useData';
import { useSave } from '../app/useSave';
import { resultOf } from '../bulk/actions';
import { tell } from '../bulk/tell';
import {
  CustomerCountDocument,
  SendInvitationsDocument,
  type CustomerFilter,
  type JobRecordFragment,
} from '../operations/generated';
import { FailureNote, Loading } from '../parts/states';
import { useMatching } from '../bulk/useMatching';
import { t } from '../texts';
import { hasEnded } from './state';

const i = t.import.invite;
const withoutPassword: CustomerFilter = { hasPassword: { eq: false }, disabled: { eq: false } };

/** Invites the customers of an import, or all who have no password, after saying how many they are. */
export default function InviteImported({ job, onClose }: { job: JobRecordFragment; onClose: () => void }) {
  const navigate = useNavigate();
  const [choice, setChoice] = useState<'imported' | 'all'>('imported');
  const [failure, setFailure] = useState<Failure>();
  const [exact, setExact] = useState<number>();
  const [send, busy] = useSave(SendInvitationsDocument);
  const [matching, counting] = useMatching();
  const { startedAt, finishedAt } = job;
  const imported: CustomerFilter = { ...withoutPassword, updatedAt: { gte: startedAt, lte: finishedAt } };
  const counts = {
    imported: useData(CustomerCountDocument, { filter: imported }),
    all: useData(CustomerCountDocument, { filter: withoutPassword }),
  };
  const numbers = {
    imported: counts.imported.data?.customers?.totalCount,
    all: counts.all.data?.customers?.totalCount,
  };
  const n = exact ?? numbers[choice];
  const isAbout = (of: typeof choice) => counts[of].data?.customers?.totalCountEstimated === true;
  const about = exact === undefined && isAbout(choice);
  const filter = choice === 'imported' ? imported : withoutPassword;
  const trouble = counts.imported.failure ?? counts.all.failure ?? failure;
  const submit = async () => {
    if (typeof n !== 'number') return;
    setFailure(undefined);
    const answer = await send({ customers: { filter, expectedCount: n } });
    const sent = answer.done ? answer.payload.job : undefined;
    if (sent) {
      onClose();
      if (hasEnded(sent.status)) tell(resultOf('invite', sent), sent, navigate);
      else void navigate(`/jobs/${sent.id}`);
      return;
    }
    if (answer.done) return;
    if (answer.failure) return setFailure(answer.failure);
    const conflict = answer.faults.find(({ code }) => code === 'CONFLICT');
    if (conflict === undefined)
      return setFailure({ kind: 'other', message: answer.faults.map(({ message }) => message).join(' ') });
    const now = await matching({ filter, search: undefined, count: n, about, tags: [] }, conflict.message);
    if (!('count' in now)) return;
    setExact(now.count);
    setFailure({ kind: 'other', message: i.changed(now.count) });
  };
  return (
    <Modal opened onClose={onClose} title={i.title} closeButtonProps={{ 'aria-label': t.common.close }}>
      <Stack>
        <Text size="sm">{t.bulk.invite.text}</Text>
        {numbers.imported === undefined || numbers.all === undefined ? (
          trouble === undefined && <Loading />
        ) : (
          <Radio.Group
            aria-label={i.title}
            value={choice}
            onChange={(value) => {
              setChoice(value as typeof choice);
              setExact(undefined);
              setFailure(undefined);
            }}
          >
            <Stack gap="xs">
              <Radio
                value="imported"
                label={(isAbout('imported') ? i.about : i.imported)(numbers.imported ?? 0)}
                description={i.importedHelp}
                data-autofocus
              />
              <Radio
                value="all"
                label={(isAbout('all') ? i.aboutAll : i.all)(numbers.all ?? 0)}
                description={i.allHelp}
              />
            </Stack>
          </Radio.Group>
        )}
        {trouble !== undefined && <FailureNote failure={trouble} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t.common.cancel}
          </Button>
          <Button loading={busy || counting} disabled={typeof n !== 'number' || n === 0} onClick={() => void submit()}>
            {about ? i.confirmAbout : i.confirm(n ?? 0)}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
