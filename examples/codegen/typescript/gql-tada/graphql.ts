import { initGraphQLTada } from 'gql.tada';
import type { introspection } from './graphql-env.d.ts';

export const graphql = initGraphQLTada<{
  introspection: introspection;
  disableMasking: true;
  scalars: {
    CountryCode: string;
    CurrencyCode: string;
    Date: string;
    DateTime: string;
    Decimal: string;
    JSON: unknown;
  };
}>();
