import { Link } from 'react-router';
import { articleOf, countIn, price, times, useBasket, useCatalogue } from '../basket';
import { useQuote } from '../checkout/useQuote';
import { Picture } from '../parts/Picture';
import { Quantity } from '../parts/Quantity';
import { Page } from '../parts/states';

export function EmptyBasket() {
  return (
    <Page title="Your basket is empty">
      <Link to="/" className="button">
        Continue shopping
      </Link>
    </Page>
  );
}

/** `/basket`: what the shopper wants to buy. */
export function BasketPage() {
  const [basket, put] = useBasket();
  const catalogue = useCatalogue();
  const { quote, failure } = useQuote(basket);
  if (countIn(basket) === 0) return <EmptyBasket />;
  return (
    <Page title="Your basket" className="basket">
      <ul className="lines">
        {Object.entries(basket).map(([sku, quantity]) => {
          const found = articleOf(catalogue, sku);
          const name = found ? `${found.product.name}, ${found.article.value}` : sku;
          const { [sku]: _, ...others } = basket;
          return (
            <li key={sku} aria-label={name}>
              <Picture src={found?.article.picture} size={88} />
              <div>
                {found ? <Link to={`/products/${found.product.slug}?sku=${sku}`}>{found.product.name}</Link> : sku}
                <p className="quiet">{found && `${found.article.value} · ${price(found.article.price)}`}</p>
                <div className="actions">
                  <Quantity name={name} value={quantity} onChange={(next) => put({ ...basket, [sku]: next })} />
                  <button type="button" className="link" aria-label={`Remove ${name}`} onClick={() => put(others)}>
                    Remove
                  </button>
                </div>
              </div>
              <strong className="number">{found && price(times(found.article.price, quantity))}</strong>
            </li>
          );
        })}
      </ul>
      <aside className="summary" aria-label="Total">
        {failure && <p role="alert">{failure}</p>}
        <dl className="sums">
          <dt>Delivery</dt>
          <dd>{catalogue ? price(catalogue.shippingPrice) : '…'}</dd>
          <dt className="total">Total</dt>
          <dd className="total" aria-live="polite">
            {quote ? price(quote.total) : '…'}
          </dd>
        </dl>
        <p className="hint">Prices include tax.</p>
        <Link to="/checkout" className="button wide">
          Check out
        </Link>
      </aside>
    </Page>
  );
}
