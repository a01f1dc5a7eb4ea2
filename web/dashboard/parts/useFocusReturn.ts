import { useEffect, useState } from 'react';

/** Gives the focus back to the element that had it before a dialog was mounted, when the dialog is unmounted. */
export function useFocusReturn(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      setTimeout(() => {
        if (before instanceof HTMLElement && document.activeElement === document.body) before.focus();
      });
    },
    [before],
  );
}
