import { Button, Checkbox, Modal, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import type { Failure } from '../app/failure';
import { byField, useSave } from '../app/useSave';
import { CreateKeyDocument, type Scope } from '../operations/generated';
import { Form } from '../parts/Form';
import { useFocusReturn } from '../parts/useFocusReturn';
import { t } from '../texts';

const k = t.settings.keys;

type Props = { onClose: () => void; onCreated: (secret: string) => void };

/** Creates an API key with a choice of scopes. */
export function NewKey({ onClose, onCreated }: Props) {
  useFocusReturn();
  const form = useForm<{ name: string; scopes: Scope[] }>({ initialValues: { name: '', scopes: [] } });
  const [create, busy] = useSave(CreateKeyDocument);
  const [failure, setFailure] = useState<Failure>();
  const submit = async () => {
    const answer = await create({ input: form.getValues() });
    setFailure(answer.done ? undefined : answer.failure);
    if (!answer.done) return form.setErrors(byField(answer.faults));
    onClose();
    onCreated(answer.payload.secret ?? '');
  };
  return (
    <Modal opened onClose={onClose} title={k.new} closeButtonProps={{ 'aria-label': t.common.close }}>
      <Form
        onSubmit={submit}
        errors={form.errors}
        failure={failure}
        align="end"
        actions={
          <>
            <Button variant="default" onClick={onClose}>
              {t.common.cancel}
            </Button>
            <Button type="submit" loading={busy}>
              {k.submit}
            </Button>
          </>
        }
      >
        <TextInput
          label={k.name}
          description={k.nameHelp}
          withAsterisk
          dir="auto"
          data-autofocus
          {...form.getInputProps('name')}
        />
        <Checkbox.Group label={k.scopes} description={k.scopesHelp} withAsterisk {...form.getInputProps('scopes')}>
          <Stack gap="xs" mt="xs">
            {Object.entries(t.settings.scopes).map(([value, label]) => (
              <Checkbox key={value} value={value} label={label} />
            ))}
          </Stack>
        </Checkbox.Group>
      </Form>
    </Modal>
  );
}
