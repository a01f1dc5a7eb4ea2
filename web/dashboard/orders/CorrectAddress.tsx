import { Button, Group, Modal, Stack } from '@mantine/core';
import { useState } from 'react';
import { AddressInputs } from '../addresses/AddressInputs';
import { partsOf, withFields, wholeOf } from '../addresses/draft';
import type { Failure } from '../app/failure';
import { useSession } from '../app/session';
import { byField, useSave } from '../app/useSave';
import { FieldsInputs } from '../fields/FieldsInputs';
import { useFields, useTyped } from '../fields/useTyped';
import { draftFaults, draftsOf, inputOf } from '../fields/values';
import { UpdateOrderDocument, type OrderRecordFragment } from '../operations/generated';
import { notify } from '../parts/notify';
import { FailureNote } from '../parts/states';
import { t } from '../texts';

/** Corrects the shipping address, while nothing was sent. */
export function CorrectAddress({ order }: { order: OrderRecordFragment }) {
  const { can } = useSession();
  const [open, setOpen] = useState(false);
  if (!can('ORDERS_WRITE') || !order.steps?.correctShippingAddress) return null;
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setOpen(true)}>
        {t.order.correct}
      </Button>
      <Modal opened={open} onClose={() => setOpen(false)} title={t.order.correct} size="lg" closeButtonProps={{ 'aria-label': t.common.close }}>
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
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState<Failure>();
  const [update, busy] = useSave(useTyped(UpdateOrderDocument));
  const submit = async () => {
    const faults = draftFaults(fields, drafts);
    setErrors(faults);
    if (Object.keys(faults).length > 0) return;
    const shippingAddress = withFields(wholeOf(parts), inputOf(fields, drafts, before));
    const answer = await update({ id: order.id, input: { shippingAddress, expectedVersion: order.version } });
    if (answer.done) {
      notify(t.common.saved);
      return onDone();
    }
    setErrors(byField(answer.faults, 'input.shippingAddress.'));
    const elsewhere = answer.faults.filter(({ field }) => field?.[1] !== 'shippingAddress');
    setFailure(answer.failure ?? (elsewhere.length > 0 ? { kind: 'other', message: elsewhere.map(({ message }) => message).join(' ') } : undefined));
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Stack gap="sm">
        <AddressInputs parts={parts} onChange={setParts} errors={errors} />
        <FieldsInputs fields={fields} drafts={drafts} onChange={(key, draft) => setDrafts({ ...drafts, [key]: draft })} errors={errors} />
        {failure !== undefined && <FailureNote title={t.failure.notSaved} failure={failure} />}
        <Group>
          <Button type="submit" loading={busy}>
            {t.common.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
