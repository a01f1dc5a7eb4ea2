// Who is signed in. The access token is in this module's memory and nowhere else; the refresh token is in a cookie that no script
// can read, and server.mjs exchanges it. So a script that is smuggled into the page cannot take the session away with it.
import { useSyncExternalStore } from 'react';

type Tokens = { accessToken: string; expiresAt: string };

export type Session = {
  /** Whether it is known by now if there is a session. */
  known: boolean;
  signedIn: boolean;
  /** Grows when somebody signs in or out: what was read for the one before must not be shown to the next. */
  epoch: number;
};

let session: Session = { known: false, signedIn: false, epoch: 0 };
let access: { token: string; renewAt: number } | null = null;
const listeners = new Set<() => void>();
const tabs = new BroadcastChannel('session');

/** The access token for the next request; null for a visitor. */
export const accessToken = () => access?.token ?? null;

/** Whether the access token is over, or so soon that a request might come late. */
export const runsOut = () => access !== null && Date.now() > access.renewAt;

/** Signs in with what an operation has answered. */
export function signIn(tokens: Tokens): void {
  keep(tokens);
  publish({ known: true, signedIn: true, epoch: session.epoch + 1 });
  tabs.postMessage('changed');
}

/** Takes tokens for the session that there is. */
export function keep({ accessToken: token, expiresAt }: Tokens): void {
  const life = Date.parse(expiresAt) - Date.now();
  access = { token, renewAt: Date.now() + life - Math.min(60_000, life / 2) };
}

/** Forgets the session, once the API has ended it. */
export async function signOut(): Promise<void> {
  await fetch('/session', { method: 'DELETE' });
  forget();
  tabs.postMessage('changed');
}

/**
 * Gets the next access token. One tab at a time: each refresh token is good once, and the cookie is the same in all tabs. Where
 * there is no session any more, the shopper is a visitor from now on.
 */
export function renew(): Promise<void> {
  const before = access;
  return navigator.locks.request('session', async () => {
    if (access !== before) return; // somebody has signed in or out, meanwhile
    const response = await fetch('/session', { method: 'POST' });
    if (!response.ok) throw new Error('The shop does not answer.'); // the session may be good: keep it
    const tokens = (await response.json()) as Tokens | null;
    if (tokens === null) return forget();
    keep(tokens);
    if (!session.signedIn) publish({ known: true, signedIn: true, epoch: session.epoch + 1 });
  });
}

/** Finds out, when the page opens, whether there is a session. */
export function begin(): void {
  renew().catch(forget);
  // Another tab has signed in or out, so this one asks again whose session the cookie is.
  tabs.onmessage = () => {
    access = null;
    publish({ known: false, signedIn: false, epoch: session.epoch + 1 });
    renew().catch(forget);
  };
}

export function useSession(): Session {
  return useSyncExternalStore(subscribe, () => session);
}

function forget(): void {
  access = null;
  if (session.signedIn || !session.known) publish({ known: true, signedIn: false, epoch: session.epoch + (session.signedIn ? 1 : 0) });
}

function publish(next: Session): void {
  session = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
