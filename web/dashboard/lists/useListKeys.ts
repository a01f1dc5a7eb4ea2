import { useEffect, useEffectEvent, type RefObject } from 'react';
import type { Selection } from './useSelection';

/** Where letters are typed, or where something else has the keyboard. */
const elsewhere =
  'input:not([type=checkbox]), textarea, select, [contenteditable=true], [role=dialog], [role=menu], [role=listbox]';

/**
 * The keyboard of a list: `/` searches, `f` adds a filter, `j` and `k` go to the next row and the one before, `x` selects
 * it, `Enter` opens it, with Shift they select on the way, and Escape selects nothing.
 */
export function useListKeys(
  frame: RefObject<HTMLElement | null>,
  search: RefObject<HTMLInputElement | null>,
  selection: Pick<Selection<unknown>, 'has' | 'set' | 'clear' | 'rows' | 'all'> | undefined,
): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    const { key, target, shiftKey } = event;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || frame.current === null) return;
    if (target instanceof Element && target.closest(elsewhere) !== null) return;
    if (document.querySelector('[role=dialog], [role=menu]') !== null) return; // is to be answered first
    const rows = [...frame.current.querySelectorAll<HTMLElement>('[data-row]')];
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const id = rows[at]?.dataset.row;
    const go = (to: number) => {
      const row = rows[to];
      if (row === undefined) return;
      row.querySelector<HTMLElement>('.list-link')?.focus();
      if (!shiftKey || selection === undefined) return;
      if (id !== undefined && !selection.has(id)) selection.set(id, true);
      selection.set(row.dataset.row ?? '', true, true);
    };
    const act: Record<string, (() => void) | undefined> = {
      '/': () => search.current?.focus(),
      f: () => frame.current?.querySelector<HTMLElement>('[data-key=f]')?.click(),
      j: () => go(at + 1),
      k: () => go(at < 0 ? rows.length - 1 : at - 1),
      x: id === undefined ? undefined : () => selection?.set(id, !selection.has(id), shiftKey),
      Enter:
        document.activeElement instanceof HTMLInputElement && id !== undefined
          ? () => rows[at]?.querySelector<HTMLElement>('.list-link')?.click()
          : undefined,
      Escape:
        selection !== undefined && (selection.all || selection.rows.size > 0) ? () => selection.clear() : undefined,
    };
    const chosen = act[key.length === 1 ? key.toLowerCase() : key];
    if (chosen === undefined) return;
    event.preventDefault();
    chosen();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => press(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}
