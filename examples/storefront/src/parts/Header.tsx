import { NavLink } from 'react-router';
import { useQuery } from 'urql';
import { countIn, useBasket } from '../basket';
import { ShopDocument } from '../operations/generated';
import { useSession } from '../session';

/** The shop's name, the pages for the shopper, and the basket. */
export function Header() {
  const [{ data }] = useQuery({ query: ShopDocument });
  const { known, signedIn } = useSession();
  const count = countIn(useBasket()[0]);
  return (
    <header>
      <a href="#content" className="skip">
        Skip to content
      </a>
      <NavLink to="/" className="name">
        <Leaf />
        {data?.shop.name ?? 'Shop'}
      </NavLink>
      <nav aria-label="Main">
        {known && !signedIn && <NavLink to="/guest-order">Find an order</NavLink>}
        {known && !signedIn && <NavLink to="/sign-in">Log in</NavLink>}
        {signedIn && <NavLink to="/account/orders">Orders</NavLink>}
        {signedIn && <NavLink to="/account/addresses">Addresses</NavLink>}
        {signedIn && (
          <NavLink to="/account" end>
            Account
          </NavLink>
        )}
      </nav>
      <NavLink to="/basket" className="bag">
        <Bag />
        <span className="hidden">Basket ({count})</span>
        {count > 0 && (
          <span className="count" key={count} aria-hidden="true">
            {count}
          </span>
        )}
      </NavLink>
    </header>
  );
}

const Leaf = () => (
  <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
    <path d="M4 20C3 9 9 3 21 3c0 12-6 18-15 16" fill="var(--accent)" />
    <path d="M4 21C8 14 12 10 16 8" stroke="var(--ground)" strokeWidth="1.5" strokeLinecap="round" fill="none" />
  </svg>
);

const Bag = () => (
  <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" fill="none" stroke="currentColor">
    <path d="M5 8h14l1 12.5H4z" strokeWidth="1.6" strokeLinejoin="round" />
    <path d="M8.5 10.5V7a3.5 3.5 0 0 1 7 0v3.5" strokeWidth="1.6" strokeLinecap="round" />
  </svg>
);
