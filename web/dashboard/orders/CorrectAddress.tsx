import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import { AddressInputs } from '../addresses/AddressInputs';
import { partsOf, withFields, wholeOf } from '../addresses/draft';
import { useSession } from '../app/session';
import { FieldsInputs } from '../fields/FieldsInputs';
import { useFields } from '../fields/useTyped';
import { draftFaults, draftsOf, inputOf } from '../fields/values';
import type { OrderRecordFragment } from '../operations/generated';
import { t } from '../texts';
import { CorrectionForm, useCorrection } from './Correction';

/** Corrects the shipping address, while nothing was sent. */
export function CorrectAddress({ order }: { order: OrderRecordFragment }) {
  const { can } = useSession();
  const [open, setOpen] = useState(false);
  if (!can('ORDERS_WRITE') || !order.steps?.correctShippingAddress) return null;
  return (
    <>
      <Button size="compact-sm" variant="subtle" aria-label={t.order.correct} onClick={() => setOpen(true)}>
        {t.common.edit}
      </Button>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={t.order.correct}
        size="lg"
        closeButtonProps={{ 'aria-label': t.common.close }}
      >
        <Correction order={order} onDone={() => setOpen(false)} />
      </Modal>
    </>
  );
}

function Correction({ order, onDone }: { order: OrderRecordFragment; onDone: () => void }) {
  const fields = useFields('ADDRESS');
  const [parts, setParts] = useState(() => partsOf(order.shippingAddress));
  const [before] = useState(() => draftsOf(fields, order.shippingAddress.customFields as Record<string, unknown>));
  const [drafts, setDrafts] = useState(before);
  const { errors, setErrors, failure, busy, save } = useCorrection(order, 'shippingAddress', onDone);
  const submit = async () => {
    const faults = draftFaults(fields, drafts);
    setErrors(faults);
    if (Object.keys(faults).length > 0) return;
    await save({ shippingAddress: withFields(wholeOf(parts), inputOf(fields, drafts, before)) });
  };
  return (
    <CorrectionForm submit={submit} busy={busy} errors={errors} failure={failure}>
      <AddressInputs parts={parts} onChange={setParts} errors={errors} />
      <FieldsInputs
        fields={fields}
        drafts={drafts}
        onChange={(key, draft) => setDrafts({ ...drafts, [key]: draft })}
        errors={errors}
      />
    </CorrectionForm>
  );
}
