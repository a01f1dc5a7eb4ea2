// The API as another program calls it.
// biome-ignore lint/suspicious/noExplicitAny: each test knows the shape of the answer to its operation
export type Answer = any;

export type Api = (query: string, variables?: object, headers?: Record<string, string>) => Promise<Answer>;

/** Calls the API as a server with a key, and fails if the answer has errors. */
export function server(key: string): Api {
  return async (query, variables, headers = { authorization: `Bearer ${key}` }) => {
    const response = await fetch(`${process.env.CLIENTELE_URL}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    });
    const answer: Answer = await response.json();
    const payloads = Object.values<Answer>(answer.data ?? {});
    const errors = answer.errors ?? payloads.flatMap((payload) => payload?.userErrors ?? []);
    if (errors.length > 0) throw new Error(`${query}: ${JSON.stringify(errors)}`);
    return answer.data;
  };
}

export const field = 'userErrors { code field message }';

/** Creates a customer, with an address if there is one. */
export async function createCustomer(api: Api, input: object, address?: object): Promise<string> {
  const { createCustomer } = await api(
    `mutation($input: CreateCustomerInput!) { createCustomer(input: $input) { customer { id } ${field} } }`,
    { input },
  );
  const { id } = createCustomer.customer;
  if (address) {
    await api(
      `mutation($id: ID!, $input: CreateAddressInput!) { createAddress(customerId: $id, input: $input) { address { id } ${field} } }`,
      { id, input: address },
    );
  }
  return id;
}

export const dublin = {
  firstName: 'Ann',
  lastName: 'Murphy',
  line1: '14 Main Street',
  city: 'Dublin',
  region: 'Dublin',
  postcode: 'D02 AF30',
  country: 'IE',
};
