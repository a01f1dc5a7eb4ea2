import { Button, Menu } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { useSession } from '../app/session';
import { useSave } from '../app/useSave';
import { useTyped } from '../fields/useTyped';
import { UpdateOrderDocument, type OrderRecordFragment } from '../operations/generated';
import { Confirm } from '../parts/Confirm';
import { IconCheck, IconChevronDown, IconFileInvoice, IconPackage, IconPrinter } from '../parts/icons';
import { notify } from '../parts/notify';
import { t } from '../texts';

const r = t.record;

/** The pages of an order that are printed. */
export function PrintMenu({ id }: { id: string }) {
  return (
    <Menu position="bottom-end" width={200} returnFocus withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button
          variant="default"
          leftSection={<IconPrinter aria-hidden="true" />}
          rightSection={<IconChevronDown size={16} aria-hidden="true" />}
        >
          {r.print.menu}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to={`/orders/${id}/packing-slip`} leftSection={<IconPackage aria-hidden="true" />}>
          {r.print.slip}
        </Menu.Item>
        <Menu.Item component={Link} to={`/orders/${id}/invoice`} leftSection={<IconFileInvoice aria-hidden="true" />}>
          {r.print.invoice}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Completes an order with which nothing is left to do. */
export function Complete({ order }: { order: OrderRecordFragment }) {
  const { can } = useSession();
  const [open, setOpen] = useState(false);
  const [update] = useSave(useTyped(UpdateOrderDocument));
  if (!can('ORDERS_WRITE') || !order.steps?.status.includes('COMPLETED')) return null;
  return (
    <>
      <Button leftSection={<IconCheck aria-hidden="true" />} onClick={() => setOpen(true)}>
        {r.complete.action}
      </Button>
      <Confirm
        open={open}
        onClose={() => setOpen(false)}
        title={r.complete.title(order.number)}
        text={r.complete.text}
        action={r.complete.action}
        cancel={r.complete.keep}
        act={() => update({ id: order.id, input: { status: 'COMPLETED', expectedVersion: order.version } })}
        onDone={() => notify(r.complete.done)}
      />
    </>
  );
}
