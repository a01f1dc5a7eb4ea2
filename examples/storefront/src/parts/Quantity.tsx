import { mostPieces } from '../basket';

type Props = { name: string; value: number; onChange: (next: number) => void };

/** How many pieces of an article to buy: typed, or changed by one. */
export function Quantity({ name, value, onChange }: Props) {
  const set = (next: number) => {
    if (Number.isInteger(next) && next >= 1 && next <= mostPieces) onChange(next);
  };
  return (
    <span className="quantity">
      <button type="button" aria-label={`One ${name} less`} disabled={value <= 1} onClick={() => set(value - 1)}>
        −
      </button>
      <input
        type="number"
        aria-label={`Quantity of ${name}`}
        min={1}
        max={mostPieces}
        key={value} // shows the quantity that is stored
        defaultValue={value}
        onChange={(event) => set(event.target.valueAsNumber)}
      />
      <button
        type="button"
        aria-label={`One ${name} more`}
        disabled={value >= mostPieces}
        onClick={() => set(value + 1)}
      >
        +
      </button>
    </span>
  );
}
