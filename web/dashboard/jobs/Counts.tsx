import { Paper } from '@mantine/core';
import type { JobRowFragment } from '../operations/generated';
import { countOf } from '../parts/format';
import { countsOf } from './state';

/** What became of the records of a job, in numbers. */
export function Counts({ job }: { job: JobRowFragment }) {
  const counts = countsOf(job);
  if (counts.length === 0) return null;
  return (
    <Paper withBorder radius="md" component="dl" m={0} className="counts">
      {counts.map(({ key, n, label }) => (
        <div key={key} className="count" data-alarm={(key === 'failed' && n > 0) || undefined}>
          <dt>{label}</dt>
          <dd>{countOf(n)}</dd>
        </div>
      ))}
    </Paper>
  );
}
