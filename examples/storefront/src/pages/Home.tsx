import { useState } from 'react';
import { Link } from 'react-router';
import { price, useCatalogue, type Product } from '../basket';
import { useAdd } from '../parts/Added';
import { ArticleChoice } from '../parts/ArticleChoice';
import { Page } from '../parts/states';

/** `/`: the products. */
export function HomePage() {
  const catalogue = useCatalogue();
  return (
    <Page title="Tea and the things that go with it" className="home">
      <p className="lead">Six things that we drink, pour and eat ourselves. Sent from Dublin within a day.</p>
      {catalogue === null && <p role="alert">The shop cannot be reached. Are you offline?</p>}
      <ul className="products">
        {catalogue?.products.map((product) => (
          <Card key={product.slug} product={product} />
        ))}
      </ul>
    </Page>
  );
}

function Card({ product }: { product: Product }) {
  const [article, setArticle] = useState(product.articles[0]);
  const add = useAdd();
  if (!article) return null;
  return (
    <li aria-label={product.name}>
      <Link to={`/products/${product.slug}`} className="photo" tabIndex={-1} aria-hidden="true">
        <img src={article.picture} alt="" width={400} height={400} />
      </Link>
      <div>
        <h2>
          <Link to={`/products/${product.slug}`}>{product.name}</Link>
        </h2>
        <ArticleChoice product={product} article={article} onChange={setArticle} />
      </div>
      <div className="buy">
        <strong>{price(article.price)}</strong>
        <button type="button" onClick={() => add(product, article)}>
          Add to basket<span className="hidden">{product.name}</span>
        </button>
      </div>
    </li>
  );
}
