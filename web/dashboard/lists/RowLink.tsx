import { Link } from 'react-router';
import type { Column } from './column';

/** What a row is called, and the link or button that opens it, which covers the row. */
export function RowLink<Row>({ row, column: { cell, to, open, openLabel } }: { row: Row; column: Column<Row> }) {
  const act = open?.(row);
  if (to !== undefined)
    return (
      <Link to={to(row)} className="list-link">
        {cell(row)}
      </Link>
    );
  if (act === undefined) return cell(row);
  return (
    <button type="button" className="list-link" aria-label={openLabel?.(row)} onClick={act}>
      {cell(row)}
    </button>
  );
}
