import { Link } from 'react-router';
import { t } from '../texts';
import { isRead } from './ListRow';
import type { ListProps } from './ListTable';
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
  const others = columns.filter((column) => column !== head);
  if (head === undefined) return null;
  if (rows === undefined)
    return (
      <div className="cards" aria-busy="true">
        {Array.from({ length: 6 }, (_, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the cards are alike and never change places
          <div key={i} className="list-card" aria-hidden="true">
            <span className="ghost" style={{ inlineSize: '50%' }} />
            <span className="ghost" style={{ inlineSize: '80%' }} />
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
          <div className="list-card-head">
            {head.to === undefined ? (
              head.cell(row)
            ) : (
              <Link to={head.to(row)} className="row-link">
                {head.cell(row)}
              </Link>
            )}
          </div>
          <dl className="list-card-facts">
            {others.map((column) => (
              <div key={column.key}>
                <dt>{column.label}</dt>
                <dd>{isRead(row, column) && column.cell(row)}</dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ul>
  );
}
