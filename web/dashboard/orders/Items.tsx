import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useSession } from '../app/session';
import type { OrderRecordFragment } from '../operations/generated';
import { moneyOf, numberOf } from '../parts/format';
import { IconTruckDelivery } from '../parts/icons';
import { Pill } from '../parts/Pill';
import { Section } from '../parts/Section';
import { t } from '../texts';
import { ItemLabel, Picture } from './ItemLabel';
import { canShip, leftToShip, type Item } from './quantities';
import { ShipDialog } from './ShipDialog';
import { State } from './State';

const r = t.record;

type Props = { order: OrderRecordFragment; reload: () => void };

/** What was ordered, and how much of it was shipped and refunded. */
export function Items({ order, reload }: Props) {
  const { can } = useSession();
  const [open, setOpen] = useState(false);
  const { fulfillmentStatus } = order;
  const unknown =
    fulfillmentStatus === 'PARTIALLY_FULFILLED' && order.items.every((item) => item.shippedQuantity === 0);
  return (
    <Section
      title={t.order.items}
      actions={<State of={fulfillmentStatus}>{t.order.shippings[fulfillmentStatus]}</State>}
    >
      <ul className="order-items">
        {order.items.map((item) => (
          <li key={item.id}>
            <Picture url={item.imageUrl} />
            <div className="shrink">
              <ItemLabel item={item} />
              <Progress item={item} partly={fulfillmentStatus === 'PARTIALLY_FULFILLED' && !unknown} />
            </div>
            <Text span size="md" className="item-price">
              {moneyOf(item.unitPrice)} <span aria-hidden="true">×</span> {numberOf(String(item.quantity))}
            </Text>
            <Text span size="md" fw={500} className="item-total">
              {moneyOf(item.total)}
            </Text>
          </li>
        ))}
      </ul>
      {unknown && (
        <Text size="sm" c="dimmed">
          {r.partlyShipped}
        </Text>
      )}
      {can('ORDERS_WRITE') && canShip(order) && (
        <div className="card-actions">
          <Button leftSection={<IconTruckDelivery aria-hidden="true" />} onClick={() => setOpen(true)}>
            {r.ship.action}
          </Button>
        </div>
      )}
      {open && <ShipDialog order={order} reload={reload} onClose={() => setOpen(false)} />}
    </Section>
  );
}

/** How far a line item has come, if something was done with it. */
function Progress({ item, partly }: { item: Item; partly: boolean }) {
  const { shippedQuantity: shipped, cancelledQuantity: cancelled, refundedQuantity: refunded } = item;
  const left = leftToShip(item);
  const begun = shipped + cancelled + refunded > 0;
  if (!begun && !partly) return null;
  return (
    <span className="states">
      {shipped > 0 && <Pill tone="success">{r.shippedOf(shipped)}</Pill>}
      {left > 0 && <Pill tone="warning">{r.toShip(left)}</Pill>}
      {refunded > 0 && <Pill>{r.refundedOf(refunded)}</Pill>}
      {cancelled > 0 && <Pill>{r.notShipping(cancelled)}</Pill>}
    </span>
  );
}
