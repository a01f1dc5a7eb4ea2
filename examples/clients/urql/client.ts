import { Client, fetchExchange, stringifyDocument } from '@urql/core';
import { authExchange } from '@urql/exchange-auth';
import { cacheExchange, type UpdateResolver } from '@urql/exchange-graphcache';
import type { Session } from '@clientele/client';
import { cacheOptions } from '@clientele/client/urql';
import type { DeleteAddress, DeleteAddressVariables } from '../types.js';

/** Creates a client for the current customer. */
export function makeClient(url: string, session: Session): Client {
  return new Client({
    url,
    preferGetMethod: false,
    exchanges: [
      cacheExchange({ ...cacheOptions, updates: { Mutation: { deleteAddress } } }),
      authExchange(async ({ appendHeaders }) => ({
        addAuthToOperation: (operation) =>
          appendHeaders(operation, session.headers(stringifyDocument(operation.query))),
        // The token is refreshed before it expires, and once after the API has refused it.
        willAuthError: ({ query }) => session.needsRefresh(stringifyDocument(query)),
        didAuthError: (error, { context }) =>
          session.isRejected(error.graphQLErrors, (context.fetchOptions as RequestInit).headers),
        refreshAuth: () => session.refresh(),
      })),
      fetchExchange,
    ],
  });
}

/** Removes a deleted address from the lists in the cache. */
const deleteAddress: UpdateResolver<DeleteAddress, DeleteAddressVariables> = (result, { id }, cache) => {
  if (result.deleteAddress?.deletedId) cache.invalidate({ __typename: 'Address', id });
};
