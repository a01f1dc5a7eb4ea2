import { useState } from 'react';
import { Link } from 'react-router';
import { useMutation } from 'urql';
import { VerifyEmailDocument } from '../operations/generated';
import { errorsOf, Field, Form, type Values } from '../parts/Form';
import { Page, useEmailToken } from '../parts/states';
import { useSession } from '../session';

/**
 * `/verify-email`. Visitors enter the password, to show that they are the person who signed up. Without it, the address
 * is verified, but the account loses its password, because someone else may have chosen it.
 */
export function VerifyEmailPage() {
  const token = useEmailToken();
  const { signedIn } = useSession();
  const [confirmed, setConfirmed] = useState<{ hasPassword: boolean }>();
  const [, confirm] = useMutation(VerifyEmailDocument);
  async function send({ password = '' }: Values) {
    const result = await confirm({ token: token ?? '', password: password || null });
    const customer = result.data?.verifyEmail?.customer;
    if (customer) setConfirmed(customer);
    return errorsOf(result);
  }
  if (confirmed) {
    return (
      <Page title="Email address confirmed">
        <p role="status">Thank you.</p>
        {!confirmed.hasPassword && (
          <p>Your account no longer has a password. Log in with a code, or choose a new password.</p>
        )}
        <p>
          {signedIn ? <Link to="/account">Your account</Link> : <Link to="/sign-in">Log in</Link>}{' '}
          {!confirmed.hasPassword && <Link to="/forgot-password">New password</Link>}
        </p>
      </Page>
    );
  }
  return (
    <Page title="Confirm your email address">
      <Form button="Confirm" send={send}>
        {!signedIn && (
          <Field
            name="password"
            label="Password"
            type="password"
            autoComplete="current-password"
            hint="If you do not know it, leave this field empty. You will then need a new password."
          />
        )}
      </Form>
    </Page>
  );
}
