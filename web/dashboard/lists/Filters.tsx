import { Button, Checkbox, CloseButton, Group, NativeSelect, Popover, Stack, Text, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { t } from '../texts';
import { operatorsOf, takesValue, wordsOf, type Attribute, type Condition, type Operator } from './attributes';

type Props = {
  attributes: readonly Attribute[];
  conditions: readonly Condition[];
  onChange: (conditions: readonly Condition[]) => void;
};

/** The conditions of a list, each removable, and the form that adds one. All of them hold together. */
export function Filters({ attributes, conditions, onChange }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Popover opened={open} onChange={setOpen} position="bottom-start" trapFocus shadow="md" width={300}>
        <Popover.Target>
          <Button variant="default" onClick={() => setOpen(!open)}>
            {t.list.filter}
          </Button>
        </Popover.Target>
        <Popover.Dropdown aria-label={t.list.filter}>
          <NewCondition
            attributes={attributes}
            onAdd={(condition) => {
              setOpen(false);
              onChange([...conditions, condition]);
            }}
          />
        </Popover.Dropdown>
      </Popover>
      {conditions.length > 0 && (
        <Group gap="xs" role="group" aria-label={t.list.filters} w="100%">
          {conditions.map((condition, i) => {
            const words = wordsOf(attributes, condition);
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no identity, and two can be equal
              <Group key={`${i} ${words}`} gap={4} wrap="nowrap" className="chip">
                <Text size="sm" className="wrap">
                  {words}
                </Text>
                <CloseButton
                  size="sm"
                  aria-label={t.list.removeFilter(words)}
                  onClick={() => onChange(conditions.filter((_, at) => at !== i))}
                />
              </Group>
            );
          })}
          {conditions.length > 1 && (
            <Button variant="subtle" size="compact-sm" onClick={() => onChange([])}>
              {t.list.clearFilters}
            </Button>
          )}
        </Group>
      )}
    </>
  );
}

function NewCondition({
  attributes,
  onAdd,
}: {
  attributes: readonly Attribute[];
  onAdd: (condition: Condition) => void;
}) {
  const [key, setKey] = useState(attributes[0]?.key ?? '');
  const attribute = attributes.find((one) => one.key === key) ?? attributes[0];
  const possible = attribute === undefined ? [] : operatorsOf(attribute);
  const [chosen, setChosen] = useState<Operator>('eq');
  const operator = possible.includes(chosen) ? chosen : (possible[0] ?? 'eq');
  const [value, setValue] = useState('');
  const given = !takesValue(operator) || value.trim() !== '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (attribute !== undefined && given)
      onAdd({ attribute: attribute.key, operator, value: takesValue(operator) ? value : '' });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="xs">
        <NativeSelect
          label={t.list.attribute}
          data={attributes.map((one) => ({ value: one.key, label: one.label }))}
          value={attribute?.key}
          onChange={(event) => {
            setKey(event.currentTarget.value);
            setValue(attributes.find((one) => one.key === event.currentTarget.value)?.kind === 'boolean' ? 'true' : '');
          }}
        />
        {possible.length > 1 && (
          <NativeSelect
            label={t.list.operator}
            data={possible.map((one) => ({ value: one, label: t.operator[one] }))}
            value={operator}
            onChange={(event) => setChosen(event.currentTarget.value as Operator)}
          />
        )}
        {attribute !== undefined && takesValue(operator) && (
          <Value attribute={attribute} operator={operator} value={value} onChange={setValue} />
        )}
        <Button type="submit" disabled={!given}>
          {t.list.apply}
        </Button>
      </Stack>
    </form>
  );
}

function Value({
  attribute,
  operator,
  value,
  onChange,
}: {
  attribute: Attribute;
  operator: Operator;
  value: string;
  onChange: (value: string) => void;
}) {
  const change = (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value);
  switch (attribute.kind) {
    case 'boolean':
      return (
        <NativeSelect
          label={t.list.value}
          value={value}
          onChange={change}
          data={[
            { value: 'true', label: t.common.yes },
            { value: 'false', label: t.common.no },
          ]}
        />
      );
    case 'choice':
      return (
        <Checkbox.Group
          label={t.list.value}
          value={value === '' ? [] : value.split(',')}
          onChange={(all) => onChange(all.join(','))}
        >
          <Stack gap={6} mt={6}>
            {attribute.options?.map((option) => (
              <Checkbox key={option.value} value={option.value} label={option.label} />
            ))}
          </Stack>
        </Checkbox.Group>
      );
    case 'moment':
    case 'day':
      return <TextInput label={t.list.value} type="date" value={value} onChange={change} required />;
    default:
      return (
        <TextInput
          label={operator === 'in' ? t.list.values : t.list.value}
          value={value}
          onChange={change}
          required
          dir="auto"
        />
      );
  }
}
