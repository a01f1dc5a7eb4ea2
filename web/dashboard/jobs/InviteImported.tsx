import { Button, Group, Modal, Radio, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useData } from '../app/useData';
import { resultOf } from '../bulk/actions';
import { Changed } from '../bulk/Changed';
import type { Target } from '../bulk/target';
import { tell } from '../bulk/tell';
import { useChange } from '../bulk/useChange';
import { CustomerCountDocument, type CustomerFilter, type JobRecordFragment } from '../operations/generated';
import { FailureNote, Loading } from '../parts/states';
import { t } from '../texts';
import { hasEnded } from './state';

const i = t.import.invite;
const withoutPassword: CustomerFilter = { hasPassword: { eq: false }, disabled: { eq: false } };

/** Invites the customers of an import, or all who have no password, after saying how many they are. */
export default function InviteImported({ job, onClose }: { job: JobRecordFragment; onClose: () => void }) {
  const navigate = useNavigate();
  const [choice, setChoice] = useState('imported');
  const [exact, setExact] = useState<Target>();
  const { run, reset, busy, failure, changed } = useChange('invite');
  const { startedAt, finishedAt } = job;
  const imported = useTarget({ ...withoutPassword, updatedAt: { gte: startedAt, lte: finishedAt } });
  const all = useTarget(withoutPassword);
  const target = exact ?? (choice === 'all' ? all : imported).target;
  const trouble = failure ?? imported.failure ?? all.failure;
  const set = (next: string, target?: Target) => {
    setChoice(next);
    setExact(target);
    reset();
  };
  const submit = async () => {
    const sent = target && (await run(target));
    if (sent === undefined) return;
    onClose();
    if (hasEnded(sent.status)) tell(resultOf('invite', sent), sent, navigate);
    else void navigate(`/jobs/${sent.id}`);
  };
  return (
    <Modal opened onClose={onClose} title={i.title} closeButtonProps={{ 'aria-label': t.common.close }}>
      <Stack>
        <Text size="sm">{t.bulk.invite.text}</Text>
        {imported.target !== undefined && all.target !== undefined ? (
          <Radio.Group aria-label={i.title} value={choice} onChange={(value) => set(value)}>
            <Stack gap="xs">
              <Radio
                value="imported"
                label={(imported.target.about ? i.about : i.imported)(imported.target.count)}
                description={i.importedHelp}
                data-autofocus
              />
              <Radio
                value="all"
                label={(all.target.about ? i.aboutAll : i.all)(all.target.count)}
                description={i.allHelp}
              />
            </Stack>
          </Radio.Group>
        ) : (
          trouble === undefined && <Loading />
        )}
        {changed !== undefined && target !== undefined && (
          <Changed before={target} now={changed} onAccept={() => set(choice, changed)} />
        )}
        {trouble !== undefined && <FailureNote failure={trouble} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t.common.cancel}
          </Button>
          <Button loading={busy} disabled={!isSome(target) || changed !== undefined} onClick={() => void submit()}>
            {isSome(target) && !target.about ? i.confirm(target.count) : i.confirmAbout}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

type Counted = Extract<Target, { count: number }>;

const isSome = (target: Target | undefined): target is Counted =>
  target !== undefined && 'count' in target && target.count > 0;

/** The customers that meet a condition, with their number once they are counted. */
function useTarget(filter: CustomerFilter) {
  const { data, failure } = useData(CustomerCountDocument, { filter });
  const count = data?.customers?.totalCount;
  const target: Counted | undefined =
    typeof count === 'number'
      ? { filter, search: undefined, count, about: data?.customers?.totalCountEstimated === true, tags: [] }
      : undefined;
  return { target, failure };
}
