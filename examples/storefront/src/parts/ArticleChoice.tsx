import { useId } from 'react';
import type { Article, Product } from '../basket';

type Props = { product: Product; article: Article; onChange: (next: Article) => void };

/** A choice between the articles of a product, or the only one. */
export function ArticleChoice({ product, article, onChange }: Props) {
  const id = useId();
  if (product.articles.length === 1) return <p className="quiet">{article.value}</p>;
  return (
    <fieldset className="variants">
      <legend className="hidden">
        {product.option} of {product.name}
      </legend>
      {product.articles.map((one) => (
        <label key={one.sku}>
          <input type="radio" name={id} checked={one === article} onChange={() => onChange(one)} />
          <span>{one.value}</span>
        </label>
      ))}
    </fieldset>
  );
}
