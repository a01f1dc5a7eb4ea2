import type { Attribute } from '../lists/attributes';
import { conditionsOf, filterOf } from '../lists/conditions';
import type { ListState } from '../lists/useListState';
import type { ViewRecordFragment } from '../operations/generated';

/** What a view keeps of the state of a list. */
export type Look = Pick<ListState, 'search' | 'conditions' | 'sort' | 'direction' | 'columns'>;

/** The look of a list without a view. */
export const plain: Look = { search: '', conditions: [], sort: '', direction: 'ASC', columns: undefined };

/** The sort order as the API takes it. */
export function orderOf({ sort, direction }: Pick<Look, 'sort' | 'direction'>): object | undefined {
  if (sort === '') return undefined;
  return sort.startsWith('custom.')
    ? { customField: sort.slice('custom.'.length), direction }
    : { field: sort, direction };
}

/** What a saved view looks like. */
export function lookOf(attributes: readonly Attribute[], view: ViewRecordFragment): Look {
  return {
    search: view.search ?? '',
    conditions: conditionsOf(attributes, view.filter),
    ...sortOf(view.sort),
    columns: view.columns ?? undefined,
  };
}

function sortOf(json: string | null): Pick<Look, 'sort' | 'direction'> {
  try {
    const { field, customField, direction } = JSON.parse(json ?? '{}');
    const sort = typeof customField === 'string' ? `custom.${customField}` : typeof field === 'string' ? field : '';
    return { sort, direction: direction === 'DESC' ? 'DESC' : 'ASC' };
  } catch {
    return { sort: '', direction: 'ASC' };
  }
}

/** A look as the API keeps it: the filter and the sort order as JSON. */
export type Stored = { filter: string | null; search: string | null; sort: string | null; columns: string[] };

/** What the API keeps of a look, with the columns that are shown. */
export function storedOf(attributes: readonly Attribute[], look: Look, columns: readonly string[]): Stored {
  const { filter } = filterOf(attributes, look.conditions);
  const sort = orderOf(look);
  return {
    filter: filter === undefined ? null : JSON.stringify(filter),
    search: look.search.trim() === '' ? null : look.search,
    sort: sort === undefined ? null : JSON.stringify(sort),
    columns: [...columns],
  };
}

/** Whether two looks are the same. */
export function same(one: Look, other: Look): boolean {
  const all = ({ search, conditions, sort, direction, columns }: Look) =>
    JSON.stringify([
      search.trim(),
      conditions.map(({ attribute, operator, value }) => [attribute, operator, value]),
      sort,
      sort === '' ? '' : direction,
      columns ?? null,
    ]);
  return all(one) === all(other);
}
