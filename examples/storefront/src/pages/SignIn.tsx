import { useState } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { useMutation } from 'urql';
import {
  LoginWithCodeDocument,
  LogInDocument,
  RequestLoginCodeDocument,
  type TokensFragment,
} from '../operations/generated';
import { errorsOf, Field, Form, type Values } from '../parts/Form';
import { Page, useEmailToken } from '../parts/states';
import { session } from '../session';

/** Logs in and returns to the page that required it, or goes to the account page, with a message. */
export function useEnter(): (tokens: TokensFragment | null | undefined, news?: string) => void {
  const navigate = useNavigate();
  const state = useLocation().state as { next?: string; nextState?: object } | null;
  return (tokens, news) => {
    if (!tokens) return;
    session.signIn(tokens);
    navigate(state?.next ?? '/account', { replace: true, state: { ...state?.nextState, news } });
  };
}

/** `/sign-in`: with a password, with a code from an email, or with the link in that email. */
export function SignInPage() {
  const token = useEmailToken();
  const [withCode, setWithCode] = useState(false);
  const state = useLocation().state;
  return (
    <Page title="Log in">
      {token !== undefined && <ByLink token={token} />}
      {token === undefined && (withCode ? <ByCode /> : <ByPassword />)}
      <p>
        <button type="button" className="link" onClick={() => setWithCode(!withCode)}>
          {withCode ? 'Log in with a password' : 'Log in with a code'}
        </button>
      </p>
      <p>
        <Link to="/forgot-password">Forgot your password?</Link>{' '}
        <Link to="/sign-up" state={state}>
          Sign up
        </Link>
      </p>
    </Page>
  );
}

function ByPassword() {
  const [, logIn] = useMutation(LogInDocument);
  const enter = useEnter();
  async function send({ email = '', password = '' }: Values) {
    const result = await logIn({ email, password });
    enter(result.data?.login?.customerToken);
    return errorsOf(result);
  }
  return (
    <Form label="Log in with a password" button="Log in" send={send}>
      <Field name="email" label="Email address" type="email" autoComplete="username" required />
      <Field name="password" label="Password" type="password" autoComplete="current-password" required />
    </Form>
  );
}

/** Shows the same text for every address. Only the email reveals whether there is an account. */
function ByCode() {
  const [email, setEmail] = useState('');
  const [, start] = useMutation(RequestLoginCodeDocument);
  const [, finish] = useMutation(LoginWithCodeDocument);
  const enter = useEnter();
  if (email === '') {
    return (
      <Form
        key="address"
        label="Request a code"
        button="Email me a code"
        send={async (values) => {
          const result = await start({ email: values.email ?? '' });
          if (result.data?.requestLoginCode?.emailSent) setEmail(values.email ?? '');
          return errorsOf(result);
        }}
      >
        <p>New customers get an account without a password.</p>
        <Field name="email" label="Email address" type="email" autoComplete="username" required />
      </Form>
    );
  }
  return (
    <Form
      key="code"
      label="Log in with a code"
      button="Log in"
      send={async (values) => {
        const result = await finish({ code: values.code ?? '', email });
        enter(result.data?.loginWithCode?.customerToken);
        return errorsOf(result);
      }}
      actions={
        <button type="button" className="link" onClick={() => setEmail('')}>
          Use another address, or request a new code
        </button>
      }
    >
      <p role="status">We have sent a code to {email}. Enter it here within 15 minutes.</p>
      <Field
        name="code"
        label="Code from the email"
        autoComplete="one-time-code"
        autoCapitalize="characters"
        required
        autoFocus
      />
    </Form>
  );
}

function ByLink({ token }: { token: string }) {
  const [, finish] = useMutation(LoginWithCodeDocument);
  const enter = useEnter();
  return (
    <Form
      label="Log in with a link"
      button="Log in now"
      send={async () => {
        const result = await finish({ code: token });
        enter(result.data?.loginWithCode?.customerToken);
        return errorsOf(result);
      }}
    />
  );
}
