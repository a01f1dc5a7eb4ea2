import { useEffect, useState } from 'react';
import { fetchCatalogue, price, useBasket, type Article } from '../basket';
import { Page } from '../parts/states';

/** `/`: the products. */
export function HomePage() {
  const [articles, setArticles] = useState<readonly Article[]>();
  const [basket, put] = useBasket();
  useEffect(() => {
    fetchCatalogue().then(
      ({ articles }) => setArticles(articles),
      () => setArticles([]),
    );
  }, []);
  return (
    <Page title="Tea and accessories">
      {articles?.length === 0 && <p role="alert">The shop cannot be reached. Are you offline?</p>}
      <ul className="cards">
        {articles?.map(({ sku, name, price: each }) => (
          <li key={sku} aria-label={name}>
            <h2>{name}</h2>
            <p>{price(each)}</p>
            <button type="button" onClick={() => put({ ...basket, [sku]: Math.min(100, (basket[sku] ?? 0) + 1) })}>
              Add to basket
            </button>
          </li>
        ))}
      </ul>
    </Page>
  );
}
