import { gql, type ApolloClient, type TypedDocumentNode } from '@apollo/client';
import type { Session } from '@clientele/client';
import type {
  Addresses,
  AddressesVariables,
  Checkout,
  CheckoutVariables,
  DeleteAddress,
  DeleteAddressVariables,
  LogIn,
  LogInVariables,
  UpdateCustomer,
  UpdateCustomerVariables,
  UserError,
} from '../types.js';

const LOG_IN: TypedDocumentNode<LogIn, LogInVariables> = gql`
  mutation LogIn($email: String!, $password: String!) {
    login(email: $email, password: $password) {
      customerToken { accessToken expiresAt refreshToken }
      userErrors { code field message }
    }
  }
`;

/** Logs in. Returns the errors that the customer can fix, such as a wrong password. */
export async function logIn(client: ApolloClient, session: Session, variables: LogInVariables): Promise<UserError[]> {
  const { data } = await client.mutate({ mutation: LOG_IN, variables });
  if (data?.login?.customerToken) session.signIn(data.login.customerToken);
  return data?.login?.userErrors ?? [];
}

const ADDRESSES: TypedDocumentNode<Addresses, AddressesVariables> = gql`
  query Addresses($after: String) {
    me {
      id
      addresses(first: 2, after: $after) {
        nodes { id line1 }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`;

/** Reads all addresses. The cache adds each page to the earlier ones. */
export async function readAddresses(client: ApolloClient): Promise<string[]> {
  const first = await client.query({ query: ADDRESSES });
  const query = client.watchQuery({ query: ADDRESSES });
  let page = first.data?.me?.addresses.pageInfo;
  while (page?.hasNextPage) {
    const { data } = await query.fetchMore({ variables: { after: page.endCursor } });
    page = data?.me?.addresses.pageInfo;
  }
  const all = client.readQuery({ query: ADDRESSES });
  return all?.me?.addresses.nodes.map(({ line1 }) => line1) ?? [];
}

const UPDATE_CUSTOMER: TypedDocumentNode<UpdateCustomer, UpdateCustomerVariables> = gql`
  mutation UpdateCustomer($input: UpdateCustomerInput!) {
    updateCustomer(input: $input) {
      customer { id email name phone }
      userErrors { code field message }
    }
  }
`;

/** Changes the customer's own details: null clears a value, and an omitted field keeps it. */
export async function updateCustomer(client: ApolloClient, variables: UpdateCustomerVariables): Promise<UserError[]> {
  const { data } = await client.mutate({ mutation: UPDATE_CUSTOMER, variables });
  return data?.updateCustomer?.userErrors ?? [];
}

const DELETE_ADDRESS: TypedDocumentNode<DeleteAddress, DeleteAddressVariables> = gql`
  mutation DeleteAddress($id: ID!) {
    deleteAddress(id: $id) {
      deletedId
      userErrors { code field message }
    }
  }
`;

/** Deletes an address, also from the lists in the cache. */
export async function deleteAddress(client: ApolloClient, id: string): Promise<void> {
  await client.mutate({
    mutation: DELETE_ADDRESS,
    variables: { id },
    update(cache, { data }) {
      if (data?.deleteAddress?.deletedId) cache.evict({ id: cache.identify({ __typename: 'Address', id }) });
    },
  });
}

const CHECKOUT: TypedDocumentNode<Checkout, CheckoutVariables> = gql`
  mutation Checkout($input: CheckoutInput!) {
    checkout(input: $input) {
      order { id number total { amount currency } }
      userErrors { code field message }
    }
  }
`;

/** Places an order for a quote, which the shop's server has requested with `createQuote`. */
export async function checkOut(client: ApolloClient, variables: CheckoutVariables) {
  const { data } = await client.mutate({ mutation: CHECKOUT, variables });
  return data?.checkout;
}
