import { Alert, Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';
import { timeOf } from '../parts/format';
import { FailureNote } from '../parts/states';
import { t } from '../texts';
import { CancelJob } from './CancelJob';
import { useDownload } from './files';
import { JobProgress } from './JobProgress';
import { Outcome } from './Outcome';
import { useJob } from './useJob';

const e = t.job.export;

/** How far an export has come, and its file. */
export function Exporting({ id, onAgain, onClose }: { id: string; onAgain: () => void; onClose: () => void }) {
  const { job, failure, again } = useJob(id);
  const [download, downloading] = useDownload(id);
  if (!job) return failure === undefined ? null : <FailureNote failure={failure} retry={again} />;
  const { status } = job;
  const link = (
    <Anchor component={Link} to="/jobs" size="sm" onClick={onClose}>
      {t.job.title}
    </Anchor>
  );
  return (
    <Stack>
      {status === 'QUEUED' || status === 'RUNNING' ? (
        <>
          <JobProgress job={job} title={e.running} large />
          <Text size="sm" c="dimmed">
            {e.background} {link}.
          </Text>
          <Group justify="flex-end">
            <CancelJob job={job} />
          </Group>
        </>
      ) : status === 'SUCCEEDED' ? (
        <>
          <Alert color="teal" variant="light" title={e.ready} role="status">
            {job.expiresAt !== null && <Text size="sm">{e.kept(timeOf(job.expiresAt))}</Text>}
          </Alert>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t.common.close}
            </Button>
            <Button loading={downloading} onClick={() => void download('fileUrl')}>
              {t.job.download}
            </Button>
          </Group>
        </>
      ) : (
        <>
          <Outcome job={job} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onAgain}>
              {e.again}
            </Button>
          </Group>
        </>
      )}
    </Stack>
  );
}
