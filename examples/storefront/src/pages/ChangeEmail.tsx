import { useState } from 'react';
import { Link } from 'react-router';
import { useMutation, useQuery } from 'urql';
import { AccountDocument, VerifyEmailDocument, RequestEmailChangeDocument } from '../operations/generated';
import { errorsOf, Field, Form, type Values } from '../parts/Form';
import { Page, Private, useEmailToken, Loading } from '../parts/states';
import { useSession } from '../session';

/** `/change-email`: requests a change, or confirms it with the token from the email to the new address. */
export function ChangeEmailPage() {
  const token = useEmailToken();
  return token === undefined ? (
    <Private>
      <RequestChange />
    </Private>
  ) : (
    <Confirm token={token} />
  );
}

function RequestChange() {
  const [{ data, error }] = useQuery({ query: AccountDocument });
  const [sentTo, setSentTo] = useState('');
  const [, request] = useMutation(RequestEmailChangeDocument);
  async function send({ newEmail = '', password = '' }: Values) {
    const result = await request({ newEmail, password: password || null });
    if (result.data?.requestEmailChange?.emailSent) setSentTo(newEmail);
    return errorsOf(result);
  }
  if (!data?.me) return <Loading error={error} />;
  return (
    <Page title="Change your email address">
      <p>Your email address is {data.me.email}. It remains in use until you confirm the new one.</p>
      {sentTo !== '' && <p role="status">We have sent an email to {sentTo}. Confirm the change with the link in it.</p>}
      <Form button="Change email address" send={send}>
        <Field name="newEmail" label="New email address" type="email" autoComplete="email" required />
        {data.me.hasPassword && (
          <Field name="password" label="Current password" type="password" autoComplete="current-password" required />
        )}
      </Form>
    </Page>
  );
}

function Confirm({ token }: { token: string }) {
  const { signedIn } = useSession();
  const [email, setEmail] = useState('');
  const [, confirm] = useMutation(VerifyEmailDocument);
  async function send({ password = '' }: Values) {
    const result = await confirm({ token, password: password || null });
    setEmail(result.data?.verifyEmail?.customer?.email ?? '');
    return errorsOf(result);
  }
  if (email !== '') {
    return (
      <Page title="Email address changed">
        <p role="status">Your email address is now {email}. You are logged out on all other devices.</p>
        <p>{signedIn ? <Link to="/account">Your account</Link> : <Link to="/sign-in">Log in</Link>}</p>
      </Page>
    );
  }
  return (
    <Page title="Confirm your new email address">
      <Form button="Confirm" send={send}>
        {!signedIn && (
          <Field name="password" label="Password" type="password" autoComplete="current-password" required />
        )}
      </Form>
    </Page>
  );
}
