import { useState } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { useClient, useMutation, useQuery } from 'urql';
import { wordsFor } from '../client';
import {
  ClaimGuestOrderDocument,
  GuestOrderByNumberDocument,
  GuestOrderDocument,
  RequestGuestOrderLinkDocument,
  type WholeOrderFragment,
} from '../operations/generated';
import { faultsOf, Field, Form, type Values } from '../parts/Form';
import { OrderView } from '../parts/OrderView';
import { Page, useMailToken, Waiting } from '../parts/states';
import { useSession } from '../session';

/** `/guest-order`: by the email's link, by the token that checking out gave, or by number and email address. */
export function GuestOrderPage() {
  const mailToken = useMailToken();
  const { state, key } = useLocation();
  const { orderToken } = (state ?? {}) as { orderToken?: string };
  if (mailToken !== undefined) return <ByToken token={mailToken} fromMail />;
  return orderToken ? <ByToken token={orderToken} /> : <ByNumber key={key} />;
}

/** Only a token that came by email can claim: who has it reads the order's emails. */
function ByToken({ token, fromMail = false }: { token: string; fromMail?: boolean }) {
  const [{ data, error }] = useQuery({ query: GuestOrderDocument, variables: { token } });
  if (!data) return <Waiting error={error} />;
  if (!data.guestOrder) {
    return (
      <Page title="This link is not good any more">
        <Link to="/guest-order">Look for the order by its number</Link>
      </Page>
    );
  }
  return (
    <Page title={`Order ${data.guestOrder.number}`}>
      {fromMail && <Claim token={token} />}
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
        <Link to="/sign-in" state={{ next: '/guest-order', nextState: { mailToken: token } }}>
          Sign in
        </Link>{' '}
        to put this order into your account.
      </p>
    );
  }
  async function send() {
    const result = await claim({ token });
    const faults = faultsOf(result);
    const order = result.data?.claimGuestOrder?.order;
    if (order) navigate(`/account/orders/${order.id}`, { replace: true, state: { news: 'The order is in your account now.' } });
    if (faults.some(({ code }) => code === 'EMAIL_UNVERIFIED')) return [{ field: null, message: 'Confirm your own email address first, on the page of your account.' }];
    return faults;
  }
  return <Form label="Your account" button="Put this order into my account" send={send} />;
}

function ByNumber() {
  const [found, setFound] = useState<{ order: WholeOrderFragment; email: string }>();
  const client = useClient();
  async function send({ number = '', email = '' }: Values) {
    const { data, error } = await client.query(GuestOrderByNumberDocument, { number, email }, { requestPolicy: 'network-only' });
    if (error) return [{ field: null, message: wordsFor(error) }];
    const order = data?.guestOrderByNumber;
    if (!order) return [{ field: null, message: 'There is no guest order with this number and address.' }];
    setFound({ order, email });
    return [];
  }
  if (found) {
    return (
      <Page title={`Order ${found.order.number}`}>
        <MailLink number={found.order.number} email={found.email} />
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

function MailLink({ number, email }: { number: string; email: string }) {
  const [sent, setSent] = useState(false);
  const [, request] = useMutation(RequestGuestOrderLinkDocument);
  async function send() {
    const result = await request({ number, email });
    setSent(result.data?.requestGuestOrderLink?.emailSent ?? false);
    return faultsOf(result);
  }
  if (sent) return <p role="status">An email is on its way to {email}. By its link you can put the order into an account.</p>;
  return <Form label="Link" button="Email me a link to this order" send={send} />;
}
