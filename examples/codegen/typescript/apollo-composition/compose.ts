// Composes the shop's schema, saved as schema.graphql, with that of another subgraph, and writes supergraph.graphql.
import { readFileSync, writeFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';

// Composition does not know the directive @oneOf of GraphQL's specification. The server applies it all the same.
const shop = readFileSync('schema.graphql', 'utf8').replaceAll(' @oneOf', '');
const reviews = readFileSync(process.argv[2] ?? 'reviews.graphql', 'utf8');
const { supergraphSdl, errors } = composeServices([
  { name: 'shop', url: 'http://localhost:8080/graphql', typeDefs: parse(shop) },
  { name: 'reviews', url: 'http://localhost:8081/graphql', typeDefs: parse(reviews) },
]);
if (errors) {
  console.error([...new Set(errors.map((error) => error.extensions.code))].join());
  process.exitCode = 1;
} else {
  writeFileSync('supergraph.graphql', supergraphSdl);
}
