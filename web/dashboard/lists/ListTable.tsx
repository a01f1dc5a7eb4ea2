import { useMediaQuery } from '@mantine/hooks';
import { useEffect, useEffectEvent, useRef, type RefObject } from 'react';
import { t } from '../texts';
import type { Column } from './column';
import { ListCards } from './ListCards';
import { ListHeader, type Sorting } from './ListHeader';
import { ListRow, SkeletonRow } from './ListRow';
import { Tick } from './Tick';
import type { Selection } from './useSelection';

export type { Column } from './column';

export type ListProps<Row> = Sorting & {
  /** What the table holds, for readers of the screen. */
  label: string;
  /** Undefined while the first ones are on their way. */
  rows: readonly Row[] | undefined;
  columns: readonly Column<Row>[];
  /** Which rows are selected; without it, rows cannot be selected. */
  selection?: Selection<Row> | undefined;
  /** What a row is called, for its checkbox. */
  nameOf?: ((row: Row) => string) | undefined;
  /** A list of the whole page: it scrolls by itself below its header, and its columns keep their widths. */
  whole?: boolean;
  /** Whether the rows are of another page than the one that is on its way. */
  stale?: boolean;
};

const phone = '(max-width: 48em)';
const usualWidth = 10;
const tickWidth = 2.5;

/** How far columns shrink before the table scrolls sideways. */
const least = 0.88;

/** Rows of records: a table, or on phones cards. */
export function ListTable<Row extends { id: string }>(props: ListProps<Row>) {
  const narrow = useMediaQuery(phone, undefined, { getInitialValueInEffect: false });
  return narrow ? <ListCards {...props} /> : <Wide {...props} />;
}

function Wide<Row extends { id: string }>({
  label,
  rows,
  columns,
  sort,
  direction,
  onSort,
  selection,
  nameOf = ({ id }) => id,
  whole = false,
  stale = false,
}: ListProps<Row>) {
  const chosen = selection === undefined ? 0 : (rows?.filter(({ id }) => selection.has(id)).length ?? 0);
  const select = useStable(selection?.set);
  const name = useStable(nameOf);
  const scroller = useRef<HTMLElement>(null);
  useHints(scroller);
  const width = columns.reduce((sum, column) => sum + (column.width ?? usualWidth), 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
    <section className="list-scroll" data-whole={whole || undefined} aria-label={label} tabIndex={0} ref={scroller}>
      <table
        className="list"
        aria-busy={rows === undefined || stale}
        data-stale={(stale && rows !== undefined) || undefined}
        style={whole ? { minInlineSize: `${width * least + tickWidth}rem` } : undefined}
      >
        {whole && (
          <colgroup>
            {selection !== undefined && <col style={{ inlineSize: `${tickWidth}rem` }} />}
            {columns.map(({ key, width: own = usualWidth }) => (
              <col key={key} style={{ inlineSize: `${(100 * own) / width}%` }} />
            ))}
          </colgroup>
        )}
        <thead>
          <tr>
            {selection !== undefined && (
              <th className="tick">
                <Tick
                  label={t.bulk.selectPage}
                  checked={rows !== undefined && rows.length > 0 && chosen === rows.length}
                  partly={chosen > 0 && chosen < (rows?.length ?? 0)}
                  onChange={(all) => selection.setPage(all)}
                />
              </th>
            )}
            {columns.map((column) => (
              <ListHeader key={column.key} column={column} sort={sort} direction={direction} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows === undefined
            ? Array.from({ length: 24 }, (_, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the rows are alike and never change places
                <SkeletonRow key={i} index={i} columns={columns} ticks={selection !== undefined} />
              ))
            : rows.map((row) => (
                <ListRow
                  key={row.id}
                  row={row}
                  columns={columns}
                  selected={selection?.has(row.id) ?? false}
                  onSelect={selection && select}
                  nameOf={name}
                />
              ))}
        </tbody>
      </table>
    </section>
  );
}

/** A function that stays the same and calls the latest one, so that rows need not be rendered again. */
function useStable<A extends unknown[], R>(latest: ((...args: A) => R) | undefined): (...args: A) => R {
  const ref = useRef(latest);
  const keep = useEffectEvent(() => {
    ref.current = latest;
  });
  useEffect(() => keep());
  const stable = useRef((...args: A) => ref.current?.(...args) as R);
  return stable.current;
}

/** Shows the whole text of a cell that is cut off, when the mouse is over it. */
function useHints(scroller: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const hint = ({ target }: Event) => {
      const cell = target instanceof Element && target.closest<HTMLElement>('td > .clip, th .clip');
      if (!cell) return;
      if (cell.scrollWidth > cell.clientWidth) cell.title = cell.textContent ?? '';
      else cell.removeAttribute('title');
    };
    const element = scroller.current;
    element?.addEventListener('mouseover', hint);
    return () => element?.removeEventListener('mouseover', hint);
  }, [scroller]);
}
