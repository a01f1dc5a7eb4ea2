import { gql, type Client, type TypedDocumentNode } from '@urql/core';
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
export async function logIn(client: Client, session: Session, variables: LogInVariables): Promise<UserError[]> {
  const { data, error } = await client.mutation(LOG_IN, variables);
  if (error) throw error;
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

/** Reads all addresses. The result of each page includes the earlier ones. */
export async function readAddresses(client: Client): Promise<string[]> {
  let { data } = await client.query(ADDRESSES, {});
  while (data?.me?.addresses.pageInfo.hasNextPage) {
    ({ data } = await client.query(ADDRESSES, { after: data.me.addresses.pageInfo.endCursor }));
  }
  return data?.me?.addresses.nodes.map(({ line1 }) => line1) ?? [];
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
export async function updateCustomer(client: Client, variables: UpdateCustomerVariables): Promise<UserError[]> {
  const { data, error } = await client.mutation(UPDATE_CUSTOMER, variables);
  if (error) throw error;
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

/** Deletes an address. The `updates` of the cache remove it from the lists there. */
export async function deleteAddress(client: Client, id: string): Promise<void> {
  const { error } = await client.mutation(DELETE_ADDRESS, { id });
  if (error) throw error;
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
export async function checkOut(client: Client, variables: CheckoutVariables) {
  const { data, error } = await client.mutation(CHECKOUT, variables);
  if (error) throw error;
  return data?.checkout;
}
