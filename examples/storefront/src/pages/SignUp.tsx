import { useState } from 'react';
import { Link, useLocation } from 'react-router';
import { useMutation, useQuery } from 'urql';
import {
  VerifyEmailDocument,
  RequestEmailVerificationDocument,
  ShopDocument,
  SignUpDocument,
} from '../operations/generated';
import { Checkbox, errorsOf, Field, Form, type Values } from '../parts/Form';
import { wordings } from '../parts/marketing';
import { Page, useEmailToken, Loading } from '../parts/states';
import { session } from '../session';
import { useEnter } from './SignIn';

/** A field for a new password. It has no maximum length, so that long passwords are refused instead of cut off. */
export function NewPasswordField({ name, label }: { name: string; label: string }) {
  const [{ data }] = useQuery({ query: ShopDocument });
  const least = data?.shop.passwordRules.minLength;
  return (
    <Field
      name={name}
      label={label}
      type="password"
      autoComplete="new-password"
      required
      minLength={least}
      hint={least ? `At least ${least} characters.` : undefined}
    />
  );
}

/** `/sign-up`. If the shop verifies addresses first, the sign-up continues with a link in an email. */
export function SignUpPage() {
  const [shop] = useQuery({ query: ShopDocument });
  const [sentTo, setSentTo] = useState('');
  const [, signUp] = useMutation(SignUpDocument);
  const [, verify] = useMutation(RequestEmailVerificationDocument);
  const state = useLocation().state;
  const enter = useEnter();
  async function send({ name = '', email = '', password, acceptsMarketing }: Values) {
    const result = await signUp({
      input: {
        name: name || null,
        email,
        password: password ?? null,
        locale: navigator.language,
        acceptsMarketing: acceptsMarketing === 'on',
        marketingWording: acceptsMarketing === 'on' ? wordings.EMAIL : null,
      },
    });
    const payload = result.data?.createCustomer;
    if (payload?.emailSent) setSentTo(email);
    if (payload?.customerToken) {
      session.update(payload.customerToken); // for the next request
      const { data } = await verify({});
      enter(
        payload.customerToken,
        data?.requestEmailVerification?.emailSent
          ? 'Welcome! Please confirm your email address with the link that we have sent you.'
          : 'Welcome!',
      );
    }
    return errorsOf(result);
  }
  if (sentTo !== '') {
    return (
      <Page title="Check your email">
        <p role="status">We have sent an email to {sentTo}. Use the link in it within 24 hours to finish signing up.</p>
      </Page>
    );
  }
  if (!shop.data) return <Loading error={shop.error} />;
  return (
    <Page title="Sign up">
      <Form button="Sign up" send={send}>
        <Field name="name" label="Name" autoComplete="name" />
        <Field name="email" label="Email address" type="email" autoComplete="username" required />
        {shop.data.shop.emailVerification !== 'REQUIRED' && <NewPasswordField name="password" label="Password" />}
        <Checkbox name="acceptsMarketing" label={wordings.EMAIL} />
      </Form>
      <p>
        Already have an account?{' '}
        <Link to="/sign-in" state={state}>
          Log in
        </Link>
      </p>
    </Page>
  );
}

/**
 * `/finish-sign-up`: the page for the link in the sign-up email. The password is chosen here, by the recipient of the
 * email, because anyone could have entered the address.
 */
export function FinishSignUpPage() {
  const token = useEmailToken();
  const [, confirm] = useMutation(VerifyEmailDocument);
  const enter = useEnter();
  async function send({ password = '' }: Values) {
    const result = await confirm({ token: token ?? '', password });
    enter(result.data?.verifyEmail?.customerToken, 'Welcome!');
    return errorsOf(result);
  }
  return (
    <Page title="Finish signing up">
      <Form button="Create account" send={send}>
        <NewPasswordField name="password" label="Choose a password" />
      </Form>
      <p>If you did not sign up, close this page. No account has been created.</p>
    </Page>
  );
}
