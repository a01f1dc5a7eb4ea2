import type { CacheExchangeOpts, Resolver } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import { connections, embeddedTypes, keyFields, mapValues, possibleTypes } from './types.js';

/**
 * The options of urql's normalized cache, `@urql/exchange-graphcache`: the keys of types without an ID, the types of
 * interfaces, and connections whose pages are merged.
 */
export const cacheOptions: Required<Pick<CacheExchangeOpts, 'keys' | 'possibleTypes' | 'resolvers'>> = {
  keys: {
    ...mapValues(keyFields, (fields) => (data: Readonly<Record<string, unknown>>) => key(data, fields)),
    ...Object.fromEntries(embeddedTypes.map((type) => [type, () => null])),
  },
  possibleTypes: mapValues(possibleTypes, (types) => [...types]),
  resolvers: mapValues(connections, (fields) => mapValues(fields, connection)),
};

/**
 * Extends urql's resolver for connections, which merges pages. It does not handle fields without arguments, and
 * returns an empty list if a page was read without its elements, for example for `totalCount`.
 */
function connection(): Resolver {
  const merge = relayPagination();
  return (parent, args, cache, info) => {
    const used = Object.keys(args).length > 0 ? args : null;
    const own = cache.resolve(info.parentKey, info.fieldName, used) as string | undefined;
    const merged = merge(parent, args, cache, info);
    if (merged === undefined || merged === null) return own;
    const unread = ['edges', 'nodes'].filter((list) => cache.resolve(own ?? null, list) === undefined);
    return Object.fromEntries(Object.entries(merged).filter(([name]) => !unread.includes(name)));
  };
}

/** Returns the key of a record: the values of its fields, or a fixed one if there are no fields. */
function key(data: Readonly<Record<string, unknown>>, fields: readonly string[]): string | null {
  if (fields.some((field) => typeof data[field] !== 'string')) return null;
  return fields.map((field) => data[field]).join(' ') || 'one';
}
