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
  const { label, numeric, sort: by, first = 'ASC' } = column;
  const side = numeric ? 'number' : undefined;
  if (by === undefined || onSort === undefined)
    return (
      <th className={side} scope="col">
        <span className="clip">{label}</span>
      </th>
    );
  const here = sort === by;
  const Arrow = direction === 'ASC' ? IconArrowUp : IconArrowDown;
  const next = !here ? first : direction === 'ASC' ? 'DESC' : 'ASC';
  return (
    <th className={side} scope="col" aria-sort={here ? (direction === 'ASC' ? 'ascending' : 'descending') : undefined}>
      <button type="button" className="sort" title={t.list.sortBy(label)} onClick={() => onSort(by, next)}>
        <span className="clip">{label}</span>
        {here && <Arrow size={14} aria-hidden="true" />}
      </button>
    </th>
  );
}
