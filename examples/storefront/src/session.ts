// The customer's session. The access token is kept only in memory. The refresh token is in a cookie that scripts cannot
// read, and server.mjs exchanges it. So an injected script cannot steal the session.
import { createSession, refreshWithCookie, type SessionState } from '@clientele/client';
import { useSyncExternalStore } from 'react';

export const session = createSession({ refresher: refreshWithCookie('/session') });

/** The state of the session, which changes with logins and logouts, also in other tabs. */
export function useSession(): SessionState {
  return useSyncExternalStore(session.subscribe, () => session.state);
}
