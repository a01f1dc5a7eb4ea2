import { Radio, Text } from '@mantine/core';
import { useId } from 'react';
import type { Shown, ShownChange } from '../events/fields';
import { t } from '../texts';
import type { SideOf } from './choices';

type Props = {
  /** The values of the customer that remains, `from`, and of the other one, `to`. */
  change: ShownChange;
  /** What the two customers are called. */
  names: readonly [string, string];
  value: SideOf;
  onChange: (side: SideOf) => void;
};

const sides = ['keep', 'merge'] as const;

/** Chooses which of two values of a field remains. */
export function FieldChoice({ change: { label, from, to }, names, value, onChange }: Props) {
  const id = useId();
  return (
    <div role="radiogroup" aria-labelledby={id} className="pair">
      <Text size="sm" fw={500} id={id}>
        <bdi>{label}</bdi>
      </Text>
      {sides.map((side, i) => (
        <Radio
          key={side}
          name={id}
          className="option"
          data-chosen={value === side || undefined}
          checked={value === side}
          onChange={() => onChange(side)}
          label={<Value of={side === 'keep' ? from : to} />}
          description={names[i]}
        />
      ))}
    </div>
  );
}

function Value({ of }: { of: Shown | undefined }) {
  const text = (of?.texts ?? []).join(', ');
  return text === '' ? <i>{t.merge.empty}</i> : <bdi className="pre">{text}</bdi>;
}
