// Asks a shop for its customers by a custom field, with the types that were generated from its schema.
//
//   URL=http://localhost:8080/graphql KEY=sk_… npm start
import { print } from 'graphql';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { CustomersByShoeSizeDocument, type CustomersByShoeSizeQuery } from './generated.js';

async function send<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables): Promise<Data> {
  const response = await fetch(process.env.URL ?? 'http://localhost:8080/graphql', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${process.env.KEY}` },
    body: JSON.stringify({ query: print(document), variables }),
  });
  const answer = (await response.json()) as { data?: Data; errors?: { message: string }[] };
  if (answer.data === undefined || answer.errors !== undefined) throw new Error(JSON.stringify(answer.errors));
  return answer.data;
}

type Shopper = NonNullable<CustomersByShoeSizeQuery['customers']>['nodes'][number];

const describe = ({ email, customFields }: Shopper): string => {
  const size: number | null | undefined = customFields.shoeSize;
  const tier: 'GOLD' | 'SILVER' | null | undefined = customFields.loyaltyTier;
  return `${email} ${size} ${tier}`;
};

const { customers } = await send(CustomersByShoeSizeDocument, { atLeast: 40 });
for (const shopper of customers?.nodes ?? []) console.log(describe(shopper));
