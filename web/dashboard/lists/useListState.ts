import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { Condition, Operator } from './attributes';

/** The state of a list, all of which is in the page's address. */
export type ListState = {
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

export function useListState(): [ListState, (change: Partial<ListState>, replace?: boolean) => void] {
  const [params, setParams] = useSearchParams();
  const state = useMemo(() => read(params), [params]);
  const change = useCallback(
    (part: Partial<ListState>, replace = false) => {
      setParams(
        (now) => {
          const turns = 'after' in part || 'before' in part;
          // Whatever else changes, another list begins at its first page.
          return write({
            ...read(now),
            ...(turns || isLook(part) ? {} : { after: undefined, before: undefined }),
            ...part,
          });
        },
        { replace, flushSync: true },
      );
    },
    [setParams],
  );
  return [state, change];
}

function isLook(part: Partial<ListState>): boolean {
  return Object.keys(part).every((key) => key === 'columns');
}

export function read(params: URLSearchParams): ListState {
  const size = Number(params.get('size'));
  return {
    search: params.get('q') ?? '',
    conditions: params.getAll('f').map(parse),
    sort: params.get('sort') ?? '',
    direction: params.get('dir') === 'desc' ? 'DESC' : 'ASC',
    columns: params
      .get('cols')
      ?.split(',')
      .filter((key) => key !== ''),
    size: sizes.find((one) => one === size) ?? sizes[0],
    after: params.get('after') ?? undefined,
    before: params.get('before') ?? undefined,
  };
}

export function write(state: ListState): URLSearchParams {
  const params = new URLSearchParams();
  if (state.search !== '') params.set('q', state.search);
  for (const { attribute, operator, value } of state.conditions)
    params.append('f', [attribute, operator, value].join(separator));
  if (state.sort !== '') {
    params.set('sort', state.sort);
    if (state.direction === 'DESC') params.set('dir', 'desc');
  }
  if (state.columns !== undefined) params.set('cols', state.columns.join(','));
  if (state.size !== sizes[0]) params.set('size', String(state.size));
  if (state.after !== undefined) params.set('after', state.after);
  if (state.before !== undefined) params.set('before', state.before);
  return params;
}

/** The address of a list with conditions. */
export function linkTo(path: string, conditions: readonly Condition[]): string {
  return `${path}?${write({ ...read(new URLSearchParams()), conditions })}`;
}

function parse(text: string): Condition {
  const [attribute = '', operator = '', ...value] = text.split(separator);
  return { attribute, operator: operator as Operator, value: value.join(separator) };
}
