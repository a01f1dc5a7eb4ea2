import { useState } from 'react';
import { useMutation } from 'urql';
import { SubscribeDocument } from '../operations/generated';
import { errorsOf, Field, Form, type Values } from './Form';
import { wordings } from './marketing';

/** The form in the footer for visitors. It shows the same text for every address. */
export function Newsletter() {
  const [accepted, setAccepted] = useState(false);
  const [, subscribe] = useMutation(SubscribeDocument);
  async function send({ email = '' }: Values) {
    const result = await subscribe({ email, wording: wordings.EMAIL });
    setAccepted(result.data?.subscribe?.accepted ?? false);
    return errorsOf(result);
  }
  return (
    <footer>
      <h2>Newsletter</h2>
      {accepted ? (
        <p role="status">Thank you. If you get an email from us, confirm your subscription with the link in it.</p>
      ) : (
        <Form label="Newsletter" button="Subscribe" send={send}>
          <p>{wordings.EMAIL}</p>
          <Field name="email" label="Your email address" type="email" autoComplete="email" required />
        </Form>
      )}
    </footer>
  );
}
