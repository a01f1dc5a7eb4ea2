import { Anchor, Group, Paper } from '@mantine/core';
import { useEffect, useEffectEvent } from 'react';
import { Link, useNavigate } from 'react-router';
import { CancelJob } from '../jobs/CancelJob';
import { JobProgress } from '../jobs/JobProgress';
import { hasEnded } from '../jobs/state';
import { useJob } from '../jobs/useJob';
import { t } from '../texts';
import { resultOf, type Action } from './actions';
import { tell } from './tell';

type Props = {
  id: string;
  action: Action;
  /** The customers in words, such as "1,240 customers". */
  who: string;
  onEnd: () => void;
};

/** How far a change of many customers has come, above their list. */
export default function BulkProgress({ id, action, who, onEnd }: Props) {
  const { job } = useJob(id);
  const navigate = useNavigate();
  const ended = job != null && hasEnded(job.status);
  const end = useEffectEvent(() => {
    if (job) tell(resultOf(action, job), job, navigate);
    onEnd();
  });
  useEffect(() => {
    if (ended) end();
  }, [ended]);
  if (!job) return null;
  return (
    <Paper withBorder radius="md" px="md" py="sm" component="section" aria-label={t.bulk.background}>
      <Group gap="md" align="center">
        <JobProgress job={job} title={t.bulk[action].running(who)} />
        <Group gap="sm" wrap="nowrap">
          <Anchor component={Link} to={`/jobs/${id}`} size="sm">
            {t.bulk.details}
          </Anchor>
          <CancelJob job={job} size="xs" />
        </Group>
      </Group>
    </Paper>
  );
}
