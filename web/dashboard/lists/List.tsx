import { Button, Group, Stack } from '@mantine/core';
import { useEffect, useEffectEvent, type ReactNode } from 'react';
import type { TypedDocumentNode } from 'urql';
import { useData } from '../app/useData';
import type { Failure } from '../app/failure';
import { useSession } from '../app/session';
import type { StandingFragment } from '../operations/generated';
import { Empty, FailureNote, Loading } from '../parts/states';
import { t } from '../texts';
import { inputOf, type Attribute } from './attributes';
import { ColumnMenu } from './ColumnMenu';
import { Filters } from './Filters';
import { SearchInput } from './SearchInput';
import { ListTable, type Column } from './ListTable';
import { Pager, Total, type Count } from './Pager';
import { pageOf } from './Turns';
import { useListState, type ListState } from './useListState';
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

type Props<Row, D, C> = {
  label: string;
  query: TypedDocumentNode<D, Variables>;
  count: TypedDocumentNode<C, { filter?: object | null; search?: string | null }>;
  pick: (data: D) => Connection<Row> | null;
  pickCount: (data: C) => Count | null;
  columns: readonly Column<Row>[];
  usual: readonly string[];
  attributes: readonly Attribute[];
  empty: ReactNode;
  /** More buttons beside those of the search. */
  tools?: (shown: Shown) => ReactNode;
  bulk?: Bulk<Row> | undefined;
  /** Changes when the list is to be read again. */
  revision?: number;
};

/** A list of records: searched, filtered, sorted, in pages by cursor, with the columns that people choose. */
export function List<Row extends { id: string }, D, C>({
  label,
  query,
  count,
  pick,
  pickCount,
  columns,
  usual,
  attributes,
  empty,
  tools,
  bulk,
  revision = 0,
}: Props<Row, D, C>) {
  const [state, change] = useListState();
  const { refresh } = useSession();
  const inputs = state.conditions.map((condition) => inputOf(attributes, condition));
  const valid = inputs.filter((input) => input !== undefined);
  const filter = valid.length === 0 ? undefined : { and: valid };
  const search = state.search.trim() === '' ? undefined : state.search;
  const wrong =
    valid.length < inputs.length || (state.sort !== '' && !columns.some((column) => column.sort === state.sort));
  const list = useData(query, { ...pageOf(state, state.size), filter, search, orderBy: orderOf(state) }, wrong);
  const total = useData(count, { filter, search }, wrong);
  const connection = list.data && pick(list.data);
  const selection = useSelection(JSON.stringify([filter, search]), connection?.nodes ?? []);
  const readAgain = useEffectEvent(() => {
    list.again();
    total.again();
  });
  useEffect(() => {
    if (revision > 0) readAgain();
  }, [revision]);
  const whole = () => change({ search: '', conditions: [], sort: '', after: undefined, before: undefined });
  const shown = columns.filter((column) => (state.columns ?? usual).includes(column.key) || column.always);
  const narrowed = search !== undefined || filter !== undefined;
  const counted = total.data && pickCount(total.data);
  const present: Shown = { filter, search, count: counted };
  const badLink = wrong || list.failure?.kind === 'other';
  const failure: Failure | undefined = badLink ? { kind: 'other', message: t.list.badLink } : list.failure;

  return (
    <Stack gap="sm">
      <Group gap="xs" align="flex-start">
        <SearchInput value={state.search} onChange={(value) => change({ search: value }, true)} />
        <Filters
          attributes={attributes}
          conditions={state.conditions}
          onChange={(conditions) => change({ conditions })}
        />
        <ColumnMenu
          columns={columns}
          shown={shown.map((column) => column.key)}
          onChange={(keys) => change({ columns: keys }, true)}
        />
        {!badLink && tools?.(present)}
      </Group>
      {failure !== undefined ? (
        <Stack gap="xs" align="flex-start">
          <FailureNote failure={failure} retry={wrong ? refresh : list.again} />
          <Button variant="default" onClick={whole}>
            {t.list.start}
          </Button>
        </Stack>
      ) : connection === undefined || connection === null ? (
        <Loading />
      ) : connection.nodes.length === 0 ? (
        narrowed || state.after !== undefined || state.before !== undefined ? (
          <Empty title={t.list.noMatch} text="">
            <Button variant="default" onClick={whole}>
              {t.list.start}
            </Button>
          </Empty>
        ) : (
          empty
        )
      ) : (
        <>
          <div className={list.stale ? 'stale' : undefined} aria-busy={list.stale}>
            <ListTable
              label={label}
              rows={connection.nodes}
              columns={shown}
              sort={state.sort}
              direction={state.direction}
              onSort={(sort, direction) => change({ sort, direction })}
              selection={bulk && selection}
              nameOf={bulk?.nameOf}
            />
          </div>
          <Pager state={state} standing={connection.pageInfo} change={change} />
        </>
      )}
      <Total count={wrong ? undefined : counted} />
      {bulk !== undefined && (selection.all || selection.rows.size > 0) && bulk.bar(selection, present)}
    </Stack>
  );
}

function orderOf({ sort, direction }: ListState): object | undefined {
  if (sort === '') return undefined;
  return sort.startsWith('custom.')
    ? { customField: sort.slice('custom.'.length), direction }
    : { field: sort, direction };
}
