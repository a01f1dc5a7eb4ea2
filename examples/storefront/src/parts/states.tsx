import { useEffect, type ReactNode } from 'react';
import { Link, useLocation, useSearchParams } from 'react-router';
import type { CombinedError } from 'urql';
import { messageFor } from '../client';
import { useSession } from '../session';

/** A page with its heading, which is also the window title, and a message from the previous page. */
export function Page({ title, className, children }: { title: string; className?: string; children: ReactNode }) {
  const news = (useLocation().state as { news?: string } | null)?.news;
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <main id="content" tabIndex={-1} className={className}>
      <h1>{title}</h1>
      {news && <p role="status">{news}</p>}
      {children}
    </main>
  );
}

/** The page for data that is loading or could not be loaded. */
export function Loading({ error }: { error?: CombinedError }) {
  return (
    <main id="content" tabIndex={-1}>
      {error ? (
        <p role="alert">{messageFor(error)}</p>
      ) : (
        <p aria-busy="true" className="quiet">
          Loading…
        </p>
      )}
    </main>
  );
}

/** A page for customers. Visitors are asked to log in first, and then return to it. */
export function Private({ children }: { children: ReactNode }) {
  const { signedIn } = useSession();
  const { pathname } = useLocation();
  if (signedIn) return children;
  return (
    <Page title="Your account">
      <p>
        <Link to="/sign-in" state={{ next: pathname }}>
          Log in
        </Link>{' '}
        to see this page.
      </p>
    </Page>
  );
}

/**
 * The token from the link in an email. It is removed from the URL immediately, to keep it out of the history and
 * screenshots. It is used only after a click on a button, because email programs open links automatically.
 */
export function useEmailToken(): string | undefined {
  const [query, setQuery] = useSearchParams();
  const state = useLocation().state as { emailToken?: string } | null;
  const token = query.get('token') ?? state?.emailToken;
  useEffect(() => {
    if (query.has('token')) setQuery({}, { replace: true, state: { ...state, emailToken: token } });
  }, [query, setQuery, state, token]);
  return token;
}

/** A postal address as printed in its country. */
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

const dateTimes = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

const days = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' });

export function Day({ at }: { at: string }) {
  return <time dateTime={at}>{days.format(new Date(at))}</time>;
}

export function DateTime({ at }: { at: string }) {
  return <time dateTime={at}>{dateTimes.format(new Date(at))}</time>;
}
