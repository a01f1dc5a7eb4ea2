import { useState } from 'react';
import { useMutation } from 'urql';
import { RequestPasswordResetDocument, ResetPasswordDocument } from '../operations/generated';
import { errorsOf, Field, Form, type Values } from '../parts/Form';
import { Page, useEmailToken } from '../parts/states';
import { useEnter } from './SignIn';
import { NewPasswordField } from './SignUp';

/** `/forgot-password`: shows the same text for every address. */
export function ForgotPasswordPage() {
  const [sentTo, setSentTo] = useState('');
  const [, request] = useMutation(RequestPasswordResetDocument);
  async function send({ email = '' }: Values) {
    const result = await request({ email });
    if (result.data?.requestPasswordReset?.emailSent) setSentTo(email);
    return errorsOf(result);
  }
  return (
    <Page title="Reset your password">
      {sentTo !== '' && (
        <p role="status">If {sentTo} has an account, we have sent it a link. The link is valid for 30 minutes.</p>
      )}
      <Form button="Email me a link" send={send}>
        <Field name="email" label="Email address" type="email" autoComplete="username" required />
      </Form>
    </Page>
  );
}

/** `/reset-password`: sends the token with the new password. The token remains valid if the password is refused. */
export function ResetPasswordPage() {
  const token = useEmailToken();
  const [, reset] = useMutation(ResetPasswordDocument);
  const enter = useEnter();
  async function send({ password = '' }: Values) {
    const result = await reset({ token: token ?? '', password });
    enter(
      result.data?.resetPassword?.customerToken,
      'Your password has been changed. You are logged out on all other devices.',
    );
    return errorsOf(result);
  }
  return (
    <Page title="New password">
      <Form button="Save password" send={send}>
        <NewPasswordField name="password" label="New password" />
      </Form>
    </Page>
  );
}
