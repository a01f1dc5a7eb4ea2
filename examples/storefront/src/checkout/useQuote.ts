import { useEffect, useState } from 'react';
import { fetchQuote, type Basket, type Quote } from '../basket';

/** The quote for the basket, which changes with it. `renew` requests another, for example if the first has expired. */
export function useQuote(basket: Basket) {
  const [quote, setQuote] = useState<Quote>();
  const [failure, setFailure] = useState('');
  useEffect(() => {
    if (Object.keys(basket).length === 0) return;
    let current = true;
    fetchQuote(basket).then(
      (next) => current && setQuote(next),
      (error: Error) => current && setFailure(error.message),
    );
    return () => {
      current = false;
    };
  }, [basket]);
  const renew = () => fetchQuote(basket).then(setQuote, (error: Error) => setFailure(error.message));
  return { quote, failure, renew };
}
