import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Draft, Edit } from '../app/useEdit';
import { Conflict } from './Conflict';
import { Form } from './Form';
import { Guard } from './Guard';
import { t } from '../texts';

type Props<T extends Draft> = { edit: Edit<T>; saving: boolean; canSave: boolean; children: ReactNode };

/** The form around the inputs of a stored record: saves it, guards what is not saved, and shows conflicts. */
export function EditFrame<T extends Draft>({ edit, saving, canSave, children }: Props<T>) {
  const { form, failure, conflict } = edit;
  const dirty = form.isDirty();
  return (
    <>
      <Form
        onSubmit={edit.submit}
        errors={form.errors}
        failure={failure}
        actions={
          canSave && (
            <>
              <Button type="submit" loading={saving} disabled={!dirty}>
                {t.common.save}
              </Button>
              {dirty && (
                <Button variant="default" onClick={() => form.reset()}>
                  {t.common.discard}
                </Button>
              )}
            </>
          )
        }
      >
        {children}
      </Form>
      <Guard dirty={dirty} />
      {conflict !== undefined && (
        <Conflict differences={conflict} onClose={edit.giveUp} onResolve={(kept) => void edit.resolve(kept)} />
      )}
    </>
  );
}
