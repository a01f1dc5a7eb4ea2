import { Radio, Text } from '@mantine/core';
import { useId } from 'react';
import type { Shown, ShownChange } from '../events/fields';
import { t } from '../texts';
import type { SideOf } from './choices';

type Props = {
  /** The values of the customer that remains, `from`, and of the other one, `to`. */
  change: ShownChange;
  value: SideOf;
  onChange: (side: SideOf) => void;
};

const sides = ['keep', 'merge'] as const;

/** Chooses which of two values of a field remains. */
export function FieldChoice({ change: { label, from, to }, value, onChange }: Props) {
  const id = useId();
  return (
    <div role="radiogroup" aria-labelledby={id} className="pair">
      <Text size="sm" fw={500} id={id}>
        <bdi>{label}</bdi>
      </Text>
      {sides.map((side) => (
        <Radio
          key={side}
          name={id}
          className="option"
          wrapperProps={{ 'data-chosen': value === side || undefined }}
          checked={value === side}
          onChange={() => onChange(side)}
          label={<Value of={side === 'keep' ? from : to} />}
        />
      ))}
    </div>
  );
}

/** A field about which the merge decides itself, with both values and what becomes of them. */
export function FieldOutcome({ change: { field, label, from, to } }: Pick<Props, 'change'>) {
  return (
    <div className="pair">
      <div>
        <Text size="sm" fw={500}>
          <bdi>{label}</bdi>
        </Text>
        <Text size="xs" c="dimmed">
          {t.merge.outcomes[field]}
        </Text>
      </div>
      {[from, to].map((value, i) => (
        <Text size="sm" className="fixed" key={sides[i]}>
          <Value of={value} />
        </Text>
      ))}
    </div>
  );
}

function Value({ of }: { of: Shown | undefined }) {
  const text = (of?.texts ?? []).join(', ');
  return text === '' ? <i>{t.merge.empty}</i> : <bdi className="pre">{text}</bdi>;
}
