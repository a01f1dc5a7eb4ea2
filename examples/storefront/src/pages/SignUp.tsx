import { useState } from 'react';
import { Link, useLocation } from 'react-router';
import { useMutation, useQuery } from 'urql';
import { VerifyEmailDocument, RequestEmailVerificationDocument, ShopDocument, SignUpDocument } from '../operations/generated';
import { faultsOf, Field, Form, type Values } from '../parts/Form';
import { Page, useMailToken, Waiting } from '../parts/states';
import { keep } from '../session';
import { useEnter } from './SignIn';

/** A field for a new password, by the shop's rules. It cuts nothing off: what is too long is told. */
export function NewPasswordField({ name, label }: { name: string; label: string }) {
  const [{ data }] = useQuery({ query: ShopDocument });
  const least = data?.shop.passwordRules.minLength;
  return <Field name={name} label={label} type="password" autoComplete="new-password" required minLength={least} hint={least ? `At least ${least} characters.` : undefined} />;
}

/** `/sign-up`. Where the shop verifies addresses first, the sign-up goes on by email, and the password is chosen there. */
export function SignUpPage() {
  const [shop] = useQuery({ query: ShopDocument });
  const [sentTo, setSentTo] = useState('');
  const [, signUp] = useMutation(SignUpDocument);
  const [, verify] = useMutation(RequestEmailVerificationDocument);
  const state = useLocation().state;
  const enter = useEnter();
  async function send({ name = '', email = '', password }: Values) {
    const result = await signUp({ input: { name: name || null, email, password: password ?? null } });
    const payload = result.data?.createCustomer;
    if (payload?.emailSent) setSentTo(email);
    if (payload?.customerToken) {
      keep(payload.customerToken); // so that the next request is the new customer's
      const { data } = await verify({});
      enter(payload.customerToken, data?.requestEmailVerification?.emailSent ? 'Welcome! Confirm your address by the email that we sent you.' : 'Welcome!');
    }
    return faultsOf(result);
  }
  if (sentTo !== '') {
    return (
      <Page title="Look into your mailbox">
        <p role="status">We wrote to {sentTo}. Go on by the link in the mail; it is good for a day.</p>
      </Page>
    );
  }
  if (!shop.data) {
    return (
      <Page title="Sign up">
        <Waiting error={shop.error} />
      </Page>
    );
  }
  return (
    <Page title="Sign up">
      <Form button="Sign up" send={send}>
        <Field name="name" label="Name" autoComplete="name" />
        <Field name="email" label="Email address" type="email" autoComplete="username" required />
        {shop.data.shop.emailVerification !== 'REQUIRED' && <NewPasswordField name="password" label="Password" />}
      </Form>
      <p>
        Have an account? <Link to="/sign-in" state={state}>Sign in</Link>
      </p>
    </Page>
  );
}

/**
 * `/finish-sign-up`: the link of the email where sign-ups go on by email. The password is chosen here, by whoever receives the mail:
 * anybody could have typed the address.
 */
export function FinishSignUpPage() {
  const token = useMailToken();
  const [, confirm] = useMutation(VerifyEmailDocument);
  const enter = useEnter();
  async function send({ password = '' }: Values) {
    const result = await confirm({ token: token ?? '', password });
    enter(result.data?.verifyEmail?.customerToken, 'Welcome!');
    return faultsOf(result);
  }
  return (
    <Page title="Finish signing up">
      <Form button="Finish" send={send}>
        <NewPasswordField name="password" label="Choose a password" />
      </Form>
      <p>If it was not you who signed up, close this page: there is no account yet.</p>
    </Page>
  );
}
