import { Button, Group, Paper, Text } from '@mantine/core';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { Failure } from '../app/failure';
import { useSave } from '../app/useSave';
import { CreateImportDocument, type JobRecordFragment, type RecordKind } from '../operations/generated';
import { Section } from '../parts/Section';
import { FailureNote } from '../parts/states';
import { t } from '../texts';
import { ColumnTable } from './ColumnTable';
import { OptionInputs } from './OptionInputs';
import { importInput, optionsOf, toStore, type ImportOptions } from './options';

const m = t.import;

/** What can be changed about how a checked file is read, and the buttons that check it again or import it. */
export function Review({ job, kind }: { job: JobRecordFragment; kind: RecordKind }) {
  const navigate = useNavigate();
  const known = optionsOf(job);
  const [options, setOptions] = useState<ImportOptions>(known);
  const [failure, setFailure] = useState<Failure>();
  const [create, busy] = useSave(CreateImportDocument);
  const format = job.format ?? 'CSV';
  const input = importInput(kind, format, options);
  const changed = JSON.stringify(importInput(kind, format, known)) !== JSON.stringify(input);
  const n = toStore(job);
  const read = job.status === 'SUCCEEDED';
  const possible = read && n > 0;

  const submit = async (dryRun: boolean) => {
    setFailure(undefined);
    const answer = await create({
      input: { ...input, dryRun, fileOfJobId: job.id },
    });
    if (answer.done && answer.payload.job) return void navigate(`/jobs/${answer.payload.job.id}`, { replace: dryRun });
    const words = answer.done ? t.failure.notSaved : answer.faults.map(({ message }) => message).join(' ');
    setFailure((answer.done ? undefined : answer.failure) ?? { kind: 'other', message: words });
  };
  const choose = (name: string, field: string) =>
    setOptions((now) => ({ ...now, columns: { ...now.columns, [name]: field } }));

  return (
    <>
      {job.columns.length > 0 && (
        <ColumnTable kind={kind} columns={job.columns} chosen={options.columns} onChange={choose} />
      )}
      <Section title={m.options}>
        <OptionInputs kind={kind} format={format} options={options} onChange={setOptions} />
      </Section>
      {failure !== undefined && <FailureNote failure={failure} />}
      <Paper withBorder radius="md" shadow="md" className="acting" role="group" aria-label={t.common.actions}>
        <Text size="sm" c="dimmed" role="status">
          {changed ? m.recheckText : possible && m.noEmail}
        </Text>
        <Group gap="xs" className="buttons">
          {!possible && (
            <Button component={Link} to={`/jobs/import/${kind.toLowerCase()}`} variant="default">
              {m.another}
            </Button>
          )}
          {(changed || !read) && (
            <Button loading={busy} onClick={() => void submit(true)}>
              {m.recheck}
            </Button>
          )}
          {possible && !changed && (
            <Button loading={busy} onClick={() => void submit(false)}>
              {m.submitted[kind](n)}
            </Button>
          )}
        </Group>
      </Paper>
    </>
  );
}
