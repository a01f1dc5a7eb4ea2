import type { ReactNode } from 'react';
import type { TablerIcon } from './icons';

/** What a state means: nothing of note, good, to be looked at, bad, under way, or chosen by the shop. */
export type Tone = 'neutral' | 'success' | 'warning' | 'danger' | 'info' | 'brand';

type Props = {
  tone?: Tone;
  /** An icon in place of the dot. */
  icon?: TablerIcon;
  /** Without dot and icon: for tags, counts and kinds, which are not states. */
  plain?: boolean;
  children: ReactNode;
};

/** A state or a tag in a word or two. The words say it; the colour and the dot only repeat it. */
export function Pill({ tone = 'neutral', icon: Icon, plain, children }: Props) {
  return (
    <span className="pill" data-tone={tone}>
      {Icon !== undefined ? <Icon size={14} aria-hidden="true" /> : !plain && <i aria-hidden="true" />}
      <span>{children}</span>
    </span>
  );
}
