import type { JobFaultsQuery, JobRecordFragment } from '../operations/generated';

/** A job that has imported all of its 100 customers, with what a test changes. */
export function job(change: Partial<JobRecordFragment> = {}) {
  return {
    __typename: 'Job',
    id: 'job_1',
    kind: 'IMPORT_CUSTOMERS',
    status: 'SUCCEEDED',
    error: null,
    format: 'CSV',
    customerId: null,
    dryRun: false,
    total: 100,
    done: 100,
    created: 100,
    updated: 0,
    unchanged: 0,
    failed: 0,
    createdBy: { kind: 'STAFF', actorId: 'staff_1', name: 'Olga' },
    createdAt: '2026-11-29T10:00:00Z',
    startedAt: '2026-11-29T10:00:01Z',
    finishedAt: '2026-11-29T10:00:09Z',
    expiresAt: '2026-12-06T10:00:09Z',
    importOptions: null,
    columns: [],
    ...change,
  } satisfies JobRecordFragment & { __typename: string };
}

type Fault = NonNullable<JobFaultsQuery['job']>['faults']['nodes'][number];

/** The only page of the faults of a job. */
export function faults(id: string, ...nodes: Fault[]) {
  const pageInfo = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null };
  return { job: { __typename: 'Job', id, faults: { nodes, pageInfo, totalCount: nodes.length } } };
}
