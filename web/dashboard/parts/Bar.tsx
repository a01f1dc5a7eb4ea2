type Props = {
  /** How much is done, from 0 to 100; undefined while that is not known. */
  percent: number | undefined;
  /** What progresses, and how far it has come, for screen readers. */
  label: string;
  words: string;
  large?: boolean;
};

/** A progress bar. */
export function Bar({ percent, label, words, large }: Props) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent === undefined ? undefined : Math.floor(percent)}
      aria-valuetext={words}
      className="bar"
      data-large={large || undefined}
      data-unknown={percent === undefined || undefined}
    >
      <div className="filled" style={{ inlineSize: percent === undefined ? undefined : `${percent}%` }} />
    </div>
  );
}
