import { Button, Group, Modal, Stack } from '@mantine/core';
import { useState } from 'react';
import { AddressInputs } from '../addresses/AddressInputs';
import { partsOf, wholeOf } from '../addresses/draft';
import type { Failure } from '../app/failure';
import { useSession } from '../app/session';
import { byField, useSave } from '../app/useSave';
import { useTyped } from '../fields/useTyped';
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
  const [parts, setParts] = useState(() => partsOf(order.shippingAddress));
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState<Failure>();
  const [update, busy] = useSave(useTyped(UpdateOrderDocument));
  const submit = async () => {
    const answer = await update({ id: order.id, input: { shippingAddress: wholeOf(parts), expectedVersion: order.version } });
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
