import { useMediaQuery } from '@mantine/hooks';
import { useEffect, useEffectEvent, useMemo, useRef, type ReactNode } from 'react';
import type { TypedDocumentNode } from 'urql';
import { useData } from '../app/useData';
import { useSession } from '../app/session';
import type { CustomFieldOwner, ListKind, StandingFragment } from '../operations/generated';
import { t } from '../texts';
import { BrokenView } from '../views/BrokenView';
import { storedOf, orderOf, type Look } from '../views/look';
import { lookFrom, useLook } from '../views/useLook';
import { ViewTabs } from '../views/ViewTabs';
import type { Attribute } from './attributes';
import { chosen, type Column } from './column';
import { filterOf } from './conditions';
import { ListBody } from './ListBody';
import { Pager, Total, type Count } from './Pager';
import { Toolbar } from './Toolbar';
import { pageOf } from './Turns';
import { useFrame } from './useFrame';
import { useListKeys } from './useListKeys';
import { useListDocument } from './useListDocument';
import { useSelection, type Selection } from './useSelection';

type Connection<Row> = { nodes: readonly Row[]; pageInfo: StandingFragment };

type Variables = {
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
  filter?: object | null;
  search?: string | null;
  orderBy?: object | null;
};

/** What a list shows: the conditions, how many records meet them, and the columns. */
export type Shown = {
  filter: { and: object[] } | undefined;
  search: string | undefined;
  /** Undefined while they are counted. */
  count: Count | null | undefined;
};

/** What can be done with several rows of a list. */
export type Bulk<Row> = {
  /** What a row is called, for its checkbox. */
  nameOf: (row: Row) => string;
  bar: (selection: Selection<Row>, shown: Shown) => ReactNode;
};

export type ListProps<Row, D, C> = {
  list: ListKind;
  label: string;
  /** What the list without a view is called. */
  all: string;
  query: TypedDocumentNode<D, Variables>;
  /** The fragment of the query that holds the fields of a row, and those of them that are always requested. */
  row: { fragment: string; always: readonly string[]; custom: CustomFieldOwner };
  count: TypedDocumentNode<C, { filter?: object | null; search?: string | null }>;
  pick: (data: D) => Connection<Row> | null;
  pickCount: (data: C) => Count | null;
  /** A number of records in words. */
  words: (n: number) => string;
  columns: readonly Column<Row>[];
  usual: readonly string[];
  /** The order without a choice, for the header of its column. */
  order: Pick<Look, 'sort' | 'direction'>;
  attributes: readonly Attribute[];
  empty: ReactNode;
  /** More buttons beside those of the search. */
  tools?: (shown: Shown) => ReactNode;
  bulk?: Bulk<Row> | undefined;
  /** Changes when the list is to be read again. */
  revision?: number;
};

/** A list of records: in views, searched, filtered, sorted, in pages by cursor, with the columns that people choose. */
export function List<Row extends { id: string }, D, C>(props: ListProps<Row, D, C>) {
  const { list: kind, label, all, pick, pickCount, columns, usual, attributes, bulk, revision = 0 } = props;
  const { refresh } = useSession();
  const looking = useLook(kind, attributes);
  const { setup, state, change, view } = looking;
  const keys = (state.columns ?? setup.columns ?? usual).join();
  const shownColumns = useMemo(() => chosen(columns, keys.split(',')), [columns, keys]);
  const { filter, wrong } = useMemo(() => filterOf(attributes, state.conditions), [attributes, state.conditions]);
  const search = state.search.trim() === '' ? undefined : state.search;
  const unsortable = state.sort !== '' && !columns.some((column) => column.sort === state.sort);
  const broken = view !== undefined && view.broken !== null && !state.edited;
  const bad = wrong.length > 0 || unsortable || looking.missing || broken;
  const pending = setup.pending;

  const document = useListDocument(props.query, props.row, shownColumns);
  const variables = { ...pageOf(state, state.size), filter, search, orderBy: orderOf(state) };
  const rows = useData(document, variables, bad || pending);
  const total = useData(props.count, { filter, search }, bad || pending);
  const connection = rows.data && pick(rows.data);
  const selection = useSelection(JSON.stringify([filter, search]), connection?.nodes ?? []);
  const readAgain = useEffectEvent(() => {
    rows.again();
    total.again();
  });
  useEffect(() => {
    if (revision > 0) readAgain();
  }, [revision]);

  const frame = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  useFrame(frame, JSON.stringify(variables));
  useListKeys(frame, input, bulk && selection);
  const narrow = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false }) ?? false;

  const counted = bad || pending ? undefined : total.data && pickCount(total.data);
  const shown: Shown = { filter, search, count: counted };
  const setColumns = (next: readonly string[] | undefined) => {
    if (view !== undefined) return change({ columns: next }, true);
    if (state.columns !== undefined) change({ columns: undefined }, true);
    setup.setColumns(next);
  };
  const narrowed =
    search !== undefined || filter !== undefined || state.after !== undefined || state.before !== undefined;
  const selected = bulk !== undefined && (selection.all || selection.rows.size > 0);
  return (
    <div className="list-frame" ref={frame} data-selected={selected || undefined}>
      <ViewTabs
        looking={looking}
        all={all}
        list={kind}
        valid={!bad}
        stored={storedOf(
          attributes,
          lookFrom(state),
          shownColumns.map(({ key }) => key),
        )}
      />
      <Toolbar
        state={state}
        change={change}
        columns={columns}
        shownColumns={shownColumns}
        setColumns={setColumns}
        usual={view === undefined ? setup.columns === undefined : state.columns === undefined}
        attributes={attributes}
        wrong={wrong}
        input={input}
        tools={bad ? undefined : props.tools?.(shown)}
        narrow={narrow}
      />
      {bad && !pending && <BrokenView looking={looking} wrong={wrong} unsortable={unsortable} onRetry={refresh} />}
      {setup.failed && <p className="list-note">{t.views.failed}</p>}
      {!bad && (
        <ListBody
          label={label}
          rows={pending ? undefined : connection?.nodes}
          columns={shownColumns}
          order={state.sort === '' ? props.order : state}
          onSort={(sort, direction) => change({ sort, direction })}
          selection={bulk && selection}
          nameOf={bulk?.nameOf}
          stale={rows.stale}
          failure={rows.failure}
          narrowed={narrowed}
          particular={narrowed || state.sort !== ''}
          onAgain={rows.again}
          onWhole={() => change({ search: '', conditions: [], sort: '', after: undefined, before: undefined })}
          empty={props.empty}
        />
      )}
      {!bad && (
        <footer className="list-foot">
          <Total count={counted} words={props.words} />
          {connection && <Pager state={state} standing={connection.pageInfo} change={change} />}
        </footer>
      )}
      {selected && bulk.bar(selection, shown)}
    </div>
  );
}
