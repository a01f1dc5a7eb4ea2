import { useRef, type ReactNode, type RefObject } from 'react';
import { useFrame } from './useFrame';
import { useListKeys } from './useListKeys';

type Props = {
  /** What page of the list is shown; another one begins at its top. */
  page: string;
  input: RefObject<HTMLInputElement | null>;
  /** The search and the filters. */
  tools: ReactNode;
  /** The total and the pages. */
  foot: ReactNode;
  children: ReactNode;
};

/** The frame of a list without views, columns and selection: only its rows scroll, and the keyboard goes through them. */
export function Frame({ page, input, tools, foot, children }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  useFrame(frame, page);
  useListKeys(frame, input, undefined);
  return (
    <div className="list-frame" ref={frame}>
      <div className="list-tools">{tools}</div>
      {children}
      <footer className="list-foot">{foot}</footer>
    </div>
  );
}
