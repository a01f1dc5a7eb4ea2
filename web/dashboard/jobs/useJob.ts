import { useData } from '../app/useData';
import { JobDocument } from '../operations/generated';
import { isMoving, newsOf } from './state';
import { usePolling } from './usePolling';

/** A job, which is read again until it ends. Without an ID there is none. */
export function useJob(id: string | undefined) {
  const answer = useData(JobDocument, { id: id ?? '' }, id === undefined);
  const job = answer.data?.job;
  usePolling({
    moving: job != null && isMoving(job.status),
    news: job ? newsOf([job]) : '',
    busy: answer.stale,
    again: answer.again,
  });
  return { ...answer, job };
}
