import { t } from '../texts';
import type { Column } from './column';
import { isRead } from './ListRow';
import type { ListProps } from './ListTable';
import { RowLink } from './RowLink';
import { Tick } from './Tick';

/** Rows of records on a phone: cards, in which nothing is cut off. */
export function ListCards<Row extends { id: string }>({
  label,
  rows,
  columns,
  selection,
  nameOf = ({ id }) => id,
  stale = false,
}: ListProps<Row>) {
  const head = columns.find(({ always }) => always) ?? columns[0];
  if (head === undefined) return null;
  if (rows === undefined)
    return (
      <div className="cards" aria-busy="true">
        {Array.from({ length: 6 }, (_, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the cards are alike and never change places
          <div key={i} className="list-card" aria-hidden="true">
            <span className="ghost" style={{ inlineSize: '50%' }} />
            <span className="ghost" style={{ inlineSize: '80%' }} />
            <span className="ghost" style={{ inlineSize: '30%' }} />
          </div>
        ))}
      </div>
    );
  return (
    <ul className="cards plain" aria-label={label} aria-busy={stale} data-stale={stale || undefined}>
      {rows.map((row) => (
        <li
          key={row.id}
          className="list-card"
          data-row={row.id}
          data-selected={selection?.has(row.id) || undefined}
          data-ticks={selection !== undefined || undefined}
        >
          {selection !== undefined && (
            <span className="tick">
              <Tick
                label={t.bulk.select(nameOf(row))}
                checked={selection.has(row.id)}
                onChange={(chosen, range) => selection.set(row.id, chosen, range)}
              />
            </span>
          )}
          <Card row={row} head={head} columns={columns.filter((column) => column !== head && isRead(row, column))} />
        </li>
      ))}
    </ul>
  );
}

type CardProps<Row> = { row: Row; head: Column<Row>; columns: readonly Column<Row>[] };

function Card<Row extends { id: string }>({ row, head, columns }: CardProps<Row>) {
  const at = (place: Column<Row>['card']) => columns.filter(({ card }) => card === place);
  return (
    <div className="list-card-body">
      <div className="list-card-head">
        <RowLink row={row} column={head} />
        {at('end').map(({ key, cell }) => (
          <span key={key} className="list-card-end">
            {cell(row)}
          </span>
        ))}
      </div>
      <Places columns={at('line')} row={row} className="list-card-line" />
      <Places columns={at('pill')} row={row} className="list-card-pills" />
      <dl className="list-card-facts">
        {at(undefined).map(({ key, label, cell }) => (
          <div key={key}>
            <dt>{label}</dt>
            <dd>{cell(row)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** Values that need no label. */
function Places<Row>({ columns, row, className }: { columns: readonly Column<Row>[]; row: Row; className: string }) {
  if (columns.length === 0) return null;
  return (
    <div className={className}>
      {columns.map(({ key, cell }) => (
        <span key={key}>{cell(row)}</span>
      ))}
    </div>
  );
}
