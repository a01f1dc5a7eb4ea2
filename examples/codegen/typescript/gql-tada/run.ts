// Finds a shop's customers by a custom field and changes the first one. The types of the operations are inferred from
// the shop's schema.
import { type ResultOf, type VariablesOf } from 'gql.tada';
import { graphql } from './graphql.js';
import { send } from '../send.js';

const customersByShoeSize = graphql(`
  query CustomersByShoeSize($atLeast: Int!) {
    customers(
      first: 10
      filter: { customFields: { shoeSize: { gte: $atLeast } } }
      orderBy: { customField: shoeSize, direction: DESC }
    ) {
      nodes { id email customFields { shoeSize loyaltyTier } }
    }
  }
`);

const updateCustomer = graphql(`
  mutation UpdateCustomer($id: ID, $input: UpdateCustomerInput!) {
    updateCustomer(id: $id, input: $input) {
      customer { name phone }
      userErrors { field message }
    }
  }
`);

type Shopper = NonNullable<ResultOf<typeof customersByShoeSize>['customers']>['nodes'][number];

const describe = ({ email, customFields }: Shopper): string => {
  const size: number | null = customFields.shoeSize;
  const tier: 'GOLD' | 'SILVER' | null = customFields.loyaltyTier;
  return `${email} ${size} ${tier}`;
};

const { customers } = await send(customersByShoeSize, { atLeast: 40 });
for (const shopper of customers?.nodes ?? []) console.log(describe(shopper));
const id = customers?.nodes[0]?.id;
if (id === undefined) throw new Error('No customer has this shoe size.');

const update = async (input: VariablesOf<typeof updateCustomer>['input']): Promise<void> => {
  const { updateCustomer: payload } = await send(updateCustomer, { id, input });
  for (const error of payload?.userErrors ?? []) throw new Error(`${error.field}: ${error.message}`);
  console.log(payload?.customer?.name, payload?.customer?.phone);
};

await update({ name: 'Ann Green' }); // keeps the phone number
await update({ phone: null, tags: [] }); // clears the phone number and the tags
