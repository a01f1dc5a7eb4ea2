// What the tests share: the running program, and a record of the requests that are sent to it.
import { randomUUID } from 'node:crypto';
import type { Tokens } from '@clientele/client';

const { CLIENTELE_URL, CLIENTELE_KEY, EXPIRE_URL } = process.env;
if (!CLIENTELE_URL || !CLIENTELE_KEY || !EXPIRE_URL) throw new Error('run these tests with go test ./test/clients');

export const endpoint = `${CLIENTELE_URL}/graphql`;
export const key = { Authorization: `Bearer ${CLIENTELE_KEY}` };

export type Sent = { query: string; token: string | null };

/** The requests of all clients, in their order. */
export const sent: Sent[] = [];

const realFetch = globalThis.fetch;
globalThis.fetch = async (input, init) => {
  if (String(input) !== endpoint) return realFetch(input, init);
  const { query } = JSON.parse(String(init?.body)) as { query: string };
  sent.push({ query, token: new Headers(init?.headers).get('X-Customer-Token') });
  return realFetch(input, init);
};

/** Returns how many requests had an operation or a field. */
export const count = (text: string) => sent.filter(({ query }) => query.includes(text)).length;

// biome-ignore lint/suspicious/noExplicitAny: each test knows the shape of the answer to its operation
type Answer = any;

/** Sends an operation without a client. */
export async function send(query: string, variables: object, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await realFetch(endpoint, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const answer: Answer = await response.json();
  const payloads = Object.values<Answer>(answer.data ?? {});
  const errors = answer.errors ?? payloads.flatMap((payload) => payload?.userErrors ?? []);
  if (errors.length > 0) throw new Error(`${query}: ${JSON.stringify(errors)}`);
  return answer.data;
}

export const password = 'correct horse battery';

/** Signs a new customer up. */
export async function signUp(): Promise<{ email: string; tokens: Tokens }> {
  const email = `${randomUUID()}@example.com`;
  const { createCustomer } = await send(
    `mutation($input: CreateCustomerInput!) {
      createCustomer(input: $input) {
        customerToken { accessToken expiresAt refreshToken }
        userErrors { code field message }
      }
    }`,
    { input: { email, password, name: 'Ann', phone: '+353871234567' } },
  );
  return { email, tokens: createCustomer.customerToken };
}

export const header = ({ accessToken }: Tokens) => ({ 'X-Customer-Token': accessToken });

/** Returns the tokens with an access token that has expired, as the program signs them. */
export async function expired(tokens: Tokens): Promise<Tokens> {
  const response = await realFetch(`${EXPIRE_URL}?token=${tokens.accessToken}`);
  if (!response.ok) throw new Error(await response.text());
  return { ...tokens, accessToken: await response.text() };
}

/** Adds addresses to a customer's book. */
export async function addAddresses(tokens: Tokens, lines: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const line1 of lines) {
    const { createAddress } = await send(
      'mutation($input: CreateAddressInput!) { createAddress(input: $input) { addressId userErrors { code field } } }',
      { input: { lastName: 'Example', line1, city: 'Dublin', region: 'Dublin', country: 'IE' } },
      header(tokens),
    );
    ids.push(createAddress.addressId);
  }
  return ids;
}

/** Returns a quote for a mug, as the shop's server requests it. */
export async function quote(): Promise<string> {
  const { createQuote } = await send(
    'mutation($input: QuoteInput!) { createQuote(input: $input) { quote { token } userErrors { code field } } }',
    { input: { items: [{ sku: 'MUG', name: 'Mug', quantity: 2, unitPrice: { amount: '4.50', currency: 'EUR' } }] } },
    key,
  );
  return createQuote.quote.token;
}

/** An area for tokens that several sessions share, as the tabs of a browser share `localStorage`. */
export function area(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  const values = new Map<string, string>();
  return {
    getItem: (name) => values.get(name) ?? null,
    setItem: (name, value) => void values.set(name, value),
    removeItem: (name) => void values.delete(name),
  };
}
