import { useState } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { useMutation } from 'urql';
import { LoginWithCodeDocument, LogInDocument, RequestLoginCodeDocument, type TokensFragment } from '../operations/generated';
import { faultsOf, Field, Form, type Values } from '../parts/Form';
import { Page, useMailToken } from '../parts/states';
import { signIn } from '../session';

/** Goes on as the customer, to the page that wanted a sign-in or to another one, with news for it. */
export function useEnter(): (tokens: TokensFragment | null | undefined, news?: string) => void {
  const navigate = useNavigate();
  const state = useLocation().state as { next?: string; nextState?: object } | null;
  return (tokens, news) => {
    if (!tokens) return;
    signIn(tokens);
    navigate(state?.next ?? '/account', { replace: true, state: { ...state?.nextState, news } });
  };
}

/** `/sign-in`: by password, by a code from an email, or by the link in that email. */
export function SignInPage() {
  const token = useMailToken();
  const [byMail, setByMail] = useState(false);
  const state = useLocation().state;
  return (
    <Page title="Sign in">
      {token !== undefined && <ByLink token={token} />}
      {token === undefined && (byMail ? <ByCode /> : <ByPassword />)}
      <p>
        <button type="button" className="link" onClick={() => setByMail(!byMail)}>
          {byMail ? 'Sign in with a password' : 'Sign in with a code by email'}
        </button>
      </p>
      <p>
        <Link to="/forgot-password">Forgotten password?</Link> <Link to="/sign-up" state={state}>Sign up</Link>
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
    return faultsOf(result);
  }
  return (
    <Form label="By password" button="Sign in" send={send}>
      <Field name="email" label="Email address" type="email" autoComplete="username" required />
      <Field name="password" label="Password" type="password" autoComplete="current-password" required />
    </Form>
  );
}

/** The same words for every address: whether there is an account is told in the email only. */
function ByCode() {
  const [email, setEmail] = useState('');
  const [, start] = useMutation(RequestLoginCodeDocument);
  const [, finish] = useMutation(LoginWithCodeDocument);
  const enter = useEnter();
  if (email === '') {
    return (
      <Form
        key="address"
        label="By email"
        button="Email me a code"
        send={async (values) => {
          const result = await start({ email: values.email ?? '' });
          if (result.data?.requestLoginCode?.emailSent) setEmail(values.email ?? '');
          return faultsOf(result);
        }}
      >
        <Field name="email" label="Email address" type="email" autoComplete="username" required />
      </Form>
    );
  }
  return (
    <Form
      key="code"
      label="By code"
      button="Sign in"
      send={async (values) => {
        const result = await finish({ code: values.code ?? '', email });
        enter(result.data?.loginWithCode?.customerToken);
        return faultsOf(result);
      }}
      actions={
        <button type="button" className="link" onClick={() => setEmail('')}>
          Another address, or a new code
        </button>
      }
    >
      <p role="status">An email is on its way to {email}. It has a code to type in here and is good for a quarter of an hour.</p>
      <Field name="code" label="Code from the email" autoComplete="one-time-code" autoCapitalize="characters" required autoFocus />
    </Form>
  );
}

function ByLink({ token }: { token: string }) {
  const [, finish] = useMutation(LoginWithCodeDocument);
  const enter = useEnter();
  return (
    <Form
      label="By link"
      button="Sign in now"
      send={async () => {
        const result = await finish({ code: token });
        enter(result.data?.loginWithCode?.customerToken);
        return faultsOf(result);
      }}
    />
  );
}
