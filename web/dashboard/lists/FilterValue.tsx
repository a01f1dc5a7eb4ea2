import { Checkbox, NativeSelect, Stack, TextInput } from '@mantine/core';
import { t } from '../texts';
import type { Attribute, Operator } from './attributes';

type Props = { attribute: Attribute; operator: Operator; value: string; onChange: (value: string) => void };

/** The value that a condition compares with. */
export function FilterValue({ attribute, operator, value, onChange }: Props) {
  const change = (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value);
  switch (attribute.kind) {
    case 'boolean':
      return (
        <NativeSelect
          label={t.list.value}
          value={value}
          onChange={change}
          data={[
            { value: '', label: '' },
            { value: 'true', label: t.common.yes },
            { value: 'false', label: t.common.no },
          ]}
        />
      );
    case 'choice':
      return (
        <Checkbox.Group
          aria-label={t.list.value}
          value={value === '' ? [] : value.split(',')}
          onChange={(all) => onChange(all.join(','))}
        >
          <Stack gap="xs" className="filter-options">
            {attribute.options?.map((option, i) => (
              <Checkbox
                key={option.value}
                value={option.value}
                label={option.label}
                data-autofocus={i === 0 || undefined}
              />
            ))}
          </Stack>
        </Checkbox.Group>
      );
    case 'moment':
    case 'day':
      return (
        <TextInput
          label={t.list.value}
          type="date"
          value={value.slice(0, 10)}
          onChange={change}
          required
          data-autofocus
        />
      );
    default:
      return (
        <TextInput
          label={operator === 'in' ? t.list.values : t.list.value}
          value={value}
          onChange={change}
          inputMode={attribute.kind === 'integer' ? 'numeric' : attribute.kind === 'decimal' ? 'decimal' : undefined}
          required
          withAsterisk={false}
          dir="auto"
          data-autofocus
        />
      );
  }
}
