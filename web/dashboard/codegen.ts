import type { CodegenConfig } from '@graphql-codegen/cli';

// The staff's schema without custom fields: what those add is put in when the page runs (fields/typed.ts).
const config: CodegenConfig = {
  schema: '../graph/testdata/staff.graphql',
  documents: 'dashboard/operations/*.graphql',
  generates: {
    'dashboard/operations/generated.ts': {
      plugins: ['typescript-operations', 'typed-document-node'],
      config: {
        strictScalars: true,
        scalars: {
          DateTime: 'string',
          Decimal: 'string',
          CountryCode: 'string',
          CurrencyCode: 'string',
          JSON: 'unknown',
        },
        useTypeImports: true,
        enumsAsTypes: true,
        dedupeFragments: true,
        optimizeDocumentNode: true,
      },
    },
  },
};

export default config;
