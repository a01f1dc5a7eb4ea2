import type { ReactNode } from 'react';

/** A column of a list. */
export type Column<Row> = {
  key: string;
  label: string;
  cell: (row: Row) => ReactNode;
  /** The fields of the row that the cell needs, by their names in the query. */
  fields?: readonly string[];
  /** The name by which the API sorts, where it does. */
  sort?: string | undefined;
  /** The direction of the first click on its header: ascending unless given. */
  first?: 'ASC' | 'DESC';
  /** Its width in rem in a list of the whole page, where columns keep their widths from page to page. */
  width?: number;
  /** Its place on the card of a phone: at the end of the head, in the line below, or among the pills; labelled otherwise. */
  card?: 'end' | 'line' | 'pill';
  numeric?: boolean;
  /** Always in one line: dates and states. */
  short?: boolean;
  /** Where the row leads to; the column that names the record. */
  to?: (row: Row) => string;
  /** What opens the row where that is no page of its own, and what it is called. */
  open?: (row: Row) => (() => void) | undefined;
  openLabel?: (row: Row) => string;
  /** Its label is only for readers of the screen. */
  hiddenLabel?: boolean;
  /** Cannot be hidden. */
  always?: boolean;
};

/** What must be known of a column to choose it, or to sort by it. */
export type ColumnInfo = Pick<Column<unknown>, 'key' | 'label' | 'always' | 'sort' | 'first'>;

/** The columns with some keys, in the order of the keys; those that are always there come first if they are missing. */
export function chosen<C extends ColumnInfo>(columns: readonly C[], keys: readonly string[]): readonly C[] {
  const missing = columns.filter(({ key, always }) => always && !keys.includes(key));
  return [...missing, ...keys.flatMap((key) => columns.find((column) => column.key === key) ?? [])];
}

/** The fields that columns need. */
export function fieldsOf(
  columns: readonly Pick<Column<unknown>, 'fields'>[],
  always: readonly string[],
): ReadonlySet<string> {
  return new Set([...always, ...columns.flatMap(({ fields = [] }) => fields)]);
}
