import { useRef, useState } from 'react';

/** The rows of a list that are selected: some of them, or all that match its search and filters. */
export type Selection<Row> = {
  /** The rows that were selected one by one, also those of other pages, by their IDs. */
  rows: ReadonlyMap<string, Row>;
  /** Whether everything that matches is selected. */
  all: boolean;
  has: (id: string) => boolean;
  /** Selects a row of the page or not, with `range` also those between it and the one before. */
  set: (id: string, chosen: boolean, range?: boolean) => void;
  setPage: (chosen: boolean) => void;
  selectAll: () => void;
  clear: () => void;
};

type State<Row> = { list: string; rows: ReadonlyMap<string, Row>; all: boolean };

/** Remembers which rows are selected while people turn pages. Another search or filter begins with none. */
export function useSelection<Row extends { id: string }>(list: string, page: readonly Row[]): Selection<Row> {
  const none: State<Row> = { list, rows: new Map(), all: false };
  const [stored, setState] = useState(none);
  const last = useRef<string>(undefined);
  const { rows, all } = stored.list === list ? stored : none;
  const update = (chosen: boolean, some: readonly Row[]) => {
    // Whoever takes a row out of all of them keeps the others of the page.
    const next = new Map(all ? page.map((row) => [row.id, row] as const) : rows);
    for (const row of some) {
      if (chosen) next.set(row.id, row);
      else next.delete(row.id);
    }
    setState({ list, rows: next, all: false });
  };
  return {
    rows,
    all,
    has: (id) => all || rows.has(id),
    set: (id, chosen, range = false) => {
      const to = page.findIndex((row) => row.id === id);
      const before = range ? page.findIndex((row) => row.id === last.current) : to;
      const from = before < 0 ? to : before;
      last.current = id;
      update(chosen, page.slice(Math.min(from, to), Math.max(from, to) + 1));
    },
    setPage: (chosen) => update(chosen, page),
    selectAll: () => setState({ list, rows: new Map(), all: true }),
    clear: () => setState(none),
  };
}
