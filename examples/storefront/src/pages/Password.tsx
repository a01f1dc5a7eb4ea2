import { useState } from 'react';
import { useMutation } from 'urql';
import { RequestPasswordResetDocument, ResetPasswordDocument } from '../operations/generated';
import { faultsOf, Field, Form, type Values } from '../parts/Form';
import { Page, useMailToken } from '../parts/states';
import { useEnter } from './SignIn';
import { NewPasswordField } from './SignUp';

/** `/forgot-password`: says the same for every address. */
export function ForgotPasswordPage() {
  const [sentTo, setSentTo] = useState('');
  const [, request] = useMutation(RequestPasswordResetDocument);
  async function send({ email = '' }: Values) {
    const result = await request({ email });
    if (result.data?.requestPasswordReset?.emailSent) setSentTo(email);
    return faultsOf(result);
  }
  return (
    <Page title="Forgotten password">
      {sentTo !== '' && <p role="status">If there is an account with {sentTo}, an email is on its way. Its link is good for half an hour.</p>}
      <Form button="Email me a link" send={send}>
        <Field name="email" label="Email address" type="email" autoComplete="username" required />
      </Form>
    </Page>
  );
}

/** `/reset-password`: the token goes along with the new password, and stays good while passwords are refused. */
export function ResetPasswordPage() {
  const token = useMailToken();
  const [, reset] = useMutation(ResetPasswordDocument);
  const enter = useEnter();
  async function send({ password = '' }: Values) {
    const result = await reset({ token: token ?? '', password });
    enter(result.data?.resetPassword?.customerToken, 'You have a new password, and are signed out everywhere else.');
    return faultsOf(result);
  }
  return (
    <Page title="New password">
      <Form button="Save password" send={send}>
        <NewPasswordField name="password" label="New password" />
      </Form>
    </Page>
  );
}
