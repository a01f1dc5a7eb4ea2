import { Anchor, Menu, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useSession } from '../app/session';
import { useSave } from '../app/useSave';
import { useTyped } from '../fields/useTyped';
import { CancelShipmentDocument, type OrderRecordFragment } from '../operations/generated';
import { Confirm } from '../parts/Confirm';
import { dayOf, numberOf, timeOf } from '../parts/format';
import { IconEdit, IconExternalLink, IconPrinter, IconTrash, IconTruck } from '../parts/icons';
import { Danger, useAction } from '../parts/MoreActions';
import { notify } from '../parts/notify';
import { DotsMenu } from '../parts/DotsMenu';
import { Section } from '../parts/Section';
import { t } from '../texts';
import type { Shipment } from './quantities';
import { ShipDialog } from './ShipDialog';

const r = t.record;

type Props = { order: OrderRecordFragment; reload: () => void };

/** The shipments of an order, with their tracking. */
export function Shipments({ order, reload }: Props) {
  if (order.shipments.length === 0) return null;
  return (
    <Section title={r.ship.list}>
      <ul className="order-records">
        {order.shipments.map((shipment, i) => (
          <OneShipment key={shipment.id} order={order} shipment={shipment} n={i + 1} reload={reload} />
        ))}
      </ul>
    </Section>
  );
}

type OneProps = Props & { shipment: Shipment; n: number };

function OneShipment({ order, shipment, n, reload }: OneProps) {
  const { can } = useSession();
  const { action, start, close, button } = useAction<'edit' | 'cancel'>();
  const [cancel] = useSave(useTyped(CancelShipmentDocument));
  const { id, carrier, shippedAt, cancelledAt, items } = shipment;
  const may = can('ORDERS_WRITE') && cancelledAt === null;
  return (
    <li data-void={cancelledAt !== null || undefined}>
      <span className="record-icon">
        <IconTruck size={18} aria-hidden="true" />
      </span>
      <div className="shrink">
        <Text size="md" fw={500} component="h3">
          {r.ship.numbered(n)}
          {carrier !== null && (
            <>
              {' · '}
              <bdi>{carrier}</bdi>
            </>
          )}
        </Text>
        <Text size="sm" c="dimmed">
          <time dateTime={shippedAt} title={timeOf(shippedAt)}>
            {dayOf(shippedAt)}
          </time>
          {cancelledAt !== null && ` · ${r.ship.cancelledOn(dayOf(cancelledAt))}`}
        </Text>
        <Tracking shipment={shipment} n={n} />
        <ul className="plain record-items">
          {items.map(({ item, quantity }) => (
            <li key={item.id}>
              {numberOf(String(quantity))} × <bdi>{item.name}</bdi>
            </li>
          ))}
        </ul>
      </div>
      {cancelledAt === null && (
        <DotsMenu label={r.ship.more(n)} button={button}>
          {may && (
            <Menu.Item leftSection={<IconEdit aria-hidden="true" />} onClick={start('edit')}>
              {t.common.opens(r.ship.correct)}
            </Menu.Item>
          )}
          <Menu.Item
            leftSection={<IconPrinter aria-hidden="true" />}
            component={Link}
            to={`/orders/${order.id}/packing-slip?shipment=${id}`}
          >
            {r.print.slip}
          </Menu.Item>
          {may && order.status === 'OPEN' && (
            <Danger onClick={start('cancel')} icon={IconTrash}>
              {t.common.opens(r.ship.cancel)}
            </Danger>
          )}
        </DotsMenu>
      )}
      {action === 'edit' && <ShipDialog order={order} shipment={shipment} reload={reload} onClose={close} />}
      <Confirm
        open={action === 'cancel'}
        onClose={close}
        title={r.ship.cancelTitle}
        text={r.ship.cancelText}
        action={r.ship.cancel}
        cancel={r.ship.keep}
        act={() => cancel({ id })}
        onDone={() => notify(r.ship.cancelled)}
      />
    </li>
  );
}

/** The tracking number, which leads to the page of the carrier. */
function Tracking({ shipment: { trackingNumber, trackingUrl }, n }: { shipment: Shipment; n: number }) {
  if (trackingNumber === null && trackingUrl === null) return null;
  const words = trackingNumber === null ? r.ship.track : <bdi>{trackingNumber}</bdi>;
  if (trackingUrl === null) return <Text size="sm">{words}</Text>;
  return (
    <Anchor
      href={trackingUrl}
      target="_blank"
      rel="noopener noreferrer"
      size="sm"
      className="external"
      aria-label={`${r.ship.track}: ${trackingNumber ?? r.ship.numbered(n)}`}
    >
      {words}
      <IconExternalLink size={14} aria-hidden="true" />
    </Anchor>
  );
}
