import { memo, type ReactElement } from 'react';
import { t } from '../texts';
import type { Column } from './column';
import { RowLink } from './RowLink';
import { Tick } from './Tick';

type Props<Row> = {
  row: Row;
  columns: readonly Column<Row>[];
  selected: boolean;
  onSelect: ((id: string, chosen: boolean, range: boolean) => void) | undefined;
  nameOf: (row: Row) => string;
};

/** A row of a table. Its link covers the row, so that a click anywhere opens the record, also in another tab. */
export const ListRow = memo(function ListRow<Row extends { id: string }>({
  row,
  columns,
  selected,
  onSelect,
  nameOf,
}: Props<Row>) {
  return (
    <tr data-row={row.id} data-selected={selected || undefined}>
      {onSelect !== undefined && (
        <td className="tick">
          <Tick
            label={t.bulk.select(nameOf(row))}
            checked={selected}
            onChange={(chosen, range) => onSelect(row.id, chosen, range)}
          />
        </td>
      )}
      {columns.map((column) => (
        <td key={column.key} className={column.numeric ? 'number' : undefined}>
          {!isRead(row, column) ? (
            <Ghost at={0} />
          ) : (
            <div className="clip">
              <RowLink row={row} column={column} />
            </div>
          )}
        </td>
      ))}
    </tr>
  );
}) as <Row extends { id: string }>(props: Props<Row>) => ReactElement;

/** Whether the fields of a column are there: those of one that was added just now are on their way. */
export function isRead<Row>(row: Row, { fields = [] }: Column<Row>): boolean {
  return fields.every((field) => /^[A-Z]/.test(field) || (row as Record<string, unknown>)[field] !== undefined);
}

function Ghost({ at }: { at: number }) {
  return <span className="ghost" style={{ inlineSize: `${40 + (at % 5) * 10}%` }} />;
}

/** Stands where a row is on its way. */
export function SkeletonRow<Row>({
  index,
  columns,
  ticks,
}: {
  index: number;
  columns: readonly Column<Row>[];
  ticks: boolean;
}) {
  return (
    <tr>
      {ticks && <td className="tick" />}
      {columns.map(({ key, numeric }, i) => (
        <td key={key} className={numeric ? 'number' : undefined}>
          <Ghost at={index * 7 + i * 13} />
        </td>
      ))}
    </tr>
  );
}
