/** The tokens of a customer, as the API returns them in `customerToken`. */
export type Tokens = {
  readonly accessToken: string;
  readonly expiresAt: string;
  /** Missing or empty if the refresh token is in a cookie of your server. */
  readonly refreshToken?: string;
};

/** Tokens with the time at which to replace them, in milliseconds since 1970. */
export type StoredTokens = Tokens & { readonly renewAt: number };

const minute = 60_000;

/**
 * Returns when to replace tokens that have just been received: a minute before they expire, or after half of their
 * lifetime if that is less than two minutes. If they seem to have expired already, the clock of this device is wrong.
 * They are then replaced only when the API rejects them.
 */
export function renewalTime({ expiresAt }: Tokens, now = Date.now()): number {
  const life = Date.parse(expiresAt) - now;
  return life > 0 ? now + life - Math.min(minute, life / 2) : Number.MAX_SAFE_INTEGER;
}

/** Reports whether tokens belong to the same session as others and were issued later. */
export function isSuccessor(tokens: Tokens, others: Tokens): boolean {
  const session = sessionOf(tokens);
  return (
    session !== undefined &&
    session === sessionOf(others) &&
    Date.parse(tokens.expiresAt) > Date.parse(others.expiresAt)
  );
}

/** Returns the ID of the session, which is the claim `sid` of the access token, a JWT (RFC 7519). */
function sessionOf({ accessToken }: Tokens): unknown {
  try {
    const payload = accessToken.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '';
    return JSON.parse(atob(payload)).sid;
  } catch {
    return undefined;
  }
}
