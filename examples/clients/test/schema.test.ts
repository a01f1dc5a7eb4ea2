// Compares the cache settings with the schema of the running program.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cacheOptions as apollo } from '@clientele/client/apollo';
import { cacheOptions as urql } from '@clientele/client/urql';
import {
  buildSchema,
  getNamedType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { endpoint, key } from './shop.js';

/** The schemas of storefronts and of API keys. */
async function schemas(): Promise<GraphQLSchema[]> {
  const url = endpoint.replace('/graphql', '/schema.graphql');
  const texts = await Promise.all([{}, key].map(async (headers) => (await fetch(url, { headers })).text()));
  return texts.map((text) => buildSchema(text));
}

const objects = (schema: GraphQLSchema) =>
  Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'),
  );

test('every type has an ID or settings', async () => {
  const roots = ['Query', 'Mutation'];
  for (const schema of await schemas()) {
    for (const type of objects(schema)) {
      const { id } = type.getFields();
      const hasKey = id !== undefined && isNonNullType(id.type);
      const general = /(Payload|Connection|Edge)$|^PageInfo$/.test(type.name) || roots.includes(type.name);
      const inApollo = apollo.typePolicies[type.name]?.keyFields !== undefined;
      const inUrql = type.name in urql.keys;
      assert.equal(inUrql, inApollo, `the settings of ${type.name} for urql and for Apollo Client`);
      assert.equal(hasKey || general || inUrql, true, `${type.name} has no ID and no settings`);
    }
  }
});

test('settings name only types and fields of the schema', async () => {
  const names = new Set((await schemas()).flatMap((schema) => Object.keys(schema.getTypeMap())));
  for (const name of [...Object.keys(urql.keys), ...Object.keys(apollo.typePolicies)]) assert.ok(names.has(name), name);
});

test('every connection is merged', async () => {
  for (const schema of await schemas()) {
    for (const type of objects(schema)) {
      for (const field of Object.values(type.getFields())) {
        if (!getNamedType(field.type).name.endsWith('Connection')) continue;
        const where = `${type.name}.${field.name}`;
        const keyArgs = field.args.map(({ name }) => name).filter((name) => !/^(first|after|last|before)$/.test(name));
        const policy = apollo.typePolicies[type.name]?.fields?.[field.name] as { keyArgs: readonly string[] | false };
        assert.deepEqual([...(policy.keyArgs || [])].sort(), keyArgs.sort(), where);
        assert.ok((urql.resolvers[type.name] as Record<string, unknown>)[field.name], where);
      }
    }
  }
});

test('interfaces have all their types', async () => {
  const [, schema] = await schemas();
  assert.ok(schema);
  const interfaces = Object.values(schema.getTypeMap()).filter(isInterfaceType);
  const types = Object.fromEntries(
    interfaces.map((one) => [
      one.name,
      schema
        .getPossibleTypes(one)
        .map(({ name }) => name)
        .sort(),
    ]),
  );
  assert.deepEqual(sorted(apollo.possibleTypes), types);
  assert.deepEqual(sorted(urql.possibleTypes as Record<string, string[]>), types);
});

const sorted = (types: Record<string, string[]>) =>
  Object.fromEntries(Object.entries(types).map(([name, list]) => [name, [...list].sort()]));
