import { useEffect, useLayoutEffect, type RefObject } from 'react';
import { useLocation } from 'react-router';

/** How far lists were scrolled, by the entry of the browser's history that they were in. */
const places = new Map<string, number>();

const scrollerOf = (frame: HTMLElement | null) => frame?.querySelector<HTMLElement>('.list-scroll[data-whole]') ?? null;

/**
 * Lets the frame of a list end at the lower edge of the window, below whatever stands above it, and keeps its place: a
 * page begins at its top, and whoever comes back finds it as it was left.
 */
export function useFrame(frame: RefObject<HTMLElement | null>, page: string): void {
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null || typeof ResizeObserver === 'undefined') return;
    const measure = () => {
      const top = Math.round(element.getBoundingClientRect().top + window.scrollY);
      element.style.setProperty('--list-top', `${top}px`);
    };
    measure();
    const observer = new ResizeObserver(measure);
    for (const above of [element.parentElement, element.closest('main')]) if (above) observer.observe(above);
    return () => observer.disconnect();
  }, [frame]);

  const { key } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page of the list is another place
  useEffect(() => {
    const element = frame.current;
    const place = places.get(key) ?? 0;
    const scroller = scrollerOf(element);
    if (scroller) scroller.scrollTop = place;
    const remember = () => {
      const now = scrollerOf(element);
      if (now && now.scrollTop > 0) places.set(key, now.scrollTop);
      else places.delete(key);
    };
    element?.addEventListener('scroll', remember, { capture: true, passive: true });
    return () => element?.removeEventListener('scroll', remember, { capture: true });
  }, [frame, key, page]);
}
