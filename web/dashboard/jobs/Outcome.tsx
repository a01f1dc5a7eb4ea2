import { Alert, Text } from '@mantine/core';
import type { JobRecordFragment } from '../operations/generated';
import { t } from '../texts';
import { toStore } from './options';
import { recordsOf } from './state';

const j = t.job;
const c = t.import.checked;

type Note = { title: string; text: string; color: 'red' | 'orange' | 'teal' | 'gray' };

/** What came of a job that has ended, in words. */
export function Outcome({ job }: { job: JobRecordFragment }) {
  const note = noteOf(job);
  if (note === undefined) return null;
  return (
    <Alert color={note.color} variant="light" title={note.title} role={note.color === 'red' ? 'alert' : 'status'}>
      <Text size="sm" className="wrap">
        {note.text}
      </Text>
    </Alert>
  );
}

function noteOf(job: JobRecordFragment): Note | undefined {
  const { status, dryRun, error, done, failed, kind } = job;
  if (status === 'FAILED') {
    const kept = !dryRun && done > 0 ? ` ${j.keptAfterFailure}` : '';
    return { title: dryRun ? c.failed : j.failed, text: `${error ?? ''}${kept}`, color: 'red' };
  }
  if (status === 'CANCELLED') {
    const kept = dryRun || done === 0 ? j.cancel.checkText : j.keptAfterCancel;
    return { title: j.cancelled, text: kept, color: 'gray' };
  }
  if (!dryRun) return undefined;
  if (failed > 0) return { title: c.faults(failed, done), text: c.faultsText, color: 'orange' };
  if (toStore(job) === 0) return { title: c.nothing, text: done === 0 ? c.emptyText : c.nothingText, color: 'gray' };
  return { title: c.clean[recordsOf(kind) ?? 'CUSTOMERS'], text: t.import.noEmail, color: 'teal' };
}
