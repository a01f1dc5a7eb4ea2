import type { CodegenConfig } from '@graphql-codegen/cli';

// What visitors and customers see of the schema. From a shop of your own: `curl $CLIENTELE_URL/schema.graphql`, which has its
// custom fields too, or `clientele schema --audience storefront`.
const config: CodegenConfig = {
  schema: process.env.SCHEMA ?? '../../graph/testdata/storefront.graphql',
  documents: 'src/operations/*.graphql',
  generates: {
    'src/operations/generated.ts': {
      plugins: ['typescript-operations', 'typed-document-node'],
      config: {
        strictScalars: true,
        scalars: { DateTime: 'string', Date: 'string', Decimal: 'string', CountryCode: 'string', CurrencyCode: 'string', JSON: 'unknown' },
        useTypeImports: true,
        enumsAsTypes: true,
        dedupeFragments: true,
      },
    },
  },
};

export default config;
