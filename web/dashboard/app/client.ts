import {
  cacheExchange,
  createClient,
  fetchExchange,
  makeOperation,
  mapExchange,
  type Client,
  type CombinedError,
  type Operation,
  type OperationResult,
} from 'urql';

/**
 * The client of the shop's API. The staff token travels in a cookie that no script can read; the header asks for that, and
 * is one that other sites' pages cannot send.
 */
export function makeClient(onError: (error: CombinedError, operation: string) => void): Client {
  return createClient({
    url: '/graphql',
    preferGetMethod: false,
    exchanges: [
      cacheExchange,
      mapExchange({ onError: (error, operation) => onError(error, nameOf(operation)), onResult: changesNothing }),
      fetchExchange,
    ],
    fetchOptions: () => ({ headers: { 'X-Staff-Session': 'cookie' } }),
  });
}

/**
 * The context of every query and mutation: what is on the screen is fetched again after each change. The cache alone would
 * miss the changes whose answers do not carry what they touched, a deletion for example or the first entry of an empty list.
 */
export const shared = { additionalTypenames: ['*'] };

/** If a mutation had no response, nothing is fetched again. */
function changesNothing(result: OperationResult): OperationResult {
  const { operation, error } = result;
  if (error === undefined || operation.kind !== 'mutation') return result;
  return {
    ...result,
    operation: makeOperation(operation.kind, operation, { ...operation.context, additionalTypenames: [] }),
  };
}

function nameOf({ query }: Operation): string {
  for (const definition of query.definitions) {
    if (definition.kind === 'OperationDefinition') return definition.name?.value ?? '';
  }
  return '';
}
