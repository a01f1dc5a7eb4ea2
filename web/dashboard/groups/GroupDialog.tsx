import { Button, Modal, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import type { Failure } from '../app/failure';
import { byField, useSave, type Outcome } from '../app/useSave';
import { CreateGroupDocument, UpdateGroupDocument, type GroupRecordFragment } from '../operations/generated';
import { Form } from '../parts/Form';
import { notify } from '../parts/notify';
import { useFocusReturn } from '../parts/useFocusReturn';
import { t } from '../texts';

const g = t.groups;

type Props = { group?: GroupRecordFragment; onClose: () => void };

/** Creates a group, or changes its name and description. */
export function GroupDialog({ group, onClose }: Props) {
  useFocusReturn();
  const form = useForm({ initialValues: { name: group?.name ?? '', description: group?.description ?? '' } });
  const [create, creating] = useSave(CreateGroupDocument);
  const [update, updating] = useSave(UpdateGroupDocument);
  const [failure, setFailure] = useState<Failure>();
  // The version that the member saw, so that what somebody else changed since is not overwritten.
  const [expectedVersion] = useState(group?.version);
  const submit = async () => {
    const { name, description } = form.getValues();
    if (name.trim() === '') return form.setErrors({ name: t.common.required });
    const input = { name, description: description.trim() === '' ? null : description };
    const answer: Outcome<object> =
      group === undefined
        ? await create({ input })
        : await update({ id: group.id, input: { ...input, expectedVersion } });
    setFailure(answer.done ? undefined : answer.failure);
    if (!answer.done) return form.setErrors(byField(answer.faults));
    notify(group === undefined ? g.created : t.common.saved);
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={group === undefined ? g.new : g.edit(group.name)}
      classNames={{ title: 'wrap' }}
      closeButtonProps={{ 'aria-label': t.common.close }}
    >
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
            <Button type="submit" loading={creating || updating}>
              {group === undefined ? g.create : t.common.save}
            </Button>
          </>
        }
      >
        <TextInput label={g.name} withAsterisk dir="auto" data-autofocus {...form.getInputProps('name')} />
        <Textarea
          label={`${g.description} (${t.common.optional})`}
          autosize
          minRows={2}
          maxRows={8}
          dir="auto"
          {...form.getInputProps('description')}
        />
      </Form>
    </Modal>
  );
}
