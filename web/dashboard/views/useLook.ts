import type { Attribute } from '../lists/attributes';
import { useListState, type Change, type ListState } from '../lists/useListState';
import type { ListKind, ViewRecordFragment } from '../operations/generated';
import { lookOf, plain, same, type Look } from './look';
import { useViews, type Setup } from './useViews';

const usualSize = 50;

export type Looking = {
  setup: Setup;
  /** The state of the list: of its view, with the changes in the address. */
  state: ListState;
  change: Change;
  /** The view that is open; undefined for none. */
  view: ViewRecordFragment | undefined;
  /** Whether the address names a view that is not there. */
  missing: boolean;
  /** Whether the list differs from its view, or without one from the whole list. */
  changed: boolean;
  /** Opens a view as it was saved; the whole list without one. */
  open: (id: string | undefined, replace?: boolean) => void;
  /** The address of a view; of the whole list without one. */
  to: (view?: ViewRecordFragment) => string;
};

/** The state of a list that can have saved views. A view stays open while it is changed. */
export function useLook(list: ListKind, attributes: readonly Attribute[]): Looking {
  const [written, set] = useListState(usualSize);
  const setup = useViews(list);
  const view = setup.views.find(({ id }) => id === written.view);
  const saved: Look = view === undefined ? plain : lookOf(attributes, view);
  const state = view === undefined || written.edited ? written : { ...written, ...saved };
  const change: Change = (part, replace) => {
    const looks = Object.keys(part).some((key) => key in plain);
    if (view === undefined || !looks) return set(part, replace);
    const next = { ...lookFrom(state), ...part };
    set(same(next, saved) ? { ...part, edited: false } : { ...next, ...part, edited: true }, replace);
  };
  return {
    setup,
    state,
    change,
    view,
    missing: written.view !== '' && view === undefined && !setup.pending,
    changed:
      view === undefined
        ? written.search.trim() !== '' || written.conditions.length > 0 || written.sort !== ''
        : written.edited,
    open: (id = '', replace = false) =>
      set({ ...plain, view: id, edited: false, after: undefined, before: undefined }, replace),
    to: (one) => (one === undefined ? '?' : `?view=${encodeURIComponent(one.id)}`),
  };
}

/** The look in the state of a list. */
export function lookFrom({ search, conditions, sort, direction, columns }: ListState): Look {
  return { search, conditions, sort, direction, columns };
}
