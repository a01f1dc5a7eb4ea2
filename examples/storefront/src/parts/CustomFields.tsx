import type { ComponentProps } from 'react';
import { useQuery } from 'urql';
import {
  AddressCustomFieldsDocument,
  type AddressCustomFieldsQuery,
  type BookEntryFragment,
  type CustomFieldType,
} from '../operations/generated';
import { Checkbox, Field, Select, type Values } from './Form';

export type CustomField = AddressCustomFieldsQuery['customFields'][number];

const text = (value: unknown) => (value === null || value === undefined ? '' : String(value));

/** How each type is entered. This example has no inputs for lists and references. */
const inputs: Partial<Record<CustomFieldType, ComponentProps<'input'>>> = {
  STRING: {},
  TEXT: {},
  INTEGER: { type: 'number', step: 1 },
  DECIMAL: { inputMode: 'decimal' },
  DATE: { type: 'date' },
  DATETIME: { type: 'datetime-local' },
  EMAIL: { type: 'email' },
  URL: { type: 'url' },
  BOOLEAN: {},
  ENUM: {},
};

/** The custom fields of addresses that shoppers can fill in, in the shop's order. */
export function useAddressCustomFields(): readonly CustomField[] {
  const [{ data }] = useQuery({ query: AddressCustomFieldsDocument });
  return (data?.customFields ?? []).filter(({ access, type, list }) => access === 'WRITE' && !list && inputs[type]);
}

type Props = { fields: readonly CustomField[]; prefix: string; address?: BookEntryFragment };

/** Inputs for the custom fields of an address. New addresses begin with the default values. */
export function CustomFields({ fields, prefix, address }: Props) {
  const stored = address?.customFields.json as Readonly<Record<string, unknown>> | undefined;
  return fields.map(({ key, label, description, type, required, options, default: usual }) => {
    const name = `${prefix}customFields.${key}`;
    const value = text(stored ? stored[key] : usual);
    if (type === 'BOOLEAN') return <Checkbox key={key} name={name} label={label} defaultChecked={value === 'true'} />;
    if (type === 'ENUM') {
      const none = { value: '', label: '' };
      return (
        <Select
          key={key}
          name={name}
          label={label}
          defaultValue={value}
          options={[none, ...options]}
          required={required}
        />
      );
    }
    return (
      <Field
        key={key}
        name={name}
        label={label}
        hint={description ?? undefined}
        defaultValue={type === 'DATETIME' ? localTime(value) : value}
        required={required}
        {...inputs[type]}
      />
    );
  });
}

/** The values of the custom fields, or nothing if the shop has none: the schema then has no input for them. */
export function customFieldsIn(fields: readonly CustomField[], values: Values, prefix: string): object {
  if (fields.length === 0) return {};
  const entries = fields.map(({ key, type }) => [key, inputValue(type, values[`${prefix}customFields.${key}`])]);
  return { customFields: Object.fromEntries(entries) };
}

function inputValue(type: CustomFieldType, value = ''): unknown {
  if (type === 'BOOLEAN') return value === 'on';
  if (value === '') return null;
  if (type === 'INTEGER') return Number(value);
  return type === 'DATETIME' ? new Date(value).toISOString() : value;
}

/** A date and time in the form of `datetime-local`, in the shopper's time zone. */
function localTime(value: string): string {
  if (value === '') return '';
  const time = new Date(value);
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
