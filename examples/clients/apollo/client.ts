import { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink, InMemoryCache } from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { ErrorLink } from '@apollo/client/link/error';
import { print } from '@apollo/client/utilities';
import type { Session } from '@clientele/client';
import { cacheOptions } from '@clientele/client/apollo';
import { from, mergeMap } from 'rxjs';

/** Creates a client for the current customer. */
export function makeClient(uri: string, session: Session): ApolloClient {
  // Adds the customer's token, which is refreshed before it expires.
  const authorize = new SetContextLink(async ({ headers }, { query }) => ({
    headers: { ...headers, ...(await session.authorize(print(query))) },
  }));
  // Refreshes a token that the API has refused, and sends the operation again, once.
  const retry = new ErrorLink(({ error, operation, forward }) => {
    const { headers } = operation.getContext();
    if (!CombinedGraphQLErrors.is(error) || !session.isRejected(error.errors, headers)) return;
    return from(session.refresh()).pipe(mergeMap(() => forward(operation)));
  });
  return new ApolloClient({
    link: ApolloLink.from([retry, authorize, new HttpLink({ uri })]),
    cache: new InMemoryCache(cacheOptions),
  });
}
