import type { Session } from '@clientele/client';

/** Sends an operation with the customer's token. */
export async function request(session: Session, endpoint: string, query: string, variables = {}): Promise<unknown> {
  const response = await session.fetch(endpoint, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/graphql-response+json' },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}
