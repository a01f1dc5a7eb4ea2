import { Button, Popover } from '@mantine/core';
import { useState } from 'react';
import { IconAlertTriangle, IconFilter, IconX } from '../parts/icons';
import { t } from '../texts';
import { partsOf, wordsOf, type Attribute, type Condition } from './attributes';
import { advanced } from './conditions';
import { FilterForm } from './FilterForm';

type Props = {
  attributes: readonly Attribute[];
  conditions: readonly Condition[];
  onChange: (conditions: readonly Condition[]) => void;
};

/** Adds a condition to a list. */
export function AddFilter({ attributes, conditions, onChange }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" trapFocus returnFocus width={300}>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconFilter size={16} aria-hidden="true" />}
          data-key="f"
          onClick={() => setOpen(!open)}
        >
          {t.list.filter}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label={t.list.filter}>
        <FilterForm
          attributes={attributes}
          onDone={(condition) => {
            setOpen(false);
            onChange([...conditions, condition]);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

/** The conditions of a list, all of which hold together. Each can be changed or removed. */
export function FilterChips({ attributes, conditions, wrong, onChange }: Props & { wrong: readonly Condition[] }) {
  if (conditions.length === 0) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div role="group" aria-label={t.list.filters} className="chips">
      {conditions.map((condition, i) => (
        <Chip
          // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no identity, and two can be equal
          key={`${i} ${wordsOf(attributes, condition)}`}
          attributes={attributes}
          condition={condition}
          wrong={wrong.includes(condition)}
          onChange={(next) => onChange(conditions.map((one, at) => (at === i ? next : one)))}
          onRemove={() => onChange(conditions.filter((_, at) => at !== i))}
        />
      ))}
      {conditions.length > 1 && (
        <Button variant="subtle" color="gray" size="compact-sm" onClick={() => onChange([])}>
          {t.list.clearFilters}
        </Button>
      )}
    </div>
  );
}

type ChipProps = {
  attributes: readonly Attribute[];
  condition: Condition;
  /** Whether it no longer makes sense. */
  wrong: boolean;
  onChange: (condition: Condition) => void;
  onRemove: () => void;
};

function Chip({ attributes, condition, wrong, onChange, onRemove }: ChipProps) {
  const [open, setOpen] = useState(false);
  const [field, operator, value] = partsOf(attributes, condition);
  const fixed = wrong || condition.attribute === advanced;
  const words = (
    <>
      {wrong && <IconAlertTriangle size={14} aria-label={t.list.wrongFilter} />}
      <span>
        {field} <span className="chip-operator">{operator}</span> <bdi>{value}</bdi>
      </span>
    </>
  );
  return (
    <span className="filter-chip" data-wrong={wrong || undefined}>
      {fixed ? (
        <span className="chip-words" title={condition.attribute === advanced ? condition.value : undefined}>
          {words}
        </span>
      ) : (
        <Popover opened={open} onChange={setOpen} position="bottom-start" trapFocus returnFocus width={300}>
          <Popover.Target>
            <button
              type="button"
              className="chip-words"
              title={t.list.editFilter}
              aria-label={`${t.list.editFilter}: ${wordsOf(attributes, condition)}`}
              onClick={() => setOpen(!open)}
            >
              {words}
            </button>
          </Popover.Target>
          <Popover.Dropdown p={0}>
            <FilterForm
              attributes={attributes}
              before={condition}
              onDone={(next) => {
                setOpen(false);
                onChange(next);
              }}
            />
          </Popover.Dropdown>
        </Popover>
      )}
      <button
        type="button"
        className="chip-remove"
        aria-label={t.list.removeFilter(wordsOf(attributes, condition))}
        onClick={onRemove}
      >
        <IconX size={14} aria-hidden="true" />
      </button>
    </span>
  );
}
