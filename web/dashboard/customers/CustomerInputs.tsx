import { SimpleGrid, TagsInput, Textarea, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { FieldsInputs } from '../fields/FieldsInputs';
import type { DefinitionFragment, GroupNameFragment } from '../operations/generated';
import { LanguageSelect } from '../parts/LanguageSelect';
import { t } from '../texts';
import { listError, type CustomerDraft } from './draft';
import { GroupSelect } from './GroupSelect';

const c = t.customer;

type Props = { form: UseFormReturnType<CustomerDraft> };

/** The inputs of who a customer is, one below the other in a narrow card and in two columns elsewhere. */
export function DetailInputs({ form, wide = false }: Props & { wide?: boolean }) {
  const input = (key: keyof CustomerDraft & string) => ({ ...form.getInputProps(key), name: key });
  return (
    <>
      <SimpleGrid cols={wide ? { base: 1, xs: 2 } : 1} spacing="sm">
        <TextInput label={c.name} dir="auto" {...input('name')} />
        <TextInput label={c.email} type="email" inputMode="email" withAsterisk {...input('email')} />
        <TextInput label={c.phone} description={c.phoneHelp} type="tel" {...input('phone')} />
        <LanguageSelect
          label={c.locale}
          description={c.localeHelp}
          {...input('locale')}
          value={form.values.locale}
          onChange={(locale) => form.setFieldValue('locale', locale)}
        />
        <TextInput label={c.externalId} description={c.externalIdHelp} {...input('externalId')} />
      </SimpleGrid>
      <Textarea
        label={c.note}
        description={c.noteHelp}
        autosize
        minRows={2}
        maxRows={10}
        dir="auto"
        {...input('note')}
      />
    </>
  );
}

/** The input of the tags. */
export function TagsOf({ form }: Props) {
  return (
    <TagsInput
      label={c.tags}
      description={c.tagsHelp}
      acceptValueOnBlur
      name="tags"
      {...form.getInputProps('tags')}
      error={listError(form.errors, 'tags')}
    />
  );
}

/** The input of the groups. */
export function GroupsOf({ form, known }: Props & { known?: readonly GroupNameFragment[] | undefined }) {
  return (
    <GroupSelect
      label={c.groupIds}
      description={c.groupsHelp}
      known={known}
      name="groupIds"
      value={form.values.groupIds}
      onChange={(ids) => form.setFieldValue('groupIds', ids)}
      error={listError(form.errors, 'groupIds')}
    />
  );
}

/** The inputs of the shop's own fields. */
export function CustomInputs({ form, fields }: Props & { fields: readonly DefinitionFragment[] }) {
  return (
    <FieldsInputs
      fields={fields}
      drafts={form.values.customFields}
      onChange={(key, draft) => form.setFieldValue('customFields', { ...form.getValues().customFields, [key]: draft })}
      errors={form.errors}
    />
  );
}
