import { SessionEndedError } from '@clientele/client';
import { authExchange } from '@urql/exchange-auth';
import { cacheExchange, createClient, fetchExchange, stringifyDocument, type Client, type CombinedError } from 'urql';
import { session } from './session';

/** Creates a client for the current session. Each session gets its own, with an empty cache. */
export function makeClient(): Client {
  return createClient({
    url: '/graphql',
    preferGetMethod: false, // operations with secrets must be sent by POST
    requestPolicy: 'cache-and-network',
    exchanges: [
      cacheExchange,
      authExchange(async ({ appendHeaders }) => ({
        addAuthToOperation: (operation) =>
          appendHeaders(operation, session.headers(stringifyDocument(operation.query))),
        willAuthError: ({ query }) => session.needsRefresh(stringifyDocument(query)),
        // Tried once: if the operation is refused again, it fails.
        didAuthError: (error, { context }) =>
          session.isRejected(error.graphQLErrors, (context.fetchOptions as RequestInit).headers),
        refreshAuth: () => session.refresh(),
      })),
      fetchExchange,
    ],
  });
}

/** Returns a message for shoppers about a failed operation. */
export function messageFor(error: CombinedError): string {
  if (error.networkError instanceof SessionEndedError) return 'You are logged out. Log in again.';
  if (error.networkError) return 'The shop cannot be reached. Are you offline?';
  const first = error.graphQLErrors[0];
  switch (codeOf(error)) {
    case 'UNAUTHENTICATED':
      return 'You are logged out. Log in again.';
    case 'RATE_LIMITED':
      return `Too many attempts. Try again in ${Math.ceil(Number(first?.extensions.retryAfter ?? 60) / 60)} minutes.`;
    case 'SERVICE_UNAVAILABLE':
      return 'The shop is temporarily unavailable. Try again in a few seconds.';
    case 'NOT_FOUND':
      return 'This no longer exists.';
    default:
      return first?.message ?? error.message;
  }
}

export function codeOf(error: CombinedError): unknown {
  return error.graphQLErrors[0]?.extensions.code;
}
