import { Group, Stack, Text } from '@mantine/core';
import type { JobRowFragment } from '../operations/generated';
import { Bar } from '../parts/Bar';
import { t } from '../texts';
import { isExport, percentOf, summaryOf, titleOf } from './state';

const j = t.job;

type Props = {
  job: JobRowFragment;
  /** What is done, above the bar; nothing by default. */
  title?: string;
  large?: boolean;
};

/** How far a job has come. */
export function JobProgress({ job, title, large }: Props) {
  const percent = percentOf(job);
  const words = wordsOf(job);
  const summary = isExport(job.kind) ? '' : summaryOf(job); // all that is done is exported
  return (
    <Stack gap={6} className="grow">
      {title !== undefined && (
        <Group justify="space-between" gap="xs" wrap="nowrap" align="baseline">
          <Text size="sm" fw={500}>
            {title}
          </Text>
          {percent !== undefined && (
            <Text size="sm" c="dimmed" className="number">
              {Math.floor(percent)} %
            </Text>
          )}
        </Group>
      )}
      <Bar percent={percent} label={j.progressOf(titleOf(job))} words={words} large={large} />
      <Text size="xs" c="dimmed" className="tabular">
        {words}
        {summary !== '' && ` · ${summary}`}
      </Text>
    </Stack>
  );
}

function wordsOf({ status, done, total }: JobRowFragment): string {
  if (status === 'QUEUED') return j.waiting;
  if (total !== null) return j.progress(done, total);
  return done === 0 ? j.starting : j.soFar(done);
}
