import { useEffect, type ReactNode } from 'react';
import { Link, useLocation, useSearchParams } from 'react-router';
import type { CombinedError } from 'urql';
import { wordsFor } from '../client';
import { useSession } from '../session';

/** A page with its heading, which is also the window's title, and with the news that the page before has left for it. */
export function Page({ title, children }: { title: string; children: ReactNode }) {
  const news = (useLocation().state as { news?: string } | null)?.news;
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <main>
      <h1>{title}</h1>
      {news && <p role="status">{news}</p>}
      {children}
    </main>
  );
}

/** What stands where an answer has not come yet, or not at all. */
export function Waiting({ error }: { error?: CombinedError }) {
  if (error) return <p role="alert">{wordsFor(error)}</p>;
  return <p aria-busy="true">One moment…</p>;
}

/** Pages for customers: whoever is signed out is asked to sign in, and comes back. */
export function Private({ children }: { children: ReactNode }) {
  const { signedIn } = useSession();
  const { pathname } = useLocation();
  if (signedIn) return children;
  return (
    <Page title="Your account">
      <p>
        <Link to="/sign-in" state={{ next: pathname }}>
          Sign in
        </Link>{' '}
        to see this page.
      </p>
    </Page>
  );
}

/**
 * The token of the email's link. It is taken out of the address at once, where history and screenshots would keep it, and is used when
 * somebody presses a button: mail programs open links by themselves.
 */
export function useMailToken(): string | undefined {
  const [query, setQuery] = useSearchParams();
  const state = useLocation().state as { mailToken?: string } | null;
  const token = query.get('token') ?? state?.mailToken;
  useEffect(() => {
    if (query.has('token')) setQuery({}, { replace: true, state: { ...state, mailToken: token } });
  }, [query, setQuery, state, token]);
  return token;
}

/** A postal address as its country prints it. */
export function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <address>
      {lines.map((line, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity, and two can be equal
        <div key={at}>
          <bdi>{line}</bdi>
        </div>
      ))}
    </address>
  );
}

const moments = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

export function Moment({ at }: { at: string }) {
  return <time dateTime={at}>{moments.format(new Date(at))}</time>;
}
