import type { FieldPolicy, InMemoryCacheConfig, TypePolicies } from '@apollo/client/cache';
import { relayStylePagination } from '@apollo/client/utilities';
import { connections, embeddedTypes, keyFields, mapValues, possibleTypes } from './types.js';

/**
 * The options of Apollo Client's `InMemoryCache`: the keys of types without an ID, the types of interfaces, and
 * connections whose pages `fetchMore` merges, whether an operation selects their `nodes` or their `edges`.
 */
export const cacheOptions: Required<Pick<InMemoryCacheConfig, 'possibleTypes' | 'typePolicies'>> = {
  possibleTypes: mapValues(possibleTypes, (types) => [...types]),
  typePolicies: typePolicies(),
};

function typePolicies(): TypePolicies {
  const policies: TypePolicies = {};
  for (const type of embeddedTypes) policies[type] = { keyFields: false, merge: true };
  for (const [type, fields] of Object.entries(keyFields)) policies[type] = { keyFields: [...fields] };
  for (const [type, fields] of Object.entries(connections)) policies[type] = { fields: mapValues(fields, connection) };
  return policies;
}

// biome-ignore lint/suspicious/noExplicitAny: the parts of a page that an operation selects
type Page = any;

/**
 * Extends Apollo Client's policy for connections, which only merges `edges`: `nodes` are stored as edges. A list of
 * which only `totalCount` has been read stays unknown instead of becoming empty.
 */
function connection(keyArgs: readonly string[]): FieldPolicy<Page> {
  const relay = relayStylePagination(keyArgs.length > 0 ? [...keyArgs] : false) as Required<FieldPolicy<Page>>;
  const read = relay.read as NonNullable<Exclude<FieldPolicy<Page>['read'], boolean>>;
  const merge = relay.merge as Exclude<typeof relay.merge, boolean>;
  return {
    keyArgs: relay.keyArgs,
    read(existing, options) {
      if (!existing?.edges) return existing;
      const page = read(existing, options);
      return { ...page, nodes: page.edges.map((edge: Page) => options.readField('node', edge)) };
    },
    merge(existing, incoming, options) {
      if (!incoming) return incoming;
      const { nodes, ...page } = incoming;
      const edges = page.edges ?? nodes?.map((node: Page) => ({ node }));
      if (!edges && !existing?.edges) return { ...existing, ...page };
      return merge(existing?.edges ? existing : undefined, edges ? { ...page, edges } : page, options);
    },
  };
}
