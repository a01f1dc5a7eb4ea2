import { useState } from 'react';
import { Link } from 'react-router';
import { useMutation } from 'urql';
import { VerifyEmailDocument } from '../operations/generated';
import { faultsOf, Field, Form, type Values } from '../parts/Form';
import { Page, useMailToken } from '../parts/states';
import { useSession } from '../session';

/**
 * `/verify-email`. Whoever is not signed in gives the password, to show that it is the same person who signed up: without, the
 * address is verified but the password of before ends, since somebody else may have chosen it.
 */
export function VerifyEmailPage() {
  const token = useMailToken();
  const { signedIn } = useSession();
  const [confirmed, setConfirmed] = useState<{ hasPassword: boolean }>();
  const [, confirm] = useMutation(VerifyEmailDocument);
  async function send({ password = '' }: Values) {
    const result = await confirm({ token: token ?? '', password: password || null });
    const customer = result.data?.verifyEmail?.customer;
    if (customer) setConfirmed(customer);
    return faultsOf(result);
  }
  if (confirmed) {
    return (
      <Page title="Your address is confirmed">
        <p role="status">Thank you.</p>
        {!confirmed.hasPassword && <p>The account has no password now. Sign in with a code by mail, or choose a new password.</p>}
        <p>
          {signedIn ? <Link to="/account">Your account</Link> : <Link to="/sign-in">Sign in</Link>} {!confirmed.hasPassword && <Link to="/forgot-password">New password</Link>}
        </p>
      </Page>
    );
  }
  return (
    <Page title="Confirm your address">
      <Form button="Confirm" send={send}>
        {!signedIn && (
          <Field
            name="password"
            label="Password"
            type="password"
            autoComplete="current-password"
            hint="Leave it empty if you do not know it: the account then needs a new one."
          />
        )}
      </Form>
    </Page>
  );
}
