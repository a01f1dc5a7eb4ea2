import { VisuallyHidden } from '@mantine/core';
import { t } from '../texts';
import { IconArrowDown, IconArrowUp } from '../parts/icons';
import type { Column } from './column';

/** How a list is sorted, and how people change that. */
export type Sorting = {
  sort?: string | undefined;
  direction?: 'ASC' | 'DESC' | undefined;
  onSort?: ((sort: string, direction: 'ASC' | 'DESC') => void) | undefined;
};

/** The header of a column: a button where the list can be sorted by it, with an arrow where it is. */
export function ListHeader<Row>({ column, sort, direction, onSort }: { column: Column<Row> } & Sorting) {
  const { label, hiddenLabel, numeric, sort: by, first = 'ASC' } = column;
  const side = numeric ? 'number' : undefined;
  if (by === undefined || onSort === undefined)
    return (
      <th className={side} scope="col">
        {hiddenLabel ? <VisuallyHidden>{label}</VisuallyHidden> : <span className="clip">{label}</span>}
      </th>
    );
  const here = sort === by;
  const Arrow = direction === 'ASC' ? IconArrowUp : IconArrowDown;
  // The first click sorts, the second turns the order round, and the third goes back to the usual one.
  const turned = first === 'ASC' ? 'DESC' : 'ASC';
  const next = (): [string, 'ASC' | 'DESC'] => (!here ? [by, first] : direction === first ? [by, turned] : ['', 'ASC']);
  return (
    <th className={side} scope="col" aria-sort={here ? (direction === 'ASC' ? 'ascending' : 'descending') : undefined}>
      <button type="button" className="sort" title={t.list.sortBy(label)} onClick={() => onSort(...next())}>
        <span className="clip">{label}</span>
        {here && <Arrow size={14} aria-hidden="true" />}
      </button>
    </th>
  );
}
