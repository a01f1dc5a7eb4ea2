import { buildHTTPExecutor } from '@graphql-tools/executor-http';
import { stitchSchemas } from '@graphql-tools/stitch';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { createSchema, createYoga, type YogaInitialContext } from 'graphql-yoga';

/** Another service's schema. It knows customers by their IDs. */
const loyalty = createSchema({
  typeDefs: `
    type Query { loyaltyOf(id: ID!): Customer }
    type Customer { id: ID! points: Int! }
  `,
  resolvers: { Query: { loyaltyOf: (_, { id }: { id: string }) => ({ id, points: 120 }) } },
});

/** Stitches the schema of the shop at a URL with the other one. */
async function stitch(shop: string): Promise<GraphQLSchema> {
  const executor = buildHTTPExecutor({
    endpoint: `${shop}/graphql`,
    headers: (request) => forwarded(request?.context as YogaInitialContext | undefined),
  });
  const sdl = await (await fetch(`${shop}/schema.graphql`)).text();
  return stitchSchemas({
    subschemas: [
      {
        schema: buildSchema(sdl),
        executor,
        merge: { Customer: { selectionSet: '{ id }', fieldName: 'customer', args: ({ id }) => ({ id }) } },
      },
      {
        schema: loyalty,
        merge: { Customer: { selectionSet: '{ id }', fieldName: 'loyaltyOf', args: ({ id }) => ({ id }) } },
      },
    ],
  });
}

/** The headers that the shop receives: the customer's token. */
function forwarded(context?: YogaInitialContext): Record<string, string> {
  const token = context?.request.headers.get('X-Customer-Token');
  return token ? { 'X-Customer-Token': token } : {};
}

/** Creates the gateway of the shop at a URL. */
export const gateway = async (shop: string) => createYoga({ schema: await stitch(shop) });
