import type { CodegenConfig } from '@graphql-codegen/cli';

// SCHEMA is where the schema comes from: a file, or the server's /schema.graphql saved as one.
const config: CodegenConfig = {
  schema: process.env.SCHEMA ?? 'schema.graphql',
  documents: 'query.graphql',
  generates: {
    'generated.ts': {
      plugins: ['typescript-operations', 'typed-document-node'],
      config: {
        strictScalars: true,
        scalars: { DateTime: 'string', Date: 'string', Decimal: 'string', CountryCode: 'string', CurrencyCode: 'string', JSON: 'unknown' },
        useTypeImports: true,
        enumsAsTypes: true,
      },
    },
  },
};

export default config;
