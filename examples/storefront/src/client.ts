import { authExchange } from '@urql/exchange-auth';
import { cacheExchange, createClient, fetchExchange, type Client, type CombinedError } from 'urql';
import { accessToken, renew, runsOut } from './session';

/** A client for whoever is signed in now. Another shopper gets another one, with nothing in its cache. */
export function makeClient(): Client {
  return createClient({
    url: '/graphql',
    preferGetMethod: false, // what secrets go into is refused by GET
    requestPolicy: 'cache-and-network',
    exchanges: [
      cacheExchange,
      authExchange(async (utils) => ({
        addAuthToOperation(operation) {
          const token = accessToken();
          return token === null ? operation : utils.appendHeaders(operation, { 'X-Customer-Token': token });
        },
        willAuthError: runsOut,
        // Once: what is refused again afterwards is an error of the operation's.
        didAuthError: (error) => accessToken() !== null && codeOf(error) === 'UNAUTHENTICATED',
        refreshAuth: () => renew().catch(() => undefined),
      })),
      fetchExchange,
    ],
  });
}

/** Why an operation was not answered, in words for people. */
export function wordsFor(error: CombinedError): string {
  if (error.networkError) return 'The shop does not answer. Are you offline?';
  const first = error.graphQLErrors[0];
  switch (codeOf(error)) {
    case 'UNAUTHENTICATED':
      return 'You are signed out. Sign in again.';
    case 'RATE_LIMITED':
      return `Too many tries. Try again in ${Math.ceil(Number(first?.extensions.retryAfter ?? 60) / 60)} minutes.`;
    case 'NOT_FOUND':
      return 'That is not there any more.';
    default:
      return first?.message ?? error.message;
  }
}

export function codeOf(error: CombinedError): unknown {
  return error.graphQLErrors[0]?.extensions.code;
}
