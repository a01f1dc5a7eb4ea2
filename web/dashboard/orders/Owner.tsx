import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { useSave } from '../app/useSave';
import { ReferenceInput } from '../fields/ReferenceInput';
import { useTyped } from '../fields/useTyped';
import { AttachOrderDocument, DetachOrderDocument, type OrderRecordFragment } from '../operations/generated';
import { Confirm } from '../parts/Confirm';
import { notify } from '../parts/notify';
import { t } from '../texts';

const o = t.order.owner;

/** Puts an order that is nobody's into a customer's account, or takes it out. */
export function Owner({ order }: { order: OrderRecordFragment }) {
  const [open, setOpen] = useState(false);
  const [customer, setCustomer] = useState<string[]>([]);
  const [attach] = useSave(useTyped(AttachOrderDocument));
  const [detach] = useSave(useTyped(DetachOrderDocument));
  const nobodys = order.customer === null;
  const close = () => {
    setOpen(false);
    setCustomer([]);
  };
  return (
    <Group>
      <Button variant="default" size="xs" onClick={() => setOpen(true)}>
        {nobodys ? o.attach : o.detach}
      </Button>
      {nobodys ? (
        <Confirm
          open={open}
          onClose={close}
          title={o.attachTitle(order.number)}
          text={o.attachText}
          action={o.attachConfirm}
          ready={customer.length === 1}
          act={() => attach({ id: order.id, customerId: customer[0] ?? '' })}
          onDone={() => notify(o.attached)}
        >
          <ReferenceInput
            label={o.customer}
            description={t.order.place.pickHelp}
            withAsterisk
            to="CUSTOMER"
            many={false}
            value={customer}
            onChange={setCustomer}
          />
        </Confirm>
      ) : (
        <Confirm
          open={open}
          onClose={close}
          title={o.detachTitle(order.number)}
          text={o.detachText}
          action={o.detach}
          act={() => detach({ id: order.id })}
          onDone={() => notify(o.detached)}
        />
      )}
    </Group>
  );
}
