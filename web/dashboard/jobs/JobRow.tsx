import { Button, Group, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useSession } from '../app/session';
import type { JobRowFragment } from '../operations/generated';
import { timeOf } from '../parts/format';
import { Pill } from '../parts/Pill';
import { t } from '../texts';
import { CancelJob } from './CancelJob';
import { useDownload } from './files';
import { JobProgress } from './JobProgress';
import { hasEnded, mayDownload, stateOf, summaryOf, titleOf } from './state';
import { whoOf } from './who';

const j = t.job;

/** A job in the list, with what can be done with it. */
export function JobRow({ job }: { job: JobRowFragment }) {
  const { can } = useSession();
  const [download, downloading] = useDownload(job.id);
  const title = titleOf(job);
  const state = stateOf(job);
  const summary = summaryOf(job);
  const file = mayDownload(job, can);
  return (
    <li className="job">
      <div className="shrink">
        <Link to={`/jobs/${job.id}`} className="list-link">
          {title}
        </Link>
        {job.format !== null && (
          <Text span size="sm" c="dimmed">
            {' '}
            · {j.formats[job.format]}
          </Text>
        )}
        <Text size="xs" c="dimmed" className="wrap">
          {j.created(timeOf(job.createdAt), whoOf(job.createdBy))}
        </Text>
      </div>
      <div className="shrink">
        {job.status === 'RUNNING' ? (
          <JobProgress job={job} />
        ) : (
          <Group gap="xs" wrap="nowrap" align="baseline">
            <Pill tone={state.tone}>{state.words}</Pill>
            <Text size="xs" c="dimmed" className="wrap" lineClamp={2}>
              {job.error ?? (job.status === 'QUEUED' ? j.waiting : summary)}
            </Text>
          </Group>
        )}
      </div>
      <Group gap="xs" justify="flex-end" wrap="nowrap" className="acts">
        {file && (
          <Button
            variant="default"
            size="xs"
            loading={downloading}
            aria-label={j.downloadNamed(title)}
            onClick={() => void download('fileUrl')}
          >
            {j.download}
          </Button>
        )}
        {!hasEnded(job.status) && <CancelJob job={job} size="xs" />}
      </Group>
    </li>
  );
}
