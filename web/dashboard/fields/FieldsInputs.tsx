import type { DefinitionFragment } from '../operations/generated';
import { FieldInput } from './FieldInput';
import type { Draft, Drafts } from './values';

type Props = {
  fields: readonly DefinitionFragment[];
  drafts: Drafts;
  onChange: (key: string, draft: Draft) => void;
  errors: Record<string, unknown>;
  disabled?: boolean;
};

/** The inputs of all custom fields of a record, in their order. */
export function FieldsInputs({ fields, drafts, onChange, errors, disabled }: Props) {
  return fields.map((field) => {
    const error = Object.entries(errors).find(
      ([path]) => path === `customFields.${field.key}` || path.startsWith(`customFields.${field.key}.`),
    )?.[1];
    return (
      <FieldInput
        key={field.key}
        field={field}
        value={drafts[field.key] ?? (field.list ? [] : '')}
        onChange={(draft) => onChange(field.key, draft)}
        error={typeof error === 'string' ? error : undefined}
        disabled={disabled}
      />
    );
  });
}
