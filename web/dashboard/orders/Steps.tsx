import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useSession } from '../app/session';
import { useSave } from '../app/useSave';
import { useTyped } from '../fields/useTyped';
import {
  CancelOrderDocument,
  UpdateOrderDocument,
  type OrderRecordFragment,
  type UpdateOrderInput,
} from '../operations/generated';
import { Confirm } from '../parts/Confirm';
import { notify, told } from '../parts/notify';
import { Section } from '../parts/Section';
import { t } from '../texts';
import { State } from './State';

/** Where the order stands, and a button for each step that it can take from there. */
export function Steps({ order }: { order: OrderRecordFragment }) {
  const { can } = useSession();
  const [update, busy] = useSave(useTyped(UpdateOrderDocument));
  const { steps } = order;
  const take = async (input: UpdateOrderInput) => {
    told(await update({ id: order.id, input: { ...input, expectedVersion: order.version } }), t.common.saved);
  };
  const button = (label: string, input: UpdateOrderInput) => (
    <Button key={label} variant="default" size="xs" disabled={busy} onClick={() => void take(input)}>
      {label}
    </Button>
  );
  const buttons = steps && [
    ...steps.paymentStatus.map((paymentStatus) => button(t.order.steps.payment[paymentStatus], { paymentStatus })),
    ...steps.fulfillmentStatus.map((fulfillmentStatus) =>
      button(t.order.steps.shipping[fulfillmentStatus], { fulfillmentStatus }),
    ),
    ...steps.status.map((status) => button(t.order.steps.status[status], { status })),
  ];
  return (
    <Section title={t.order.next}>
      <Group gap="md">
        <Standing label={t.order.status} of={order.status} name={t.order.statuses[order.status]} />
        <Standing label={t.order.payment} of={order.paymentStatus} name={t.order.payments[order.paymentStatus]} />
        <Standing
          label={t.order.shipping}
          of={order.fulfillmentStatus}
          name={t.order.shippings[order.fulfillmentStatus]}
        />
      </Group>
      {can('ORDERS_WRITE') && (
        <Group gap="xs">
          {buttons}
          {steps?.cancel && <Cancel order={order} />}
          {buttons?.length === 0 && !steps?.cancel && (
            <Text size="sm" c="dimmed">
              {t.order.noSteps}
            </Text>
          )}
        </Group>
      )}
    </Section>
  );
}

function Standing({ label, of, name }: { label: string; of: Parameters<typeof State>[0]['of']; name: string }) {
  return (
    <Stack gap={2}>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <State of={of}>{name}</State>
    </Stack>
  );
}

function Cancel({ order }: { order: OrderRecordFragment }) {
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [cancel] = useSave(useTyped(CancelOrderDocument));
  return (
    <>
      <Button size="xs" color="red" variant="outline" onClick={() => setOpen(true)}>
        {t.order.cancel.action}
      </Button>
      <Confirm
        open={open}
        onClose={() => setOpen(false)}
        title={t.order.cancel.title(order.number)}
        text={t.order.cancel.text}
        action={t.order.cancel.action}
        cancel={t.order.cancel.keep}
        act={() => cancel({ id: order.id, reason: reason.trim() === '' ? null : reason })}
        onDone={() => notify(t.common.saved)}
      >
        <TextInput
          label={t.order.cancel.reason}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={500}
          dir="auto"
        />
      </Confirm>
    </>
  );
}
