import type { WholeOrderFragment } from '../operations/generated';
import { eventText, statusText } from './orderTexts';
import { Lines, DateTime } from './states';

/** An order with its current status and history. */
export function OrderView({ order }: { order: WholeOrderFragment }) {
  return (
    <article aria-label={`Order ${order.number}`}>
      <p>
        Placed <DateTime at={order.placedAt} />: {statusText(order)}
      </p>
      <table>
        <thead>
          <tr>
            <th>Item</th>
            <th className="number">Quantity</th>
            <th className="number">Unit price</th>
            <th className="number">Total</th>
          </tr>
        </thead>
        <tbody>
          {order.items.map(({ id, name, quantity, unitPrice, total }) => (
            <tr key={id}>
              <td>{name}</td>
              <td className="number">{quantity}</td>
              <td className="number">{unitPrice.formatted}</td>
              <td className="number">{total.formatted}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th colSpan={3}>Delivery</th>
            <td className="number">{order.shippingTotal.formatted}</td>
          </tr>
          <tr>
            <th colSpan={3}>Total</th>
            <td className="number">{order.total.formatted}</td>
          </tr>
          {Number(order.taxIncluded.amount) > 0 && (
            <tr>
              <th colSpan={3}>Including tax</th>
              <td className="number">{order.taxIncluded.formatted}</td>
            </tr>
          )}
        </tfoot>
      </table>
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
      <h2>History</h2>
      <ol>
        {order.history.map((event) => {
          const text = eventText(event);
          return (
            text && (
              <li key={event.id}>
                <DateTime at={event.at} />: {text}
              </li>
            )
          );
        })}
      </ol>
    </article>
  );
}
