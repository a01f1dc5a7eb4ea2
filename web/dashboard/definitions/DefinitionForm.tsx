import { Button, Checkbox, NativeSelect, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import type { Failure } from '../app/failure';
import { useSave, type Outcome } from '../app/useSave';
import {
  CreateCustomFieldDocument,
  UpdateCustomFieldDocument,
  type CustomFieldOwner,
  type DefinitionFragment,
} from '../operations/generated';
import { Form } from '../parts/Form';
import { Guard } from '../parts/Guard';
import { notify } from '../parts/notify';
import { t } from '../texts';
import {
  createInput,
  definitionFaults,
  draftOf,
  keyOf,
  placed,
  previewOf,
  rulesOf,
  updateInput,
  type DefinitionDraft,
} from './draft';
import { Preview } from './Preview';

type Props = { owner: CustomFieldOwner; field: DefinitionFragment | undefined; onSaved: () => void };

const f = t.fields;
const choices = (names: Record<string, string>) => Object.entries(names).map(([value, label]) => ({ value, label }));

/** Defines a field, or changes one, beside a preview of what it makes possible. */
export function DefinitionForm({ owner, field, onSaved }: Props) {
  const form = useForm<DefinitionDraft>({ initialValues: draftOf(field) });
  const [create, creating] = useSave(CreateCustomFieldDocument);
  const [update, updating] = useSave(UpdateCustomFieldDocument);
  const [failure, setFailure] = useState<Failure>();
  const draft = form.values;
  const rules = rulesOf(draft.type);
  const fixed = field !== undefined;

  const faults = definitionFaults(draft);
  // The key follows the label until somebody types another one.
  const [keyTyped, setKeyTyped] = useState(fixed);
  const setLabel = (label: string) => form.setValues(keyTyped ? { label } : { label, key: keyOf(label) });
  const setKey = (key: string) => {
    setKeyTyped(key !== '');
    form.setFieldValue('key', key);
  };

  const submit = async () => {
    const values = form.getValues();
    setFailure(undefined);
    form.setErrors(definitionFaults(values));
    if (Object.keys(definitionFaults(values)).length > 0) return;
    const answer: Outcome<object> =
      field === undefined
        ? await create({ input: createInput(values, owner) })
        : await update({ id: field.id, input: updateInput(values, field) });
    setFailure(answer.done ? undefined : answer.failure);
    if (answer.done) {
      notify(field === undefined ? f.created : t.common.saved);
      return onSaved();
    }
    const { errors, others } = placed(answer.faults, values);
    form.setErrors(errors);
    if (others !== '') setFailure({ kind: 'other', message: others });
  };

  return (
    <div className="definition">
      <Form
        onSubmit={submit}
        errors={form.errors}
        failure={failure}
        actions={
          <Button type="submit" loading={creating || updating}>
            {field === undefined ? f.create : t.common.save}
          </Button>
        }
      >
        <TextInput
          label={f.label}
          description={f.labelHelp}
          withAsterisk
          dir="auto"
          {...form.getInputProps('label')}
          onChange={(event) => setLabel(event.currentTarget.value)}
          data-autofocus
        />
        <TextInput
          label={f.key}
          description={f.keyHelp}
          withAsterisk
          disabled={fixed}
          spellCheck={false}
          autoCapitalize="off"
          {...form.getInputProps('key')}
          onChange={(event) => setKey(event.currentTarget.value)}
        />
        <NativeSelect
          label={f.type}
          description={f.typeHelp}
          data={choices(f.types)}
          disabled={fixed}
          {...form.getInputProps('type')}
        />
        {draft.type === 'ENUM' && (
          <Textarea
            label={f.options}
            description={f.optionsHelp}
            withAsterisk
            autosize
            minRows={3}
            maxRows={12}
            {...form.getInputProps('options')}
          />
        )}
        {draft.type === 'REFERENCE' && (
          <NativeSelect
            label={f.referenceTo}
            data={choices(f.references)}
            disabled={fixed}
            {...form.getInputProps('referenceTo')}
          />
        )}
        <Textarea label={f.description} autosize minRows={1} dir="auto" {...form.getInputProps('description')} />
        <Checkbox label={f.list} disabled={fixed} {...form.getInputProps('list', { type: 'checkbox' })} />
        <Checkbox label={f.required} {...form.getInputProps('required', { type: 'checkbox' })} />
        <Checkbox label={f.unique} {...form.getInputProps('unique', { type: 'checkbox' })} />
        {owner !== 'CUSTOMER' && (
          <Checkbox
            label={f.personal}
            description={f.personalHelp[owner]}
            {...form.getInputProps('personal', { type: 'checkbox' })}
          />
        )}
        {rules.bounds !== undefined && (
          <SimpleGrid cols={2} spacing="sm">
            <TextInput label={rules.bounds === 'length' ? f.minLength : f.min} {...form.getInputProps('min')} />
            <TextInput label={rules.bounds === 'length' ? f.maxLength : f.max} {...form.getInputProps('max')} />
          </SimpleGrid>
        )}
        {rules.pattern && (
          <TextInput label={f.pattern} description={f.patternHelp} {...form.getInputProps('pattern')} />
        )}
        {!draft.list && draft.type !== 'REFERENCE' && (
          <TextInput label={f.default} dir="auto" {...form.getInputProps('default')} />
        )}
        <NativeSelect label={f.access} data={choices(f.accesses)} {...form.getInputProps('access')} />
        {fixed && <TextInput label={f.deprecationReason} dir="auto" {...form.getInputProps('deprecationReason')} />}
      </Form>
      <Preview field={Object.keys(faults).length === 0 ? previewOf(draft, owner) : undefined} />
      <Guard dirty={form.isDirty()} />
    </div>
  );
}
