import { useState } from 'react';
import { Route, Routes, useLocation } from 'react-router';
import { Provider } from 'urql';
import { makeClient } from './client';
import { AccountPage } from './pages/Account';
import { AddressesPage } from './pages/Addresses';
import { BasketPage } from './pages/Basket';
import { ChangeEmailPage } from './pages/ChangeEmail';
import { CheckoutPage } from './pages/Checkout';
import { VerifyEmailPage } from './pages/VerifyEmail';
import { DataExportPage } from './pages/DataExport';
import { GuestOrderPage } from './pages/GuestOrder';
import { HomePage } from './pages/Home';
import { OrderPage, OrdersPage } from './pages/Orders';
import { ForgotPasswordPage, ResetPasswordPage } from './pages/Password';
import { ProductPage } from './pages/Product';
import { SignInPage } from './pages/SignIn';
import { FinishSignUpPage, SignUpPage } from './pages/SignUp';
import { ConfirmSubscriptionPage, UnsubscribePage } from './pages/Subscription';
import { Added } from './parts/Added';
import { Header } from './parts/Header';
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
  const checkingOut = useLocation().pathname.startsWith('/checkout');
  return (
    <Provider value={client}>
      <Header />
      <Added />
      {known ? <Pages /> : <Loading />}
      {known && !signedIn && !checkingOut && <Newsletter />}
    </Provider>
  );
}

/** The pages. Emails link to some of them, so their paths must be the ones in docs/guides/emails.md. */
function Pages() {
  return (
    <Routes>
      <Route index element={<HomePage />} />
      <Route path="products/:slug" element={<ProductPage />} />
      <Route path="basket" element={<BasketPage />} />
      <Route path="checkout/:step?" element={<CheckoutPage />} />
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
