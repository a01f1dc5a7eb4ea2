import { Anchor, Checkbox, Table, UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { t } from '../texts';
import type { Selection } from './useSelection';

export type Column<Row> = {
  key: string;
  label: string;
  cell: (row: Row) => ReactNode;
  /** The name by which the API sorts, where it does. */
  sort?: string;
  numeric?: boolean;
  /** Always in one line: dates and states. */
  short?: boolean;
  /** Where the cell leads to; the column that names the record. */
  to?: (row: Row) => string;
  /** Cannot be hidden. */
  always?: boolean;
};

type Props<Row> = {
  /** What the table holds, for readers of the screen. */
  label: string;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  sort?: string;
  direction?: 'ASC' | 'DESC';
  onSort?: (sort: string, direction: 'ASC' | 'DESC') => void;
  /** Which rows are selected; without it, rows cannot be selected. */
  selection?: Selection<Row> | undefined;
  /** What a row is called, for its checkbox. */
  nameOf?: (row: Row) => string;
};

export function ListTable<Row extends { id: string }>({
  label,
  rows,
  columns,
  sort,
  direction,
  onSort,
  selection,
  nameOf = ({ id }) => id,
}: Props<Row>) {
  const chosen = selection === undefined ? 0 : rows.filter(({ id }) => selection.has(id)).length;
  return (
    <Table.ScrollContainer
      minWidth={Math.min(columns.length, 4) * 110}
      type="native"
      tabIndex={0}
      role="region"
      aria-label={label}
    >
      <Table highlightOnHover verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            {selection !== undefined && (
              <Table.Th className="tick">
                <Checkbox
                  aria-label={t.bulk.selectPage}
                  checked={chosen === rows.length}
                  indeterminate={chosen > 0 && chosen < rows.length}
                  onChange={(event) => selection.setPage(event.currentTarget.checked)}
                />
              </Table.Th>
            )}
            {columns.map((column) => (
              <Header key={column.key} column={column} sort={sort} direction={direction} onSort={onSort} />
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.id} data-selected={selection?.has(row.id) || undefined}>
              {selection !== undefined && (
                <Table.Td className="tick">
                  <Checkbox
                    aria-label={t.bulk.select(nameOf(row))}
                    checked={selection.has(row.id)}
                    onChange={({ currentTarget, nativeEvent }) =>
                      selection.set(
                        row.id,
                        currentTarget.checked,
                        'shiftKey' in nativeEvent && nativeEvent.shiftKey === true,
                      )
                    }
                  />
                </Table.Td>
              )}
              {columns.map((column) => (
                <Table.Td key={column.key} className={column.numeric ? 'number' : column.short ? 'short' : 'cell'}>
                  {column.to === undefined ? (
                    <span>{column.cell(row)}</span>
                  ) : (
                    <Anchor component={Link} to={column.to(row)} size="sm" fw={500}>
                      {column.cell(row)}
                    </Anchor>
                  )}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Header<Row>({
  column,
  sort,
  direction,
  onSort,
}: { column: Column<Row> } & Pick<Props<Row>, 'sort' | 'direction' | 'onSort'>) {
  const { label, numeric, sort: by } = column;
  if (by === undefined || onSort === undefined)
    return <Table.Th className={numeric ? 'number' : undefined}>{label}</Table.Th>;
  const here = sort === by;
  return (
    <Table.Th
      className={numeric ? 'number' : undefined}
      aria-sort={here ? (direction === 'ASC' ? 'ascending' : 'descending') : 'none'}
    >
      <UnstyledButton
        fz="sm"
        fw={700}
        title={t.list.sortBy(label)}
        onClick={() => onSort(by, here && direction === 'ASC' ? 'DESC' : 'ASC')}
      >
        {label} <span aria-hidden="true">{here ? (direction === 'ASC' ? '↑' : '↓') : '↕'}</span>
      </UnstyledButton>
    </Table.Th>
  );
}
