import { Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Draft, Edit } from '../app/useEdit';
import { Conflict } from './Conflict';
import { Guard } from './Guard';
import { FailureNote } from './states';
import { t } from '../texts';

type Props<T extends Draft> = { edit: Edit<T>; saving: boolean; canSave: boolean; children: ReactNode };

/** The form around the inputs of a stored record: saves it, guards what is not saved, and shows conflicts. */
export function EditFrame<T extends Draft>({ edit, saving, canSave, children }: Props<T>) {
  const { form, failure, conflict } = edit;
  const dirty = form.isDirty();
  const faulty = Object.keys(form.errors).length > 0;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void edit.submit();
      }}
    >
      <Stack gap="sm">
        {children}
        {failure !== undefined && (
          <FailureNote title={t.failure.notSaved} failure={failure} retry={() => void edit.submit()} />
        )}
        {faulty && (
          <Text size="sm" c="red" role="alert">
            {t.failure.faults}
          </Text>
        )}
        {canSave && (
          <Group>
            <Button type="submit" loading={saving} disabled={!dirty}>
              {t.common.save}
            </Button>
            {dirty && (
              <Button variant="default" onClick={() => form.reset()}>
                {t.common.discard}
              </Button>
            )}
          </Group>
        )}
      </Stack>
      <Guard dirty={dirty} />
      {conflict !== undefined && (
        <Conflict differences={conflict} onClose={edit.giveUp} onResolve={(kept) => void edit.resolve(kept)} />
      )}
    </form>
  );
}
