import { useState } from 'react';
import { useMutation, useQuery } from 'urql';
import {
  CancelErasureDocument,
  RequestDataExportDocument,
  RequestErasureDocument,
  ShopDocument,
  type DetailsFragment,
} from '../operations/generated';
import { errorsOf, Field, Form, type Values } from './Form';
import { Day } from './states';

/** Requests a copy of the customer's data. The link to it goes to the verified email address only. */
export function DownloadData({ customer }: { customer: DetailsFragment }) {
  const [, request] = useMutation(RequestDataExportDocument);
  const [requested, setRequested] = useState(false);
  async function send() {
    const result = await request({});
    setRequested(result.data?.requestDataExport?.requested ?? false);
    return errorsOf(result).map((error) =>
      error.code === 'LIMIT_REACHED' ? { ...error, message: 'You can request one copy per day.' } : error,
    );
  }
  return (
    <section aria-labelledby="download">
      <h2 id="download">Your data</h2>
      {requested && (
        <p role="status">
          We will email a link to {customer.email} when your copy is ready. The link is valid for 24 hours.
        </p>
      )}
      {!requested && !customer.emailVerified && (
        <p>To download a copy of your data, confirm your email address first.</p>
      )}
      {!requested && customer.emailVerified && (
        <Form label="Your data" button="Download my data" send={send}>
          <p>Get a copy of everything that we have stored about you.</p>
        </Form>
      )}
    </section>
  );
}

/** Requests the deletion of the account, and cancels the request. */
export function DeleteAccount({ customer }: { customer: DetailsFragment & { erasureDueAt: string | null } }) {
  const [{ data }] = useQuery({ query: ShopDocument });
  const [, request] = useMutation(RequestErasureDocument);
  const [, cancel] = useMutation(CancelErasureDocument);
  const days = data?.shop.erasureGraceDays;
  return (
    <section aria-labelledby="delete">
      <h2 id="delete">Delete your account</h2>
      {customer.erasureDueAt ? (
        <Form
          key="requested"
          label="Delete your account"
          button="Keep my account"
          send={async () => errorsOf(await cancel({}))}
        >
          <p role="status">
            Your account will be deleted on <Day at={customer.erasureDueAt} />. Until then, you can change your mind.
          </p>
        </Form>
      ) : (
        <Form
          key="none"
          label="Delete your account"
          button="Delete my account"
          send={async ({ password }: Values) => errorsOf(await request({ password: password || null }))}
        >
          <p>
            We delete your account, your addresses, and your personal data on your orders
            {days ? ` after ${days} days` : ''}. Orders in progress are completed first. We keep what you bought and
            what it cost, without your name, for our books.
          </p>
          {customer.hasPassword && (
            <Field name="password" label="Your password" type="password" autoComplete="current-password" required />
          )}
        </Form>
      )}
    </section>
  );
}
