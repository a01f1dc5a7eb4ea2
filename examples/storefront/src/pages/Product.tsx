import { useState } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import { price, useCatalogue, type Product } from '../basket';
import { useAdd } from '../parts/Added';
import { ArticleChoice } from '../parts/ArticleChoice';
import { Quantity } from '../parts/Quantity';
import { Loading, Page } from '../parts/states';

/** `/products/:slug`: one product. Orders link to it, with the article in `?sku=`. */
export function ProductPage() {
  const { slug } = useParams();
  const catalogue = useCatalogue();
  if (catalogue === undefined) return <Loading />;
  const product = catalogue?.products.find((one) => one.slug === slug);
  if (!product) {
    return (
      <Page title="We do not have this product">
        <Link to="/">See all products</Link>
      </Page>
    );
  }
  return (
    <Page title={product.name} className="product">
      <Choice product={product} key={product.slug} />
    </Page>
  );
}

function Choice({ product }: { product: Product }) {
  const [query] = useSearchParams();
  const named = product.articles.find(({ sku }) => sku === query.get('sku'));
  const [article, setArticle] = useState(named ?? product.articles[0]);
  const [quantity, setQuantity] = useState(1);
  const add = useAdd();
  if (!article) return null;
  return (
    <>
      <img className="photo" src={article.picture} alt="" width={400} height={400} />
      <div className="choice-of-article">
        <p className="lead">{product.description}</p>
        <p className="price">{price(article.price)}</p>
        <ArticleChoice product={product} article={article} onChange={setArticle} />
        <div className="actions">
          <Quantity name={product.name} value={quantity} onChange={setQuantity} />
          <button type="button" className="primary" onClick={() => add(product, article, quantity)}>
            Add to basket
          </button>
        </div>
        <p className="hint">Prices include tax. Delivery is added at checkout.</p>
      </div>
    </>
  );
}
