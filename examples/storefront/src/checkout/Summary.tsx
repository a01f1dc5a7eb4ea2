import { Link } from 'react-router';
import { articleOf, countIn, price, times, useBasket, useCatalogue, type Quote } from '../basket';
import { Picture } from '../parts/Picture';

/** What is being bought and what it costs. On a phone it is folded, and shows the total. */
export function Summary({ quote }: { quote: Quote | undefined }) {
  const [basket] = useBasket();
  const catalogue = useCatalogue();
  const total = quote ? price(quote.total) : '…';
  return (
    <aside className="summary" aria-label="Order summary">
      <details open={matchMedia('(width >= 56rem)').matches}>
        <summary>
          <span>Your order ({countIn(basket)})</span>
          <strong>{total}</strong>
        </summary>
        <ul>
          {Object.entries(basket).map(([sku, quantity]) => {
            const found = articleOf(catalogue, sku);
            return (
              <li key={sku}>
                <Picture src={found?.article.picture} size={56} />
                <span>
                  {found?.product.name ?? sku}
                  <small>
                    {found?.article.value} · {quantity} {quantity === 1 ? 'piece' : 'pieces'}
                  </small>
                </span>
                <span className="number">{found && price(times(found.article.price, quantity))}</span>
              </li>
            );
          })}
        </ul>
        <dl className="sums">
          <dt>Delivery</dt>
          <dd>{catalogue ? price(catalogue.shippingPrice) : '…'}</dd>
          <dt className="total">Total</dt>
          <dd className="total">{total}</dd>
        </dl>
        <p className="hint">
          Prices include tax. <Link to="/basket">Change the basket</Link>
        </p>
      </details>
    </aside>
  );
}
