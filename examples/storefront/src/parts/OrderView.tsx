import { price } from '../basket';
import type { WholeOrderFragment } from '../operations/generated';
import { eventText, headline, paymentText, shippingText } from './orderTexts';
import { DateTime, Lines } from './states';

/** An order with its current status and history. */
export function OrderView({ order }: { order: WholeOrderFragment }) {
  return (
    <article aria-label={`Order ${order.number}`} className="order">
      <div className="panel">
        <h2>{headline(order)}</h2>
        <dl className="facts">
          <div>
            <dt>Placed</dt>
            <dd>
              <DateTime at={order.placedAt} />
            </dd>
          </div>
          <div>
            <dt>Payment</dt>
            <dd>{paymentText(order)}</dd>
          </div>
          <div>
            <dt>Delivery</dt>
            <dd>{shippingText(order)}</dd>
          </div>
        </dl>
      </div>
      <Items order={order} />
      <div className="columns">
        <section>
          <h2>Shipping address</h2>
          <Lines lines={order.shippingAddress.formatted} />
        </section>
        <section>
          <h2>Billing address</h2>
          <Lines lines={order.billingAddress.formatted} />
        </section>
        <section>
          <h2>Contact</h2>
          <Lines lines={[order.contact.name, order.contact.email, order.contact.phone ?? '']} />
        </section>
      </div>
      {order.note && (
        <p>
          Your note: <bdi>{order.note}</bdi>
        </p>
      )}
      <section>
        <h2>History</h2>
        <ol className="history">
          {order.history.map((event) => {
            const text = eventText(event);
            return (
              text && (
                <li key={event.id}>
                  <span>{text}</span>
                  <DateTime at={event.at} />
                </li>
              )
            );
          })}
        </ol>
      </section>
    </article>
  );
}

function Items({ order }: { order: WholeOrderFragment }) {
  const sums = [
    ['Delivery', order.shippingTotal],
    ['Total', order.total],
    ['Including tax', order.taxIncluded],
  ] as const;
  return (
    <table className="items">
      <thead>
        <tr>
          <th>Item</th>
          <th className="number">Quantity</th>
          <th className="number wide-only">Unit price</th>
          <th className="number">Total</th>
        </tr>
      </thead>
      <tbody>
        {order.items.map(({ id, name, quantity, unitPrice, total }) => (
          <tr key={id}>
            <td>{name}</td>
            <td className="number">{quantity}</td>
            <td className="number wide-only">{price(unitPrice)}</td>
            <td className="number">{price(total)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        {sums
          .filter(([label, { amount }]) => label !== 'Including tax' || Number(amount) > 0)
          .map(([label, amount]) => (
            <tr key={label} className={label === 'Total' ? 'total' : undefined}>
              <th colSpan={2}>{label}</th>
              <td className="wide-only" />
              <td className="number">{price(amount)}</td>
            </tr>
          ))}
      </tfoot>
    </table>
  );
}
