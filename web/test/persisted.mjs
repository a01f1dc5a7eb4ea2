// Sends operations by the hashes of persisted queries first, as Apollo Client and urql do. The server keeps none, and says so in
// the way that makes the clients send the whole operation.
//
//   node test/persisted.mjs URL
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { cacheExchange, Client, fetchExchange } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';

const url = process.argv[2];
const sha256 = async (query) => createHash('sha256').update(query).digest('hex');
let sent = [];
const counted = (address, options) => {
  sent.push(options?.body ?? address.toString());
  return fetch(address, options);
};

const links = ApolloLink.from([new PersistedQueryLink({ sha256 }), new HttpLink({ uri: url, fetch: counted })]);
const apollo = new ApolloClient({ link: links, cache: new InMemoryCache() });
for (const name of ['first', 'second']) {
  const { data } = await apollo.query({ query: gql`query ${name} { shop { name } }`, fetchPolicy: 'network-only' });
  assert.equal(data.shop.name, 'My shop');
}
// One hash alone, then whole operations: after the code PERSISTED_QUERY_NOT_SUPPORTED the client tries no further hash.
assert.deepEqual(
  sent.map((body) => body.includes('shop')),
  [false, true, true],
);

for (const preferGetForPersistedQueries of [false, true]) {
  sent = [];
  const urql = new Client({
    url,
    fetch: counted,
    preferGetMethod: false,
    exchanges: [
      cacheExchange,
      persistedExchange({ generateHash: sha256, preferGetForPersistedQueries }),
      fetchExchange,
    ],
  });
  const { data, error } = await urql.query('query third { shop { name } }', {}).toPromise();
  assert.equal(error, undefined);
  assert.equal(data.shop.name, 'My shop');
  assert(sent.length === 2 && !sent[0].includes('third {'), sent.join('\n'));
}
console.log('persisted queries fall back to whole operations');
