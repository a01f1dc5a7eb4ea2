import { Alert, Anchor, Button, Group, Text } from '@mantine/core';
import { Link, useParams } from 'react-router';
import { useSession } from '../app/session';
import type { JobRecordFragment } from '../operations/generated';
import { timeOf } from '../parts/format';
import { Page } from '../parts/Page';
import { Section } from '../parts/Section';
import { Empty, FailureNote, Loading } from '../parts/states';
import { Pill } from '../parts/Pill';
import { t } from '../texts';
import { CancelJob } from './CancelJob';
import { Counts } from './Counts';
import { Faults } from './Faults';
import { Imported } from './Imported';
import { ImportSteps } from './ImportSteps';
import { JobProgress } from './JobProgress';
import { Outcome } from './Outcome';
import { Review } from './Review';
import {
  durationOf,
  hasEnded,
  isExport,
  isImport,
  isMoving,
  mayDownload,
  recordsOf,
  scopeOf,
  stateOf,
  titleOf,
} from './state';
import { useDownload } from './files';
import { useJob } from './useJob';
import { whoOf } from './who';

const j = t.job;

export default function JobPage() {
  const { id = '' } = useParams();
  return <OneJob key={id} id={id} />;
}

function OneJob({ id }: { id: string }) {
  const { data, job, failure, again } = useJob(id);
  if (data === undefined) return failure === undefined ? <Loading /> : <FailureNote failure={failure} retry={again} />;
  if (!job)
    return (
      <Empty title={j.missing} text="">
        <Back />
      </Empty>
    );
  const title = titleOf(job);
  const state = stateOf(job);
  return (
    <Page
      title={title}
      name={title}
      crumbs={[{ to: '/jobs', label: j.title }]}
      status={
        <span role="status">
          <Pill tone={state.tone}>{state.words}</Pill>
        </span>
      }
      about={
        <>
          {factsOf(job)}
          {job.customerId !== null && (
            <>
              {' · '}
              <Anchor component={Link} to={`/customers/${job.customerId}`} inherit>
                {j.customer}
              </Anchor>
            </>
          )}
        </>
      }
      actions={<Actions job={job} />}
    >
      {failure !== undefined && <FailureNote failure={failure} retry={again} />}
      <Content job={job} />
    </Page>
  );
}

function Back() {
  return (
    <Anchor component={Link} to="/jobs" size="sm">
      {j.all}
    </Anchor>
  );
}

/** The format of a job's file, who created the job and when, how long it took, and how long it is kept. */
function factsOf(job: JobRecordFragment): string {
  const took = durationOf(job);
  const facts = [j.created(timeOf(job.createdAt), whoOf(job.createdBy))];
  if (job.format !== null) facts.unshift(j.formats[job.format]);
  if (took !== undefined) facts.push(j.took(took));
  if (job.expiresAt !== null) facts.push(j.expires(timeOf(job.expiresAt)));
  return facts.join(' · ');
}

function Actions({ job }: { job: JobRecordFragment }) {
  const { can } = useSession();
  const [download, downloading] = useDownload(job.id);
  const file = mayDownload(job, can);
  return (
    <>
      <CancelJob job={job} />
      {file && (
        <Button loading={downloading} onClick={() => void download('fileUrl')}>
          {j.download}
        </Button>
      )}
    </>
  );
}

/** What a job does now, in words. */
function doingOf({ kind, dryRun, status }: JobRecordFragment): string {
  if (status === 'QUEUED') return j.statuses.QUEUED;
  if (dryRun) return t.import.checking;
  return isImport(kind) ? t.import.importing : isExport(kind) ? j.export.running : j.statuses.RUNNING;
}

function Content({ job }: { job: JobRecordFragment }) {
  const { can } = useSession();
  const { kind, status, dryRun } = job;
  const records = recordsOf(kind);
  const ended = hasEnded(status);
  const writes = can(scopeOf(kind));
  return (
    <>
      {isImport(kind) && <ImportSteps at={dryRun ? 'check' : 'import'} />}
      {isMoving(status) && (
        <Section title={j.progressTitle}>
          <JobProgress job={job} title={doingOf(job)} large />
          <Text size="sm" c="dimmed">
            {j.leave}
          </Text>
        </Section>
      )}
      {status === 'AWAITING_FILE' && records !== undefined && (
        <Alert color="orange" variant="light" title={t.import.awaiting}>
          <Group justify="space-between" gap="sm">
            <Text size="sm">{t.import.awaitingText}</Text>
            <Button component={Link} to={`/jobs/import/${records.toLowerCase()}`} variant="default" size="xs">
              {t.import.awaitingAction}
            </Button>
          </Group>
        </Alert>
      )}
      {ended && (
        <>
          <Outcome job={job} />
          {(status === 'SUCCEEDED' || job.done > 0) && <Counts job={job} />}
          {isImport(kind) && !dryRun && records !== undefined && writes && <Imported job={job} kind={records} />}
          {job.failed > 0 && <Faults job={job} />}
          {isImport(kind) && dryRun && records !== undefined && writes && <Review job={job} kind={records} />}
        </>
      )}
    </>
  );
}
