import { t } from '../texts';

/** Whether the reader's keyboard has a command key. */
export const isApple = /Mac|iP(hone|ad)/.test(navigator.platform ?? '');

/** The key that shortcuts are pressed with. */
export const mod = isApple ? '⌘' : t.palette.control;

/** The shortcuts, for people: each with the keys to press one after the other or together. */
export const shortcuts: readonly { title: string; keys: readonly { keys: readonly string[]; does: string }[] }[] = [
  {
    title: t.palette.everywhere,
    keys: [
      { keys: [mod, 'K'], does: t.palette.does.palette },
      { keys: ['?'], does: t.palette.does.keys },
      { keys: ['Esc'], does: t.palette.does.close },
    ],
  },
  {
    title: t.palette.inLists,
    keys: [
      { keys: ['/'], does: t.palette.does.search },
      { keys: ['f'], does: t.palette.does.filter },
      { keys: ['j'], does: t.palette.does.next },
      { keys: ['k'], does: t.palette.does.previous },
      { keys: ['x'], does: t.palette.does.select },
      { keys: ['Shift', 'j'], does: t.palette.does.extend },
      { keys: ['Esc'], does: t.palette.does.clear },
      { keys: ['Enter'], does: t.palette.does.open },
    ],
  },
];

/** Whether a key is pressed in a field that takes text, where letters are text. */
export function inField({ target }: KeyboardEvent): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
