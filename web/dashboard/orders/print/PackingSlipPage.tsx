import { useSearchParams } from 'react-router';
import { useSession } from '../../app/session';
import type { OrderRecordFragment } from '../../operations/generated';
import { dayOf, numberOf } from '../../parts/format';
import { t } from '../../texts';
import { Options } from '../ItemLabel';
import { leftToShip, type Item, type Shipment } from '../quantities';
import { Label, Sheet, SheetAddress } from './Sheet';

const p = t.record.print;

/** The packing slip of a shipment, or of what is still to be shipped. It has no prices. */
export default function PackingSlipPage() {
  const [params] = useSearchParams();
  const shipmentId = params.get('shipment');
  return <Sheet title={p.slip}>{(order) => <Slip order={order} shipmentId={shipmentId} />}</Sheet>;
}

type Line = { item: Item; quantity: number };

/** What is in a parcel: the items of the shipment, or else what is left to be shipped, or all if nothing is. */
export function parcelOf(order: OrderRecordFragment, shipment: Shipment | undefined): Line[] {
  const left = order.items.some((item) => leftToShip(item) > 0);
  return order.items
    .map((item) => ({
      item,
      quantity: shipment
        ? (shipment.items.find((one) => one.item.id === item.id)?.quantity ?? 0)
        : left
          ? leftToShip(item)
          : item.shippedQuantity,
    }))
    .filter(({ quantity }) => quantity > 0);
}

function Slip({ order, shipmentId }: { order: OrderRecordFragment; shipmentId: string | null }) {
  const { shop } = useSession();
  const shipment = order.shipments.find(({ id }) => id === shipmentId);
  if (shipmentId !== null && shipment === undefined) return <p>{p.noShipment}</p>;
  const lines = parcelOf(order, shipment);
  const { shippingAddress: to, note, contact } = order;
  return (
    <>
      <dl className="sheet-facts">
        <Label name={p.order}>{order.number}</Label>
        <Label name={p.date}>{dayOf(order.placedAt)}</Label>
        {shipment && <Label name={p.shippedOn}>{dayOf(shipment.shippedAt)}</Label>}
        {shipment?.carrier && (
          <Label name={t.record.ship.carrier}>
            <bdi>{shipment.carrier}</bdi>
          </Label>
        )}
        {shipment?.trackingNumber && (
          <Label name={t.record.ship.number}>
            <bdi>{shipment.trackingNumber}</bdi>
          </Label>
        )}
      </dl>
      <div className="sheet-pair">
        <SheetAddress title={p.shipTo} address={to}>
          {(to.phone ?? contact.phone) && <div>{to.phone ?? contact.phone}</div>}
        </SheetAddress>
        {to.instructions && (
          <section>
            <h2>{p.instructions}</h2>
            <p className="pre">
              <bdi>{to.instructions}</bdi>
            </p>
          </section>
        )}
      </div>
      {lines.length === 0 ? (
        <p>{p.noItems}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">{t.order.item}</th>
              <th scope="col">{t.order.sku}</th>
              <th scope="col" className="number">
                {t.order.quantity}
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map(({ item, quantity }) => (
              <tr key={item.id}>
                <td>
                  <strong>
                    <bdi>{item.name}</bdi>
                  </strong>
                  {item.options.length > 0 && (
                    <div className="sheet-small">
                      <Options of={item.options} />
                    </div>
                  )}
                </td>
                <td className="sheet-sku">
                  <bdi>{item.sku}</bdi>
                </td>
                <td className="number">
                  {quantity < item.quantity ? p.ofQuantity(quantity, item.quantity) : numberOf(String(quantity))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {note && (
        <section className="sheet-note">
          <h2>{p.note}</h2>
          <p className="pre">
            <bdi>{note}</bdi>
          </p>
        </section>
      )}
      <p className="sheet-end">{p.thanks(shop.name)}</p>
    </>
  );
}
