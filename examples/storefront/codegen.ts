import type { CodegenConfig } from '@graphql-codegen/cli';

// The schema that visitors and customers see. For your own shop, which has custom fields, use
// `curl $CLIENTELE_URL/schema.graphql` or `clientele schema --audience storefront`.
const config: CodegenConfig = {
  schema: process.env.SCHEMA ?? '../../graph/testdata/storefront.graphql',
  documents: 'src/operations/*.graphql',
  generates: {
    'src/operations/generated.ts': {
      plugins: ['typescript-operations', 'typed-document-node'],
      config: {
        strictScalars: true,
        scalars: {
          DateTime: 'string',
          Date: 'string',
          Decimal: 'string',
          CountryCode: 'string',
          CurrencyCode: 'string',
          JSON: 'unknown',
        },
        useTypeImports: true,
        enumsAsTypes: true,
        dedupeFragments: true,
      },
    },
  },
};

export default config;
