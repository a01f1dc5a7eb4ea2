import { price } from '../basket';
import type { WholeOrderFragment } from '../operations/generated';
import { Day } from './states';

type Props = { order: WholeOrderFragment };

/** The parcels of an order, with the way to follow each. */
export function Parcels({ order }: Props) {
  const shipments = order.shipments.filter(({ cancelledAt }) => cancelledAt === null);
  if (shipments.length === 0) return null;
  return (
    <section aria-labelledby="parcels">
      <h2 id="parcels">{shipments.length === 1 ? 'Your parcel' : 'Your parcels'}</h2>
      <ul className="cards">
        {shipments.map((shipment) => (
          <Parcel key={shipment.id} shipment={shipment} />
        ))}
      </ul>
    </section>
  );
}

/** What was paid and refunded. */
export function Payments({ order }: Props) {
  const paid = order.payments.filter(({ voidedAt }) => voidedAt === null);
  const refunded = order.refunds.filter(({ voidedAt }) => voidedAt === null);
  if (paid.length + refunded.length === 0) return null;
  return (
    <section aria-labelledby="payments">
      <h2 id="payments">Payments</h2>
      <ul className="list">
        {paid.map(({ id, amount, method, paidAt }) => (
          <li key={id}>
            <span>
              Paid{method && `: ${method}`}, <Day at={paidAt} />
            </span>
            <span className="number">{price(amount)}</span>
          </li>
        ))}
        {refunded.map(({ id, amount, refundedAt }) => (
          <li key={id}>
            <span>
              Refunded, <Day at={refundedAt} />
            </span>
            <span className="number">−{price(amount)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Parcel({ shipment }: { shipment: WholeOrderFragment['shipments'][number] }) {
  const { carrier, trackingNumber, trackingUrl, shippedAt, items } = shipment;
  return (
    <li>
      <div>
        <strong>
          Sent {carrier && `with ${carrier} `}on <Day at={shippedAt} />
        </strong>
        <ul className="contents">
          {items.map(({ item, quantity }) => (
            <li key={item.id}>
              {quantity} × {[item.name, ...item.options.map(({ value }) => value)].join(', ')}
            </li>
          ))}
        </ul>
        {trackingNumber && (
          <p className="quiet">
            Tracking number <bdi>{trackingNumber}</bdi>
          </p>
        )}
      </div>
      {trackingUrl && (
        <a className="button" href={trackingUrl} target="_blank" rel="noreferrer">
          Track the parcel
        </a>
      )}
    </li>
  );
}
