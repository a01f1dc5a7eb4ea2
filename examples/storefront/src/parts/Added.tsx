import { useEffect, useState, useSyncExternalStore } from 'react';
import { Link } from 'react-router';
import { mostPieces, useBasket, type Article, type Product } from '../basket';
import { Picture } from './Picture';

type Addition = { product: Product; article: Article; quantity: number };

let last: Addition | undefined;
const listeners = new Set<() => void>();

function announce(next: Addition | undefined): void {
  last = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Adds pieces of an article to the basket, and says so. */
export function useAdd() {
  const [basket, put] = useBasket();
  return (product: Product, article: Article, quantity = 1) => {
    const before = basket[article.sku] ?? 0;
    const after = Math.min(mostPieces, before + quantity);
    put({ ...basket, [article.sku]: after });
    announce({ product, article, quantity: after });
  };
}

/** How long the message stays, in milliseconds. It also stays while the pointer or the focus is on it. */
const life = 6000;

/** The message about the article that was added last, with the way to the basket. It covers nothing that is in use. */
export function Added() {
  const addition = useSyncExternalStore(subscribe, () => last);
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (!addition || held) return;
    const timer = setTimeout(() => announce(undefined), life);
    return () => clearTimeout(timer);
  }, [addition, held]);
  return (
    <div
      className="added"
      role="status"
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {addition && (
        <div className="added-card" key={`${addition.article.sku} ${addition.quantity}`}>
          <Picture src={addition.article.picture} size={56} />
          <p>
            <strong>Added to your basket</strong>
            <span>
              {addition.product.name}, {addition.article.value}
              {addition.quantity > 1 && ` · now ${addition.quantity} pieces`}
            </span>
          </p>
          <Link to="/basket" className="button" onClick={() => announce(undefined)}>
            View basket
          </Link>
          <button type="button" className="close" aria-label="Close" onClick={() => announce(undefined)}>
            ×
          </button>
        </div>
      )}
    </div>
  );
}
