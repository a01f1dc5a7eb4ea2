import { useState } from 'react';
import { Link } from 'react-router';
import { useMutation, useQuery } from 'urql';
import { AccountDocument, VerifyEmailDocument, RequestEmailChangeDocument } from '../operations/generated';
import { faultsOf, Field, Form, type Values } from '../parts/Form';
import { Page, Private, useMailToken, Waiting } from '../parts/states';
import { useSession } from '../session';

/** `/change-email`: asks for the change, and with the token that came to the new address, makes it. */
export function ChangeEmailPage() {
  const token = useMailToken();
  return token === undefined ? <Private><Ask /></Private> : <Confirm token={token} />;
}

function Ask() {
  const [{ data, error }] = useQuery({ query: AccountDocument });
  const [sentTo, setSentTo] = useState('');
  const [, request] = useMutation(RequestEmailChangeDocument);
  async function send({ newEmail = '', password = '' }: Values) {
    const result = await request({ newEmail, password: password || null });
    if (result.data?.requestEmailChange?.emailSent) setSentTo(newEmail);
    return faultsOf(result);
  }
  if (!data?.me) return <Waiting error={error} />;
  return (
    <Page title="Change your address">
      <p>Your address is {data.me.email}. It stays until you confirm the new one.</p>
      {sentTo !== '' && <p role="status">We wrote to {sentTo}. Confirm the change by the link in the mail.</p>}
      <Form button="Change address" send={send}>
        <Field name="newEmail" label="New email address" type="email" autoComplete="email" required />
        {data.me.hasPassword && <Field name="password" label="Present password" type="password" autoComplete="current-password" required />}
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
    return faultsOf(result);
  }
  if (email !== '') {
    return (
      <Page title="Your address is changed">
        <p role="status">It is {email} now. You are signed out everywhere else.</p>
        <p>{signedIn ? <Link to="/account">Your account</Link> : <Link to="/sign-in">Sign in</Link>}</p>
      </Page>
    );
  }
  return (
    <Page title="Confirm your new address">
      <Form button="Confirm" send={send}>
        {!signedIn && <Field name="password" label="Password" type="password" autoComplete="current-password" required />}
      </Form>
    </Page>
  );
}
