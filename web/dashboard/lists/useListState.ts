import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { Condition, Operator } from './attributes';

/** The state of a list, all of which is in the page's address. */
export type ListState = {
  /** The ID of the saved view that is open; empty for none. */
  view: string;
  /** Whether the address holds the search, the conditions, the order and the columns, and not the view. */
  edited: boolean;
  search: string;
  conditions: readonly Condition[];
  /** A sort field's name, or custom.KEY; empty for the usual order. */
  sort: string;
  direction: 'ASC' | 'DESC';
  columns: readonly string[] | undefined;
  size: number;
  after: string | undefined;
  before: string | undefined;
};

export const sizes = [25, 50, 100] as const;

const separator = '~';

/** Changes parts of the state, in an entry of its own in the browser's history or in the present one. */
export type Change = (part: Partial<ListState>, replace?: boolean) => void;

export function useListState(usual: number = sizes[0]): [ListState, Change] {
  const [params, setParams] = useSearchParams();
  const state = useMemo(() => read(params, usual), [params, usual]);
  const change = useCallback(
    (part: Partial<ListState>, replace = false) => {
      setParams(
        (now) => {
          const turns = 'after' in part || 'before' in part;
          // Whatever else changes, another list begins at its first page.
          return write(
            {
              ...read(now, usual),
              ...(turns || isLook(part) ? {} : { after: undefined, before: undefined }),
              ...part,
            },
            usual,
          );
        },
        { replace, flushSync: true },
      );
    },
    [setParams, usual],
  );
  return [state, change];
}

function isLook(part: Partial<ListState>): boolean {
  return Object.keys(part).every((key) => key === 'columns' || key === 'edited');
}

export function read(params: URLSearchParams, usual: number = sizes[0]): ListState {
  const size = Number(params.get('size'));
  return {
    view: params.get('view') ?? '',
    edited: params.has('edited'),
    search: params.get('q') ?? '',
    conditions: params.getAll('f').map(parse),
    sort: params.get('sort') ?? '',
    direction: params.get('dir') === 'desc' ? 'DESC' : 'ASC',
    columns: params
      .get('cols')
      ?.split(',')
      .filter((key) => key !== ''),
    size: sizes.find((one) => one === size) ?? usual,
    after: params.get('after') ?? undefined,
    before: params.get('before') ?? undefined,
  };
}

export function write(state: ListState, usual: number = sizes[0]): URLSearchParams {
  const params = new URLSearchParams();
  if (state.view !== '') {
    params.set('view', state.view);
    if (state.edited) params.set('edited', '');
  }
  if (state.view === '' || state.edited) writeLook(params, state);
  if (state.size !== usual) params.set('size', String(state.size));
  if (state.after !== undefined) params.set('after', state.after);
  if (state.before !== undefined) params.set('before', state.before);
  return params;
}

/** What a saved view keeps. */
function writeLook(params: URLSearchParams, state: ListState): void {
  if (state.search !== '') params.set('q', state.search);
  for (const { attribute, operator, value } of state.conditions)
    params.append('f', [attribute, operator, value].join(separator));
  if (state.sort !== '') {
    params.set('sort', state.sort);
    if (state.direction === 'DESC') params.set('dir', 'desc');
  }
  if (state.columns !== undefined) params.set('cols', state.columns.join(','));
}

/** The address of a list with conditions. */
export function linkTo(path: string, conditions: readonly Condition[]): string {
  return `${path}?${write({ ...read(new URLSearchParams()), conditions })}`;
}

function parse(text: string): Condition {
  const [attribute = '', operator = '', ...value] = text.split(separator);
  return { attribute, operator: operator as Operator, value: value.join(separator) };
}
