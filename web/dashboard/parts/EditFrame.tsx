import { Button } from '@mantine/core';
import { useEffect, useEffectEvent, useRef, type KeyboardEvent, type ReactNode } from 'react';
import type { Draft, Edit } from '../app/useEdit';
import { same } from '../fields/values';
import { Conflict, type Difference } from './Conflict';
import { Form } from './Form';
import { Guard } from './Guard';
import type { InPlace } from './useInPlace';
import { t } from '../texts';

type Props<T extends Draft> = {
  edit: Edit<T>;
  saving: boolean;
  canSave: boolean;
  /** For a form that replaces what it edits, until it is saved or cancelled. */
  inPlace?: InPlace<T> | undefined;
  /** Changes how values are shown where two versions are compared, such as names in the place of IDs. */
  show?: (difference: Difference) => Difference;
  children: ReactNode;
};

const fillable = 'input:not([type=hidden], :disabled), select, textarea';

/** The form around the inputs of a stored record: saves it, guards what is not saved, and shows conflicts. */
export function EditFrame<T extends Draft>({ edit, saving, canSave, inPlace, show, children }: Props<T>) {
  const { form, failure, conflict } = edit;
  const frame = useRef<HTMLDivElement>(null);
  const dirty = form.isDirty();
  const begin = useEffectEvent(() => {
    if (inPlace === undefined) return;
    if (inPlace.typed !== undefined) form.setValues(inPlace.typed);
    const inputs = [...(frame.current?.querySelectorAll<HTMLInputElement>(fillable) ?? [])];
    (inputs.find(({ name }) => name === inPlace.focus) ?? inputs[0])?.focus();
  });
  useEffect(() => begin(), []);
  const cancel = () => inPlace?.cancel(dirty ? typedIn(form.getValues(), form.getInitialValues()) : undefined);
  const onKeyDown = (event: KeyboardEvent) => {
    // Escape closes the list of a choice first.
    const inList = event.target instanceof Element && event.target.getAttribute('aria-expanded') === 'true';
    if (inPlace === undefined || event.key !== 'Escape' || inList || event.defaultPrevented) return;
    event.stopPropagation();
    cancel();
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the key is heard wherever the focus is in the form */}
      <div ref={frame} onKeyDown={onKeyDown}>
        <Form
          onSubmit={() => (inPlace !== undefined && !dirty ? inPlace.close() : edit.submit())}
          errors={form.errors}
          failure={failure}
          actions={
            canSave && (
              <>
                <Button type="submit" loading={saving} disabled={inPlace === undefined && !dirty}>
                  {t.common.save}
                </Button>
                {inPlace !== undefined ? (
                  <Button variant="default" onClick={cancel}>
                    {t.common.cancel}
                  </Button>
                ) : (
                  dirty && (
                    <Button variant="default" onClick={() => form.reset()}>
                      {t.common.discard}
                    </Button>
                  )
                )}
              </>
            )
          }
        >
          {children}
        </Form>
      </div>
      <Guard dirty={dirty} />
      {conflict !== undefined && (
        <Conflict
          differences={show === undefined ? conflict : conflict.map(show)}
          onClose={edit.giveUp}
          onResolve={(kept) => void edit.resolve(kept)}
        />
      )}
    </>
  );
}

/** The values that were changed in a form. */
function typedIn<T extends Draft>(values: T, initial: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([key, value]) => !same(value, initial[key]))) as Partial<T>;
}
