import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { useMutation, useQuery } from 'urql';
import {
  AccountDocument,
  ChangePasswordDocument,
  LogOutDocument,
  RequestEmailVerificationDocument,
  RevokeSessionDocument,
  UpdateDetailsDocument,
  type AccountQuery,
  type DetailsFragment,
} from '../operations/generated';
import { MarketingChoices } from '../parts/MarketingChoices';
import { DeleteAccount, DownloadData } from '../parts/PersonalData';
import { errorsOf, Field, Form, Select, type Values } from '../parts/Form';
import { DateTime, Page, Loading } from '../parts/states';
import { session } from '../session';
import { NewPasswordField } from './SignUp';

/** `/account`: email address, details, password, sessions, marketing, and the customer's data. */
export function AccountPage() {
  const [{ data, error }, reload] = useQuery({ query: AccountDocument });
  if (!data?.me) return <Loading error={error} />;
  return (
    <Page title="Your account">
      <Email customer={data.me} />
      <Details customer={data.me} key={data.me.version} />
      <PasswordSection customer={data.me} />
      <MarketingChoices customer={data.me} />
      <Sessions sessions={data.me.sessions ?? []} onChange={() => reload({ requestPolicy: 'network-only' })} />
      <DownloadData customer={data.me} />
      <DeleteAccount customer={data.me} />
    </Page>
  );
}

function Email({ customer }: { customer: DetailsFragment }) {
  const [, verify] = useMutation(RequestEmailVerificationDocument);
  const [sent, setSent] = useState(false);
  return (
    <section aria-labelledby="email">
      <h2 id="email">Email address</h2>
      <p>
        {customer.email} {customer.emailVerified ? '(confirmed)' : '(not confirmed)'}{' '}
        <Link to="/change-email">Change</Link>
      </p>
      {sent && <p role="status">We have sent an email to this address.</p>}
      {!customer.emailVerified && (
        <Form
          label="Confirm email address"
          button="Email me a confirmation link"
          send={async () => {
            const result = await verify({});
            setSent(result.data?.requestEmailVerification?.emailSent ?? false);
            return errorsOf(result);
          }}
        />
      )}
    </section>
  );
}

function Details({ customer }: { customer: DetailsFragment }) {
  const [, update] = useMutation(UpdateDetailsDocument);
  async function send({ name = '', phone = '', locale }: Values) {
    return errorsOf(
      await update({
        input: { name: name || null, phone: phone || null, locale: locale || null, expectedVersion: customer.version },
      }),
    );
  }
  return (
    <section aria-labelledby="details">
      <h2 id="details">Details</h2>
      <Form label="Details" button="Save" send={send}>
        <Field name="name" label="Name" autoComplete="name" defaultValue={customer.name ?? ''} />
        <Field
          name="phone"
          label="Phone"
          type="tel"
          autoComplete="tel"
          hint="With the country code, for example +353 87 123 4567."
          defaultValue={customer.phone ?? ''}
        />
        <Select
          name="locale"
          label="Language of our emails"
          defaultValue={customer.locale ?? navigator.language}
          options={languages(customer.locale ?? navigator.language)}
        />
      </Form>
    </section>
  );
}

/** The languages that emails are written in, and the customer's own, each by its own name. */
function languages(own: string) {
  return [...new Set([own, 'en', 'de', 'fr', 'es', 'ja', 'ar'])].map((value) => ({
    value,
    label: new Intl.DisplayNames(value, { type: 'language' }).of(value) ?? value,
  }));
}

function PasswordSection({ customer }: { customer: DetailsFragment }) {
  const [, change] = useMutation(ChangePasswordDocument);
  const [count, setCount] = useState(0);
  async function send({ currentPassword, newPassword = '' }: Values) {
    const result = await change({ currentPassword, newPassword });
    const tokens = result.data?.changePassword?.customerToken;
    if (tokens) {
      session.update(tokens);
      setCount(count + 1);
    }
    return errorsOf(result);
  }
  return (
    <section aria-labelledby="password">
      <h2 id="password">Password</h2>
      {count > 0 && <p role="status">Password saved. You are logged out on all other devices.</p>}
      <Form label="Password" button="Save password" send={send} key={count}>
        {customer.hasPassword && (
          <Field
            name="currentPassword"
            label="Current password"
            type="password"
            autoComplete="current-password"
            required
          />
        )}
        <NewPasswordField name="newPassword" label="New password" />
      </Form>
    </section>
  );
}

type Session = NonNullable<NonNullable<AccountQuery['me']>['sessions']>[number];

function Sessions({ sessions, onChange }: { sessions: readonly Session[]; onChange: () => void }) {
  const navigate = useNavigate();
  const [, logOut] = useMutation(LogOutDocument);
  const [, revoke] = useMutation(RevokeSessionDocument);
  async function leave(everywhere: boolean) {
    const errors = errorsOf(await logOut({ everywhere }));
    if (errors.length > 0) return errors;
    navigate('/'); // this page requires a session
    await session.signOut();
    return [];
  }
  return (
    <section aria-labelledby="sessions">
      <h2 id="sessions">Where you are logged in</h2>
      <ul className="list">
        {sessions.map(({ id, device, lastUsedAt, current }) => (
          <li key={id}>
            <span>
              {device ?? 'Unknown device'}, last used <DateTime at={lastUsedAt} />{' '}
              {current && <strong>This device</strong>}
            </span>
            {!current && (
              <Form
                label={device ?? 'Unknown device'}
                button="Log out this device"
                send={async () => {
                  const errors = errorsOf(await revoke({ id }));
                  onChange();
                  return errors;
                }}
              />
            )}
          </li>
        ))}
      </ul>
      <Form label="This device" button="Log out" send={() => leave(false)} />
      <Form label="All devices" button="Log out everywhere" send={() => leave(true)} />
    </section>
  );
}
