import { articleOf, price, useCatalogue } from '../basket';
import type { WholeOrderFragment } from '../operations/generated';
import { Parcels, Payments } from './OrderRecords';
import { eventText, headline, itemText, paymentText, shippingText } from './orderTexts';
import { Picture } from './Picture';
import { DateTime, Lines } from './states';

type Props = { order: WholeOrderFragment };

/** An order: where it is, what it contains, what was sent and paid, and its history. */
export function OrderView({ order }: Props) {
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
      <Parcels order={order} />
      <Items order={order} />
      <Payments order={order} />
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
        <section>
          <h2>Your note</h2>
          <bdi>{order.note}</bdi>
        </section>
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

function Items({ order }: Props) {
  const catalogue = useCatalogue();
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
        {order.items.map((item) => (
          <tr key={item.id}>
            <td>
              <div className="item">
                <Picture src={item.imageUrl ?? articleOf(catalogue, item.sku)?.article.picture} size={56} />
                <span>
                  {item.url ? <a href={item.url}>{item.name}</a> : item.name}
                  <small>{itemText(item)}</small>
                </span>
              </div>
            </td>
            <td className="number">{item.quantity}</td>
            <td className="number wide-only">{price(item.unitPrice)}</td>
            <td className="number">{price(item.total)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        {sums(order).map(([label, amount]) => (
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

/** The sums of an order, without those that are zero and say nothing. */
function sums(order: WholeOrderFragment) {
  const all = [
    ['Delivery', order.shippingTotal, true],
    ['Total', order.total, true],
    ['Including tax', order.taxIncluded, false],
    ['Paid', order.paid, false],
    ['Refunded', order.refunded, false],
    ['Still to pay', order.outstanding, false],
  ] as const;
  return all.filter(([, { amount }, always]) => always || Number(amount) > 0);
}
