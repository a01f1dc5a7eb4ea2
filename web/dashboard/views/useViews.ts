import { useRef, useState } from 'react';
import { useClient } from 'urql';
import { useData } from '../app/useData';
import {
  ListSetupDocument,
  SetListColumnsDocument,
  type ListKind,
  type ViewRecordFragment,
} from '../operations/generated';

export type Setup = {
  /** Whether the views and columns are still on their way. */
  pending: boolean;
  /** Whether the views could not be read. */
  failed: boolean;
  views: readonly ViewRecordFragment[];
  /** The columns that the member has chosen; undefined for the usual ones. */
  columns: readonly string[] | undefined;
  setColumns: (keys: readonly string[] | undefined) => void;
  /** Shows a view that was saved just now, or no longer one that was deleted, before all of them are read again. */
  keep: (view: ViewRecordFragment) => void;
  drop: (id: string) => void;
};

/** The views of a list, and the columns that the member has chosen, which are stored at each change. */
export function useViews(list: ListKind): Setup {
  const client = useClient();
  const { data, failure } = useData(ListSetupDocument, { list });
  const [own, setOwn] = useState<readonly string[] | null>();
  const [kept, setKept] = useState<ReadonlyMap<string, ViewRecordFragment | undefined>>(new Map());
  const sent = useRef<Promise<unknown>>(Promise.resolve());
  // One after the other, and not as other changes are sent: after those, everything on the page is read again.
  const store = (columns: readonly string[] | null) => {
    const variables = { list, columns: columns && [...columns] };
    sent.current = sent.current.then(() => client.mutation(SetListColumnsDocument, variables).toPromise());
  };
  return {
    pending: data === undefined && failure === undefined,
    failed: data === undefined && failure !== undefined,
    views: merged(data?.savedViews ?? [], kept),
    columns: (own === undefined ? data?.listColumns : own) ?? undefined,
    setColumns: (keys) => {
      setOwn(keys ?? null);
      store(keys ?? null);
    },
    keep: (view) => setKept((now) => new Map(now).set(view.id, view)),
    drop: (id) => setKept((now) => new Map(now).set(id, undefined)),
  };
}

/** The views that were read, with what was saved or deleted since. */
function merged(
  read: readonly ViewRecordFragment[],
  kept: ReadonlyMap<string, ViewRecordFragment | undefined>,
): readonly ViewRecordFragment[] {
  const here = read.flatMap((view) => {
    const later = kept.has(view.id) ? kept.get(view.id) : view;
    return later === undefined ? [] : later.version > view.version ? later : view;
  });
  const added = [...kept.values()].filter((view) => view !== undefined && read.every(({ id }) => id !== view.id));
  return [...here, ...added.filter((view) => view !== undefined)];
}
