// The types of the operations in these examples. Your own can be generated from the schema.
import type { Tokens } from '@clientele/client';

export type UserError = { code: string; field: readonly string[] | null; message: string };
export type Address = { id: string; line1: string };
export type Customer = { id: string; email: string; name: string | null; phone: string | null };
export type Order = { id: string; number: string; total: { amount: string; currency: string } };

export type LogIn = { login: { customerToken: Tokens | null; userErrors: UserError[] } | null };
export type LogInVariables = { email: string; password: string };

export type Addresses = {
  me: {
    id: string;
    addresses: { nodes: Address[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
  } | null;
};
export type AddressesVariables = { after?: string | null };

export type UpdateCustomer = { updateCustomer: { customer: Customer | null; userErrors: UserError[] } | null };
export type UpdateCustomerVariables = { input: { name?: string | null; phone?: string | null } };

export type Checkout = { checkout: { order: Order | null; userErrors: UserError[] } | null };
export type CheckoutVariables = {
  input: { quote: string; shippingAddress: { addressId: string }; billingSameAsShipping?: boolean };
};

export type DeleteAddress = { deleteAddress: { deletedId: string | null; userErrors: UserError[] } | null };
export type DeleteAddressVariables = { id: string };
