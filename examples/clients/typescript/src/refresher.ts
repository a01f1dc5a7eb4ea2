import type { Tokens } from './tokens.js';

/** How a session gets its next tokens. */
export type Refresher = {
  /** Whether all tabs of the browser have the same session, because the refresh token is in a cookie. */
  readonly shared: boolean;
  /** Returns the next tokens, or null if the session has ended. Throws if that is not known: the session is kept. */
  refresh(tokens: Tokens | null): Promise<Tokens | null>;
  /** Removes what the refresher keeps of the session, after the API has ended it. */
  end?(): Promise<void>;
};

type Options = {
  /** Replaces the global `fetch`. */
  fetch?: typeof globalThis.fetch;
};

/**
 * The refresh token is in a cookie of your server that scripts cannot read. A POST to the URL returns the next access
 * token as `{ accessToken, expiresAt }`, or null without a session; a DELETE removes the cookie.
 */
export function refreshWithCookie(url: string, { fetch = globalThis.fetch }: Options = {}): Refresher {
  return {
    shared: true,
    async refresh() {
      const response = await fetch(url, { method: 'POST' });
      if (!response.ok) throw new Error(`The session could not be refreshed: status ${response.status}`);
      return (await response.json()) as Tokens | null;
    },
    async end() {
      const response = await fetch(url, { method: 'DELETE' });
      if (!response.ok) throw new Error(`The session could not be removed: status ${response.status}`);
    },
  };
}

const mutation = `mutation RefreshToken($refreshToken: String!) {
  refreshToken(refreshToken: $refreshToken) {
    customerToken { accessToken expiresAt refreshToken }
    userErrors { code message }
  }
}`;

type Answer = {
  data?: { refreshToken: { customerToken: Tokens | null; userErrors: readonly { code: string }[] } | null } | null;
  errors?: readonly { message: string }[];
};

/** The page has the refresh token, and exchanges it at the GraphQL endpoint with `refreshToken`. */
export function refreshWithToken(endpoint: string, { fetch = globalThis.fetch }: Options = {}): Refresher {
  return {
    shared: false,
    async refresh(tokens) {
      if (!tokens?.refreshToken) return null;
      const response = await fetch(endpoint, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: 'application/graphql-response+json' },
        body: JSON.stringify({ query: mutation, variables: { refreshToken: tokens.refreshToken } }),
      });
      const answer = (await response.json()) as Answer;
      const payload = answer.data?.refreshToken;
      if (payload?.customerToken) return payload.customerToken;
      if (payload?.userErrors.some(({ code }) => code === 'REFRESH_TOKEN_INVALID')) return null;
      throw new Error(`The session could not be refreshed: ${answer.errors?.[0]?.message ?? response.status}`);
    },
  };
}
