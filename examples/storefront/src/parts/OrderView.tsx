import type { WholeOrderFragment } from '../operations/generated';
import { Lines, Moment, words } from './states';

/** One order, as it was placed and as it stands now. */
export function OrderView({ order }: { order: WholeOrderFragment }) {
  return (
    <article aria-label={`Order ${order.number}`}>
      <p>
        Placed <Moment at={order.placedAt} />: {words(order.status)}, {words(order.payment)}, {words(order.shipping)}
      </p>
      <table>
        <thead>
          <tr>
            <th>Article</th>
            <th className="number">Pieces</th>
            <th className="number">Each</th>
            <th className="number">Together</th>
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
        </tfoot>
      </table>
      <div className="columns">
        <section>
          <h2>Shipped to</h2>
          <Lines lines={order.shippingAddress.formatted} />
        </section>
        <section>
          <h2>Billed to</h2>
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
      <h2>What happened</h2>
      <ol>
        {order.history.map(({ id, type, at, to }) => (
          <li key={id}>
            <Moment at={at} />: {words(type)}
            {to && `, ${words(to)}`}
          </li>
        ))}
      </ol>
    </article>
  );
}
