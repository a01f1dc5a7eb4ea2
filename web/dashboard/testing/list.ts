import type { ViewRecordFragment } from '../operations/generated';

/** The answers that the lists of the dashboard begin with: no views, the usual columns, and no groups. */
export const setup = {
  ListSetup: { savedViews: [], listColumns: null },
  GroupNames: { customerGroups: [] },
};

/** A view of the member's own, with what a test changes. */
export function view(change: Partial<ViewRecordFragment> = {}) {
  return {
    __typename: 'SavedView',
    id: 'view_1',
    name: 'Regulars',
    shared: false,
    own: true,
    ownerName: 'Olga',
    filter: '{"and":[{"tags":{"has":"vip"}}]}',
    search: null,
    sort: '{"field":"NAME","direction":"ASC"}',
    columns: null,
    broken: null,
    version: 1,
    ...change,
  } satisfies ViewRecordFragment & { __typename: string };
}
