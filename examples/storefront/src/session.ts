// The customer's session. The access token is kept only in the memory of this module. The refresh token is in a cookie
// that scripts cannot read, and server.mjs exchanges it. So an injected script cannot steal the session.
import { useSyncExternalStore } from 'react';

type Tokens = { accessToken: string; expiresAt: string };

export type Session = {
  /** Whether it is known if there is a session. */
  known: boolean;
  signedIn: boolean;
  /** Increases with each login and logout, so that data of one customer is never shown to the next. */
  epoch: number;
};

let session: Session = { known: false, signedIn: false, epoch: 0 };
let access: { token: string; renewAt: number } | null = null;
const listeners = new Set<() => void>();
const tabs = new BroadcastChannel('session');

/** The access token for the next request; null for a visitor. */
export const accessToken = () => access?.token ?? null;

/** Whether the access token has expired, or might expire before a request arrives. */
export const expiresSoon = () => access !== null && Date.now() > access.renewAt;

/** Starts a session with the tokens of an operation. */
export function signIn(tokens: Tokens): void {
  keep(tokens);
  publish({ known: true, signedIn: true, epoch: session.epoch + 1 });
  tabs.postMessage('changed');
}

/** Stores new tokens of the current session. */
export function keep({ accessToken: token, expiresAt }: Tokens): void {
  const life = Date.parse(expiresAt) - Date.now();
  access = { token, renewAt: Date.now() + life - Math.min(60_000, life / 2) };
}

/** Clears the session after the API has revoked it. */
export async function signOut(): Promise<void> {
  await fetch('/session', { method: 'DELETE' });
  forget();
  tabs.postMessage('changed');
}

/**
 * Gets the next access token, one tab at a time, because a refresh token can be used once and all tabs share the
 * cookie. If the session has ended, the shopper becomes a visitor.
 */
export function renew(): Promise<void> {
  const before = access;
  return navigator.locks.request('session', async () => {
    if (access !== before) return; // a login, logout or refresh eventText in the meantime
    const response = await fetch('/session', { method: 'POST' });
    if (!response.ok) throw new Error('The shop cannot be reached.'); // the session may be valid: keep it
    const tokens = (await response.json()) as Tokens | null;
    if (tokens === null) return forget();
    keep(tokens);
    if (!session.signedIn) publish({ known: true, signedIn: true, epoch: session.epoch + 1 });
  });
}

/** Checks whether there is a session when the page opens. */
export function begin(): void {
  renew().catch(forget);
  // Another tab has logged in or out, so the session of the cookie has changed.
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
  if (session.signedIn || !session.known)
    publish({ known: true, signedIn: false, epoch: session.epoch + (session.signedIn ? 1 : 0) });
}

function publish(next: Session): void {
  session = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
