type Props = {
  label: string;
  checked: boolean;
  /** Some of what it stands for is selected, and some is not. */
  partly?: boolean;
  /** With `range`, everything since the last change is meant. */
  onChange: (checked: boolean, range: boolean) => void;
};

/** The checkbox of a row. The whole cell around it can be clicked. */
export function Tick({ label, checked, partly = false, onChange }: Props) {
  return (
    <label className="tick-area">
      <input
        type="checkbox"
        className="tick-box"
        aria-label={label}
        checked={checked}
        ref={(input) => {
          if (input !== null) input.indeterminate = partly;
        }}
        onChange={({ currentTarget, nativeEvent }) =>
          onChange(currentTarget.checked, 'shiftKey' in nativeEvent && nativeEvent.shiftKey === true)
        }
      />
    </label>
  );
}
