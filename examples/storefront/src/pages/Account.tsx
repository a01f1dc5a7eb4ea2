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
import { faultsOf, Field, Form, type Values } from '../parts/Form';
import { Moment, Page, Waiting } from '../parts/states';
import { keep, signOut } from '../session';
import { NewPasswordField } from './SignUp';

/** `/account`: details, address, password, and where one is signed in. */
export function AccountPage() {
  const [{ data, error }, reload] = useQuery({ query: AccountDocument });
  if (!data?.me) return <Waiting error={error} />;
  return (
    <Page title="Your account">
      <Email customer={data.me} />
      <Details customer={data.me} key={data.me.version} />
      <PasswordSection customer={data.me} />
      <Sessions sessions={data.me.sessions ?? []} onChange={() => reload({ requestPolicy: 'network-only' })} />
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
        {customer.email} {customer.emailVerified ? '(confirmed)' : '(not confirmed yet)'} <Link to="/change-email">Change</Link>
      </p>
      {sent && <p role="status">An email is on its way.</p>}
      {!customer.emailVerified && (
        <Form
          label="Confirm the address"
          button="Email me a link to confirm it"
          send={async () => {
            const result = await verify({});
            setSent(result.data?.requestEmailVerification?.emailSent ?? false);
            return faultsOf(result);
          }}
        />
      )}
    </section>
  );
}

function Details({ customer }: { customer: DetailsFragment }) {
  const [, update] = useMutation(UpdateDetailsDocument);
  async function send({ name = '', phone = '' }: Values) {
    return faultsOf(await update({ input: { name: name || null, phone: phone || null, expectedVersion: customer.version } }));
  }
  return (
    <section aria-labelledby="details">
      <h2 id="details">Details</h2>
      <Form label="Details" button="Save" send={send}>
        <Field name="name" label="Name" autoComplete="name" defaultValue={customer.name ?? ''} />
        <Field name="phone" label="Phone" type="tel" autoComplete="tel" hint="With its country code, such as +353 87 123 4567." defaultValue={customer.phone ?? ''} />
      </Form>
    </section>
  );
}

function PasswordSection({ customer }: { customer: DetailsFragment }) {
  const [, change] = useMutation(ChangePasswordDocument);
  const [count, setCount] = useState(0);
  async function send({ currentPassword, newPassword = '' }: Values) {
    const result = await change({ currentPassword, newPassword });
    const tokens = result.data?.changePassword?.customerToken;
    if (tokens) {
      keep(tokens);
      setCount(count + 1);
    }
    return faultsOf(result);
  }
  return (
    <section aria-labelledby="password">
      <h2 id="password">Password</h2>
      {count > 0 && <p role="status">Saved. You are signed out everywhere else.</p>}
      <Form label="Password" button="Save password" send={send} key={count}>
        {customer.hasPassword && <Field name="currentPassword" label="Present password" type="password" autoComplete="current-password" required />}
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
    const faults = faultsOf(await logOut({ everywhere }));
    if (faults.length > 0) return faults;
    navigate('/'); // before this page is nobody's
    await signOut();
    return [];
  }
  return (
    <section aria-labelledby="sessions">
      <h2 id="sessions">Where you are signed in</h2>
      <ul className="list">
        {sessions.map(({ id, device, lastUsedAt, current }) => (
          <li key={id}>
            <span>
              {device ?? 'Unknown device'}, last used <Moment at={lastUsedAt} /> {current && <strong>This device</strong>}
            </span>
            {!current && (
              <Form
                label={device ?? 'Unknown device'}
                button="Sign out there"
                send={async () => {
                  const faults = faultsOf(await revoke({ id }));
                  onChange();
                  return faults;
                }}
              />
            )}
          </li>
        ))}
      </ul>
      <Form label="This device" button="Sign out" send={() => leave(false)} />
      <Form label="All devices" button="Sign out everywhere" send={() => leave(true)} />
    </section>
  );
}
