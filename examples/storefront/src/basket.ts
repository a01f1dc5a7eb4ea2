import { useEffect, useState, useSyncExternalStore } from 'react';

/** The quantities in the basket by SKU. Prices are not stored here; the server sets them. */
export type Basket = Readonly<Record<string, number>>;

export type Money = { amount: string; currency: string };
export type Article = { sku: string; value: string; price: Money; picture: string };
export type Product = {
  slug: string;
  name: string;
  description: string;
  /** What its articles differ in, such as the size. */
  option: string;
  articles: readonly Article[];
};
export type Catalogue = { products: readonly Product[]; shippingPrice: Money };
export type Quote = { token: string; total: Money };

/** The most pieces of one article in an order. */
export const mostPieces = 100;

const key = 'basket';
const listeners = new Set<() => void>();
let basket = stored();

export function useBasket(): [Basket, (next: Basket) => void] {
  return [useSyncExternalStore(subscribe, () => basket), put];
}

export const countIn = (items: Basket) => Object.values(items).reduce((sum, quantity) => sum + quantity, 0);

/** The products: undefined while they are loading, and null if they cannot be loaded. They are loaded once. */
export function useCatalogue(): Catalogue | null | undefined {
  const [catalogue, setCatalogue] = useState<Catalogue | null>();
  useEffect(() => {
    let current = true;
    fetchCatalogue().then(
      (loaded) => current && setCatalogue(loaded),
      () => current && setCatalogue(null),
    );
    return () => {
      current = false;
    };
  }, []);
  return catalogue;
}

let loaded: Promise<Catalogue> | undefined;

function fetchCatalogue(): Promise<Catalogue> {
  loaded ??= fetch('/catalogue').then((response) => response.json());
  loaded.catch(() => {
    loaded = undefined; // tried again by the next page
  });
  return loaded;
}

/** The product and the article with a SKU. */
export function articleOf(catalogue: Catalogue | null | undefined, sku: string) {
  for (const product of catalogue?.products ?? []) {
    const article = product.articles.find((one) => one.sku === sku);
    if (article) return { product, article };
  }
  return undefined;
}

/** Requests a quote for the basket from the shop's server. Clientele signs it, and accepts one order for it. */
export async function fetchQuote(items: Basket): Promise<Quote> {
  const lines = Object.entries(items).map(([sku, quantity]) => ({ sku, quantity }));
  const response = await fetch('/quote', { method: 'POST', body: JSON.stringify(lines) });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

/** An amount in the format of the shopper's language. */
export const price = ({ amount, currency }: Money) =>
  new Intl.NumberFormat(undefined, { style: 'currency', currency }).format(Number(amount));

/** The price of several pieces, for display only: what is paid is in the quote. */
export const times = ({ amount, currency }: Money, quantity: number): Money => ({
  amount: String((Math.round(Number(amount) * 1000) * quantity) / 1000),
  currency,
});

function put(next: Basket): void {
  localStorage.setItem(key, JSON.stringify(next));
  show(next);
}

function show(next: Basket): void {
  basket = next;
  for (const listener of listeners) listener();
}

// The basket is the same in all tabs.
addEventListener('storage', (event) => {
  if (event.key === key) show(stored());
});

function stored(): Basket {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '{}');
  } catch {
    return {};
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
