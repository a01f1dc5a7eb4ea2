import { useState } from 'react';
import { NavLink, Route, Routes } from 'react-router';
import { Provider, useQuery } from 'urql';
import { countIn, useBasket } from './basket';
import { makeClient } from './client';
import { ShopDocument } from './operations/generated';
import { AccountPage } from './pages/Account';
import { AddressesPage } from './pages/Addresses';
import { ChangeEmailPage } from './pages/ChangeEmail';
import { CheckoutPage } from './pages/Checkout';
import { VerifyEmailPage } from './pages/VerifyEmail';
import { DataExportPage } from './pages/DataExport';
import { GuestOrderPage } from './pages/GuestOrder';
import { HomePage } from './pages/Home';
import { OrderPage, OrdersPage } from './pages/Orders';
import { ForgotPasswordPage, ResetPasswordPage } from './pages/Password';
import { SignInPage } from './pages/SignIn';
import { FinishSignUpPage, SignUpPage } from './pages/SignUp';
import { ConfirmSubscriptionPage, UnsubscribePage } from './pages/Subscription';
import { Newsletter } from './parts/Newsletter';
import { Page, Private, Loading } from './parts/states';
import { useSession } from './session';

/** The shop for the current session. Data of one session is not kept for the next. */
export function App() {
  const { epoch } = useSession();
  return <Shop key={epoch} />;
}

/** Shows no page until the session is known, because an earlier page would lose its input when the session changes. */
function Shop() {
  const { known, signedIn } = useSession();
  const [client] = useState(makeClient);
  return (
    <Provider value={client}>
      <Header />
      {known ? (
        <Pages />
      ) : (
        <main>
          <Loading />
        </main>
      )}
      {known && !signedIn && <Newsletter />}
    </Provider>
  );
}

/** The pages. Emails link to some of them, so their paths must be the ones in docs/guides/emails.md. */
function Pages() {
  return (
    <Routes>
      <Route index element={<HomePage />} />
      <Route path="checkout" element={<CheckoutPage />} />
      <Route path="sign-in" element={<SignInPage />} />
      <Route path="sign-up" element={<SignUpPage />} />
      <Route path="finish-sign-up" element={<FinishSignUpPage />} />
      <Route path="forgot-password" element={<ForgotPasswordPage />} />
      <Route path="reset-password" element={<ResetPasswordPage />} />
      <Route path="verify-email" element={<VerifyEmailPage />} />
      <Route path="change-email" element={<ChangeEmailPage />} />
      <Route path="guest-order" element={<GuestOrderPage />} />
      <Route path="confirm-subscription" element={<ConfirmSubscriptionPage />} />
      <Route path="unsubscribe" element={<UnsubscribePage />} />
      <Route path="data-export" element={<DataExportPage />} />
      <Route
        path="account"
        element={
          <Private>
            <AccountPage />
          </Private>
        }
      />
      <Route
        path="account/addresses"
        element={
          <Private>
            <AddressesPage />
          </Private>
        }
      />
      <Route
        path="account/orders"
        element={
          <Private>
            <OrdersPage />
          </Private>
        }
      />
      <Route
        path="account/orders/:id"
        element={
          <Private>
            <OrderPage />
          </Private>
        }
      />
      <Route path="*" element={<Page title="Page not found">{null}</Page>} />
    </Routes>
  );
}

function Header() {
  const [{ data }] = useQuery({ query: ShopDocument });
  const { known, signedIn } = useSession();
  const count = countIn(useBasket()[0]);
  return (
    <header>
      <NavLink to="/" className="name">
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
        <NavLink to="/checkout">Basket ({count})</NavLink>
      </nav>
    </header>
  );
}
