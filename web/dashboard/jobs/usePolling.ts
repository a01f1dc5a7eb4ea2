import { useDocumentVisibility } from '@mantine/hooks';
import { useEffect, useEffectEvent, useRef, useState } from 'react';

/** The pauses between two requests, in milliseconds. Each one without news is longer, up to the longest. */
export const pauses = { first: 500, growth: 1.5, longest: 10_000 } as const;

type Options = {
  /** Whether what was read changes by itself. */
  moving: boolean;
  /** Changes when there is news: then the next request comes soon again. */
  news: string;
  /** Whether a request is on its way. */
  busy: boolean;
  again: () => void;
};

/** Reads again what changes by itself, with growing pauses, and not while the page is hidden. */
export function usePolling({ moving, news, busy, again }: Options): void {
  const visible = useDocumentVisibility() === 'visible';
  const pause = useRef<number>(pauses.first);
  const known = useRef(news);
  // The number of requests: an answer can come so fast that nobody sees it on its way.
  const [asked, setAsked] = useState(0);
  const ask = useEffectEvent(again);
  useEffect(() => {
    if (known.current === news) return;
    known.current = news;
    pause.current = pauses.first;
  }, [news]);
  useEffect(() => {
    if (!moving || !visible || busy) return;
    const timer = setTimeout(() => {
      pause.current = Math.min(pause.current * pauses.growth, pauses.longest);
      setAsked(asked + 1);
      ask();
    }, pause.current);
    return () => clearTimeout(timer);
  }, [moving, visible, busy, asked]);
  // Whoever comes back to the page wants to see at once what has happened.
  const before = useRef(visible);
  useEffect(() => {
    if (visible && !before.current) pause.current = pauses.first;
    before.current = visible;
  }, [visible]);
}
