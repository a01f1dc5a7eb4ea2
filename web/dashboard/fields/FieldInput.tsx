import { Checkbox, NativeSelect, Stack, TagsInput, Textarea, TextInput } from '@mantine/core';
import type { DefinitionFragment } from '../operations/generated';
import { t } from '../texts';
import { ReferenceInput } from './ReferenceInput';
import type { Draft } from './values';

type Props = {
  field: DefinitionFragment;
  value: Draft;
  onChange: (value: Draft) => void;
  error?: string;
  disabled?: boolean;
};

const inputTypes = { DATE: 'date', DATETIME: 'datetime-local', EMAIL: 'email' } as const;

/** The input of one custom field, as its definition says. */
export function FieldInput({ field, value, onChange, error, disabled }: Props) {
  const common = {
    label: field.label,
    description: field.description ?? undefined,
    error,
    disabled,
    withAsterisk: field.required,
    name: field.key,
    classNames: { label: 'wrap', description: 'wrap' },
  };
  const { type } = field;
  if (type === 'REFERENCE') {
    return (
      <ReferenceInput
        {...common}
        to={field.referenceTo ?? 'CUSTOMER'}
        many={field.list}
        value={[value].flat().filter((id) => id !== '')}
        onChange={(ids) => onChange(field.list ? ids : (ids[0] ?? ''))}
      />
    );
  }
  if (field.list) {
    const list = [value].flat();
    if (type === 'ENUM') {
      return (
        <Checkbox.Group
          label={common.label}
          description={common.description}
          error={error}
          withAsterisk={field.required}
          value={list}
          onChange={onChange}
        >
          <Stack gap="xs" mt="xs">
            {field.options.map((option) => (
              <Checkbox key={option.value} value={option.value} label={option.label} disabled={disabled} />
            ))}
          </Stack>
        </Checkbox.Group>
      );
    }
    const help = [field.description, t.fields.listHelp].filter(Boolean).join(' ');
    return (
      <TagsInput {...common} description={help} value={list} onChange={onChange} allowDuplicates acceptValueOnBlur />
    );
  }
  const one = String(value);
  const change = (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value);
  switch (type) {
    case 'BOOLEAN':
      return (
        <NativeSelect
          {...common}
          value={one}
          onChange={change}
          data={[
            { value: '', label: t.common.notSet },
            { value: 'true', label: t.common.yes },
            { value: 'false', label: t.common.no },
          ]}
        />
      );
    case 'ENUM':
      return (
        <NativeSelect
          {...common}
          value={one}
          onChange={change}
          data={[{ value: '', label: t.common.notSet }, ...field.options]}
        />
      );
    case 'TEXT':
      return <Textarea {...common} value={one} onChange={change} autosize minRows={2} maxRows={12} />;
    case 'DATE':
    case 'DATETIME':
    case 'EMAIL':
      return (
        <TextInput
          {...common}
          value={one}
          onChange={change}
          type={inputTypes[type]}
          step={type === 'DATETIME' ? 1 : undefined}
        />
      );
    default:
      return (
        <TextInput
          {...common}
          value={one}
          onChange={change}
          inputMode={type === 'INTEGER' || type === 'DECIMAL' ? 'decimal' : type === 'URL' ? 'url' : undefined}
          dir="auto"
        />
      );
  }
}
