import { Divider, SimpleGrid, TagsInput, Textarea, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { FieldsInputs } from '../fields/FieldsInputs';
import type { DefinitionFragment } from '../operations/generated';
import { t } from '../texts';
import type { CustomerDraft } from './draft';

type Props = { form: UseFormReturnType<CustomerDraft>; fields: readonly DefinitionFragment[]; disabled: boolean };

/** The inputs of a customer, for a new one and for one that is there. */
export function CustomerInputs({ form, fields, disabled }: Props) {
  const input = (key: keyof CustomerDraft & string) => ({ ...form.getInputProps(key), disabled, name: key });
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <TextInput label={t.customer.name} dir="auto" {...input('name')} />
        <TextInput label={t.customer.email} type="email" withAsterisk {...input('email')} />
        <TextInput label={t.customer.phone} description={t.customer.phoneHelp} type="tel" {...input('phone')} />
        <TextInput label={t.customer.externalId} description={t.customer.externalIdHelp} {...input('externalId')} />
      </SimpleGrid>
      <TagsInput
        label={t.customer.tags}
        description={t.customer.tagsHelp}
        acceptValueOnBlur
        {...input('tags')}
        error={tagError(form.errors)}
      />
      <Textarea
        label={t.customer.note}
        description={t.customer.noteHelp}
        autosize
        minRows={2}
        maxRows={10}
        dir="auto"
        {...input('note')}
      />
      {fields.length > 0 && <Divider label={t.customer.customFields} labelPosition="left" />}
      <FieldsInputs
        fields={fields}
        drafts={form.values.customFields}
        onChange={(key, draft) =>
          form.setFieldValue('customFields', { ...form.getValues().customFields, [key]: draft })
        }
        errors={form.errors}
        disabled={disabled}
      />
    </>
  );
}

/** A fault of one tag stands at its own place, `tags.2`. */
function tagError(errors: Record<string, unknown>): string | undefined {
  const error = Object.entries(errors).find(([path]) => path === 'tags' || path.startsWith('tags.'))?.[1];
  return typeof error === 'string' ? error : undefined;
}
