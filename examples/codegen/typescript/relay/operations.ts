// The app's GraphQL, which relay-compiler reads. The code imports the compiled operations from __generated__, so
// it needs no Babel plugin.
import { graphql } from 'relay-runtime';

export const page = () => graphql`
  query operationsAccountQuery($count: Int!) {
    me {
      id
      ...operationsProfile
      ...operationsAddresses @arguments(count: $count)
    }
  }
`;

export const profile = () => graphql`
  fragment operationsProfile on Customer {
    id
    name
    phone
  }
`;

export const addresses = () => graphql`
  fragment operationsAddresses on Customer
  @refetchable(queryName: "operationsAddressesQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 10 }, cursor: { type: "String" }) {
    addresses(first: $count, after: $cursor) @connection(key: "operations_addresses") {
      edges {
        node {
          id
          line1
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;

export const rename = () => graphql`
  mutation operationsRenameMutation($name: String!) {
    updateCustomer(input: { name: $name }) {
      customer {
        ...operationsProfile
      }
      userErrors {
        field
        message
      }
    }
  }
`;
