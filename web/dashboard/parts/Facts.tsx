import type { ReactNode } from 'react';

type Props = { children: ReactNode };

/** Names with values, one below the other. */
export function Facts({ children }: Props) {
  return <dl className="facts">{children}</dl>;
}

/** One of the facts. */
export function Fact({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
