import type { CodegenConfig } from '@graphql-codegen/cli';

// The schema is the server's /schema.graphql, saved as a file.
const config: CodegenConfig = {
  schema: 'schema.graphql',
  documents: 'operations/*.graphql',
  generates: {
    'generated.ts': {
      plugins: ['typescript-operations', 'typed-document-node'],
      config: {
        strictScalars: true,
        scalars: {
          CountryCode: 'string',
          CurrencyCode: 'string',
          Date: 'string',
          DateTime: 'string',
          Decimal: 'string',
          JSON: 'unknown',
        },
        useTypeImports: true,
        enumsAsTypes: true,
      },
    },
  },
};

export default config;
