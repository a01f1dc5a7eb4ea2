import { Text, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { t } from '../texts';
import { ItemLabel, Picture } from './ItemLabel';
import type { Item, Quantities } from './quantities';

const r = t.record;

type Props = {
  label: string;
  items: readonly Item[];
  /** How many of a line item can be chosen at most. */
  most: (item: Item) => number;
  quantities: Quantities;
  onChange: (id: string, text: string) => void;
  /** Errors by `quantity.` and the ID of the line item. */
  errors: Record<string, string>;
  /** Stands below a line item. */
  below?: (item: Item) => ReactNode;
};

/** Line items with an input of a quantity beside each. */
export function QuantityInputs({ label, items, most, quantities, onChange, errors, below }: Props) {
  return (
    <ul className="order-items" aria-label={label}>
      {items.map((item, at) => (
        <li key={item.id}>
          <Picture url={item.imageUrl} />
          <div className="shrink">
            <ItemLabel item={item} plain />
            {below?.(item)}
          </div>
          <TextInput
            className="quantity"
            aria-label={r.quantityOf(item.name)}
            value={quantities[item.id] ?? ''}
            onChange={(event) => onChange(item.id, event.currentTarget.value)}
            onFocus={(event) => event.currentTarget.select()}
            data-autofocus={at === 0 || undefined}
            error={errors[`quantity.${item.id}`]}
            inputMode="numeric"
            maxLength={7}
            rightSectionWidth="3.25rem"
            rightSection={
              <Text span size="xs" c="dimmed">
                {r.of(most(item))}
              </Text>
            }
          />
        </li>
      ))}
    </ul>
  );
}
