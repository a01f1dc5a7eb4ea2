import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { Failure } from '../app/failure';
import { byField, useSave } from '../app/useSave';
import { useTyped } from '../fields/useTyped';
import { UpdateOrderDocument, type OrderRecordFragment, type UpdateOrderInput } from '../operations/generated';
import { Form } from '../parts/Form';
import { notify } from '../parts/notify';
import { t } from '../texts';

/** Saves a correction of one part of an order, and tells its faults at their fields. */
export function useCorrection(order: OrderRecordFragment, part: 'contact' | 'shippingAddress', onDone: () => void) {
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState<Failure>();
  const [update, busy] = useSave(useTyped(UpdateOrderDocument));
  const save = async (input: UpdateOrderInput) => {
    const answer = await update({ id: order.id, input: { ...input, expectedVersion: order.version } });
    if (answer.done) {
      notify(t.common.saved);
      return onDone();
    }
    setErrors(byField(answer.faults, `input.${part}.`));
    const elsewhere = answer.faults.filter(({ field }) => field?.[1] !== part);
    setFailure(
      answer.failure ??
        (elsewhere.length > 0
          ? { kind: 'other', message: elsewhere.map(({ message }) => message).join(' ') }
          : undefined),
    );
  };
  return { errors, setErrors, failure, busy, save };
}

/** The form of a correction. */
export function CorrectionForm({
  submit,
  busy,
  errors,
  failure,
  children,
}: {
  submit: () => Promise<void>;
  busy: boolean;
  errors: Record<string, string>;
  failure?: Failure | undefined;
  children: ReactNode;
}) {
  return (
    <Form
      onSubmit={submit}
      errors={errors}
      failure={failure}
      actions={
        <Button type="submit" loading={busy}>
          {t.common.save}
        </Button>
      }
    >
      {children}
    </Form>
  );
}
