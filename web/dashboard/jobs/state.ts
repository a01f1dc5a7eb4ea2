import type { JobKind, JobRowFragment, JobStatus, RecordKind, Scope } from '../operations/generated';
import type { Tone } from '../parts/Pill';
import { t } from '../texts';

const j = t.job;

/** What a job is called: that of an import says whether it only checks the file. */
export function titleOf({ kind, dryRun }: { kind: JobKind; dryRun: boolean }): string {
  return (dryRun && j.checks[kind]) || j.kinds[kind];
}

/** The kind of records of an import or export; undefined for other jobs. */
export function recordsOf(kind: JobKind): RecordKind | undefined {
  if (!isImport(kind) && !isExport(kind)) return undefined;
  return kind.endsWith('ORDERS') ? 'ORDERS' : 'CUSTOMERS';
}

export const isImport = (kind: JobKind): boolean => kind.startsWith('IMPORT_');
export const isExport = (kind: JobKind): boolean => kind.startsWith('EXPORT_');

const ends: readonly JobStatus[] = ['SUCCEEDED', 'FAILED', 'CANCELLED'];

/** Whether a job has ended, so that it does not change any more. */
export const hasEnded = (status: JobStatus): boolean => ends.includes(status);

/** Whether a job changes by itself. */
export const isMoving = (status: JobStatus): boolean => status === 'QUEUED' || status === 'RUNNING';

/** The scope that a job requires, which is also required to cancel it and to download its files. */
export function scopeOf(kind: JobKind): Scope {
  const action = isExport(kind) ? 'READ' : 'WRITE';
  return kind.endsWith('ORDERS') ? `ORDERS_${action}` : `CUSTOMERS_${action}`;
}

/** Whether a member may download the file of an export. That of personal data has orders too. */
export function mayDownload({ kind, status }: Pick<JobRowFragment, 'kind' | 'status'>, can: (scope: Scope) => boolean) {
  if (!isExport(kind) || status !== 'SUCCEEDED') return false;
  return can(scopeOf(kind)) && (kind !== 'EXPORT_PERSONAL_DATA' || can('ORDERS_READ'));
}

/** The state of a job in words, with the color that repeats it. */
export type State = { words: string; tone: Tone };

export function stateOf({ status, dryRun, failed }: Pick<JobRowFragment, 'status' | 'dryRun' | 'failed'>): State {
  const words = j.statuses[status];
  switch (status) {
    case 'SUCCEEDED':
      if (failed > 0) return { words: dryRun ? j.done.checkWithFaults : j.done.withFaults, tone: 'warning' };
      return { words: dryRun ? j.done.check : words, tone: 'success' };
    case 'FAILED':
      return { words, tone: 'danger' };
    case 'RUNNING':
      return { words, tone: 'info' };
    default:
      return { words, tone: 'neutral' };
  }
}

/** A count of what became of the records of a job. */
export type Count = { key: keyof typeof j.summary; n: number; label: string; words: string };

/**
 * The counts of a job, those of imports always all of them, and of other jobs those that are not zero. The parts of one
 * person's data are not counted.
 */
export function countsOf(job: JobRowFragment): Count[] {
  const { kind, dryRun } = job;
  if (kind === 'EXPORT_PERSONAL_DATA') return [];
  if (isExport(kind)) return [count('exported', job.done)];
  const changed = kind === 'DELETE_CUSTOMERS' ? 'deleted' : kind === 'SEND_INVITATIONS' ? 'invited' : 'updated';
  const counts: Count[] = isImport(kind)
    ? (['created', 'updated', 'unchanged', 'failed'] as const).map((key) => count(key, job[key], dryRun))
    : [count(changed, job.updated), count('unchanged', job.unchanged), count('failed', job.failed)];
  return isImport(kind) ? counts : counts.filter(({ key, n }) => n > 0 || key === changed);
}

function count(key: Count['key'], n: number, dryRun = false): Count {
  const checked = dryRun && key in j.countsOfCheck ? (key as keyof typeof j.countsOfCheck) : undefined;
  return checked === undefined
    ? { key, n, label: j.counts[key], words: j.summary[key](n) }
    : { key, n, label: j.countsOfCheck[checked], words: j.summaryOfCheck[checked](n) };
}

/** The counts of a job in one line, such as "93 created, 7 failed"; "" if nothing is done yet. */
export function summaryOf(job: JobRowFragment): string {
  return countsOf(job)
    .filter(({ n }) => n > 0)
    .map(({ words }) => words)
    .join(', ');
}

/** How much of a job is done, from 0 to 100; undefined while that is not known. */
export function percentOf({ done, total, status }: Pick<JobRowFragment, 'done' | 'total' | 'status'>) {
  if (status === 'SUCCEEDED') return 100;
  if (total === null) return undefined;
  return total === 0 ? 100 : Math.min(100, (done / total) * 100);
}

/** How long a job has run, in words; undefined if that is not known, or was a moment. */
export function durationOf({ startedAt, finishedAt }: Pick<JobRowFragment, 'startedAt' | 'finishedAt'>) {
  if (startedAt === null || finishedAt === null) return undefined;
  const seconds = Math.max(0, Math.round((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000));
  if (seconds === 0) return undefined;
  if (seconds < 120) return j.seconds(seconds);
  return seconds < 7200 ? j.minutes(Math.round(seconds / 60)) : j.hours(Math.round(seconds / 3600));
}

/** A text that changes when one of the jobs does. */
export function newsOf(jobs: readonly JobRowFragment[]): string {
  return jobs.map(({ id, status, done, total }) => [id, status, done, total].join()).join(' ');
}
