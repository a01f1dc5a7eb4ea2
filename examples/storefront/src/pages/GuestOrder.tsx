import { useState } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { useClient, useMutation, useQuery } from 'urql';
import { messageFor } from '../client';
import {
  ClaimGuestOrderDocument,
  GuestOrderByNumberDocument,
  GuestOrderDocument,
  RequestGuestOrderLinkDocument,
  type WholeOrderFragment,
} from '../operations/generated';
import { errorsOf, Field, Form, type Values } from '../parts/Form';
import { OrderView } from '../parts/OrderView';
import { Page, useEmailToken, Loading } from '../parts/states';
import { useSession } from '../session';

/** `/guest-order`: with the link from an email, with the token from the checkout, or by number and email address. */
export function GuestOrderPage() {
  const emailToken = useEmailToken();
  const { state, key } = useLocation();
  const { orderToken } = (state ?? {}) as { orderToken?: string };
  if (emailToken !== undefined) return <ByToken token={emailToken} fromEmail />;
  return orderToken ? <ByToken token={orderToken} /> : <ByNumber key={key} />;
}

/** Only a token from an email can claim the order, because it shows that the shopper receives the order's emails. */
function ByToken({ token, fromEmail = false }: { token: string; fromEmail?: boolean }) {
  const [{ data, error }] = useQuery({ query: GuestOrderDocument, variables: { token } });
  if (!data) return <Loading error={error} />;
  if (!data.guestOrder) {
    return (
      <Page title="This link is no longer valid">
        <Link to="/guest-order">Find the order by its number</Link>
      </Page>
    );
  }
  return (
    <Page title={`Order ${data.guestOrder.number}`}>
      {fromEmail && <Claim token={token} />}
      <OrderView order={data.guestOrder} />
    </Page>
  );
}

function Claim({ token }: { token: string }) {
  const { signedIn } = useSession();
  const [, claim] = useMutation(ClaimGuestOrderDocument);
  const navigate = useNavigate();
  if (!signedIn) {
    return (
      <p>
        <Link to="/sign-in" state={{ next: '/guest-order', nextState: { emailToken: token } }}>
          Log in
        </Link>{' '}
        to add this order to your account.
      </p>
    );
  }
  async function send() {
    const result = await claim({ token });
    const errors = errorsOf(result);
    const order = result.data?.claimGuestOrder?.order;
    if (order)
      navigate(`/account/orders/${order.id}`, {
        replace: true,
        state: { news: 'The order has been added to your account.' },
      });
    if (errors.some(({ code }) => code === 'EMAIL_UNVERIFIED'))
      return [{ field: null, message: 'Confirm your email address on your account page first.' }];
    return errors;
  }
  return <Form label="Your account" button="Add this order to my account" send={send} />;
}

function ByNumber() {
  const [found, setFound] = useState<{ order: WholeOrderFragment; email: string }>();
  const client = useClient();
  async function send({ number = '', email = '' }: Values) {
    const { data, error } = await client.query(
      GuestOrderByNumberDocument,
      { number, email },
      { requestPolicy: 'network-only' },
    );
    if (error) return [{ field: null, message: messageFor(error) }];
    const order = data?.guestOrderByNumber;
    if (!order) return [{ field: null, message: 'There is no guest order with this number and email address.' }];
    setFound({ order, email });
    return [];
  }
  if (found) {
    return (
      <Page title={`Order ${found.order.number}`}>
        <EmailLink number={found.order.number} email={found.email} />
        <OrderView order={found.order} />
      </Page>
    );
  }
  return (
    <Page title="Find an order">
      <p>For orders that were placed without an account.</p>
      <Form button="Find" send={send}>
        <Field name="number" label="Order number" required />
        <Field name="email" label="Email address" type="email" autoComplete="email" required />
      </Form>
    </Page>
  );
}

function EmailLink({ number, email }: { number: string; email: string }) {
  const [sent, setSent] = useState(false);
  const [, request] = useMutation(RequestGuestOrderLinkDocument);
  async function send() {
    const result = await request({ number, email });
    setSent(result.data?.requestGuestOrderLink?.emailSent ?? false);
    return errorsOf(result);
  }
  if (sent)
    return (
      <p role="status">We have sent an email to {email}. With the link in it, you can add the order to an account.</p>
    );
  return <Form label="Link" button="Email me a link to this order" send={send} />;
}
