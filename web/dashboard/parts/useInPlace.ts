import { useRef, useState, type RefObject } from 'react';
import { t } from '../texts';
import { notify } from './notify';

/** A form that replaces what it edits. */
export type InPlace<T> = {
  /** What was typed before and is taken up again. */
  typed: Partial<T> | undefined;
  /** The name of the input that gets the focus. The first one, if there is no such input. */
  focus: string | undefined;
  /** Ends without saving, with what was typed. */
  cancel: (typed: Partial<T> | undefined) => void;
  /** Ends after saving. */
  close: () => void;
};

type State<T> = { typed?: Partial<T>; focus?: string };

/**
 * Lets a part of a page turn into its form and back. Afterwards the focus is again on the button that opened the form, and what was
 * typed and cancelled can be taken up again for ten seconds.
 */
export function useInPlace<T>(): {
  /** The form, while it stands. */
  inPlace: InPlace<T> | undefined;
  start: (focus?: string) => void;
  /** The reference of the button that starts. */
  button: RefObject<HTMLButtonElement | null>;
} {
  const [state, setState] = useState<State<T>>();
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setState(undefined);
    setTimeout(() => button.current?.focus());
  };
  const cancel = (typed: Partial<T> | undefined) => {
    close();
    if (typed !== undefined) notify(t.common.discarded, { undo: () => setState({ typed }) });
  };
  return {
    inPlace: state && { typed: state.typed, focus: state.focus, cancel, close },
    start: (focus) => setState(focus === undefined ? {} : { focus }),
    button,
  };
}
