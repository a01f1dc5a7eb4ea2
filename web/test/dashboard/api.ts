import { expect } from '@playwright/test';

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

/** An amount in euros. */
export const price = (amount: string) => ({ amount, currency: 'EUR' });

/** Places an order of tea for a customer or a guest. */
export async function placeOrder(api: Api, input: object): Promise<{ id: string; number: string }> {
  const { checkout } = await api(
    `mutation($input: CheckoutInput!) { checkout(input: $input) { order { id number } ${field} } }`,
    {
      input: {
        items: [{ sku: 'TEA', name: 'Green tea', quantity: 2, unitPrice: price('4.50'), taxIncluded: price('0.82') }],
        shippingAddress: { address: dublin },
        billingSameAsShipping: true,
        ...input,
      },
    },
  );
  return checkout.order;
}

/** Places an order that is paid, sent and completed. */
export async function placeClosedOrder(api: Api, input: object): Promise<{ id: string; number: string }> {
  const order = await placeOrder(api, input);
  for (const step of [{ paymentStatus: 'PAID' }, { fulfillmentStatus: 'FULFILLED' }, { status: 'COMPLETED' }])
    await api(`mutation($id: ID!, $input: UpdateOrderInput!) { updateOrder(id: $id, input: $input) { ${field} } }`, {
      id: order.id,
      input: step,
    });
  return order;
}

/** Subscribes addresses without an account, and waits until all are stored, which happens after the answer. */
export async function subscribe(api: Api, wording: string, ...emails: string[]): Promise<void> {
  for (const email of emails)
    await api(
      `mutation($email: String!, $wording: String) { subscribe(email: $email, wording: $wording) { accepted ${field} } }`,
      { email, wording },
      {},
    );
  const read = 'query($email: String!) { marketingConsents(email: $email) { totalCount } }';
  for (const email of emails)
    await expect.poll(async () => (await api(read, { email })).marketingConsents.totalCount).toBe(1);
}
