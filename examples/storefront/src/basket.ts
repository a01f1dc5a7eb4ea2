import { useSyncExternalStore } from 'react';

/** The quantities in the basket by SKU. Prices are not stored here; the server sets them. */
export type Basket = Readonly<Record<string, number>>;

export type Article = { sku: string; name: string; price: { amount: string; currency: string } };
export type Quote = { token: string; total: { formatted: string } };

const key = 'basket';
const listeners = new Set<() => void>();
let basket = stored();

export function useBasket(): [Basket, (next: Basket) => void] {
  return [useSyncExternalStore(subscribe, () => basket), put];
}

export const countIn = (items: Basket) => Object.values(items).reduce((sum, quantity) => sum + quantity, 0);

export async function fetchCatalogue(): Promise<{ articles: Article[]; shippingPrice: Article['price'] }> {
  return (await fetch('/catalogue')).json();
}

/** Requests a quote for the basket from the shop's server. Clientele signs it, and accepts one order for it. */
export async function fetchQuote(items: Basket): Promise<Quote> {
  const lines = Object.entries(items).map(([sku, quantity]) => ({ sku, quantity }));
  const response = await fetch('/quote', { method: 'POST', body: JSON.stringify(lines) });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

export const price = ({ amount, currency }: Article['price']) =>
  new Intl.NumberFormat(undefined, { style: 'currency', currency }).format(Number(amount));

function put(next: Basket): void {
  basket = next;
  localStorage.setItem(key, JSON.stringify(next));
  for (const listener of listeners) listener();
}

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
