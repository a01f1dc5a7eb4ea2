import { lazy, Suspense, type ReactNode, type RefObject } from 'react';
import type { Attribute, Condition } from './attributes';
import type { ColumnInfo } from './column';
import { ColumnMenu } from './ColumnMenu';
import { AddFilter, FilterChips } from './Filters';
import { SearchInput } from './SearchInput';
import type { Change, ListState } from './useListState';

const FilterSheet = lazy(() => import('./FilterSheet'));

export type ToolbarProps = {
  state: ListState;
  change: Change;
  columns: readonly ColumnInfo[];
  shownColumns: readonly ColumnInfo[];
  setColumns: (keys: readonly string[] | undefined) => void;
  /** Whether the usual columns are shown. */
  usual: boolean;
  attributes: readonly Attribute[];
  wrong: readonly Condition[];
  input: RefObject<HTMLInputElement | null>;
  tools: ReactNode;
  /** On a phone, filters, order and columns are in a sheet. */
  narrow: boolean;
};

/** What a list is searched and filtered by, and its columns. */
export function Toolbar(props: ToolbarProps) {
  const { state, change, attributes, wrong, narrow } = props;
  const filters = {
    attributes,
    conditions: state.conditions,
    onChange: (conditions: readonly Condition[]) => change({ conditions }),
  };
  return (
    <div className="list-tools">
      <div className="list-tools-row">
        <SearchInput value={state.search} onChange={(search) => change({ search }, true)} ref={props.input} />
        {narrow ? (
          <Suspense>
            <FilterSheet {...props} />
          </Suspense>
        ) : (
          <>
            <AddFilter {...filters} />
            <span className="list-tools-end">
              <ColumnMenu
                columns={props.columns}
                shown={props.shownColumns.map(({ key }) => key)}
                onChange={props.setColumns}
                onReset={props.usual ? undefined : () => props.setColumns(undefined)}
              />
              {props.tools}
            </span>
          </>
        )}
      </div>
      <FilterChips {...filters} wrong={wrong} />
    </div>
  );
}
