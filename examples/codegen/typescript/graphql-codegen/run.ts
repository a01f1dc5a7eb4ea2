// Finds a shop's customers by a custom field and changes the first one, with the types that were generated from the
// shop's schema.
import { CustomersByShoeSizeDocument, type CustomersByShoeSizeQuery } from './generated.js';
import { UpdateCustomerDocument, type UpdateCustomerMutationVariables } from './generated.js';
import { send } from '../send.js';

type Shopper = NonNullable<CustomersByShoeSizeQuery['customers']>['nodes'][number];

const describe = ({ email, customFields }: Shopper): string => {
  const size: number | null = customFields.shoeSize;
  const tier: 'GOLD' | 'SILVER' | null = customFields.loyaltyTier;
  return `${email} ${size} ${tier}`;
};

const { customers } = await send(CustomersByShoeSizeDocument, { atLeast: 40 });
for (const shopper of customers?.nodes ?? []) console.log(describe(shopper));
const id = customers?.nodes[0]?.id;
if (id === undefined) throw new Error('No customer has this shoe size.');

const update = async (input: UpdateCustomerMutationVariables['input']): Promise<void> => {
  const { updateCustomer } = await send(UpdateCustomerDocument, { id, input });
  for (const error of updateCustomer?.userErrors ?? []) throw new Error(`${error.field}: ${error.message}`);
  console.log(updateCustomer?.customer?.name, updateCustomer?.customer?.phone);
};

await update({ name: 'Ann Green' }); // keeps the phone number
await update({ phone: null, tags: [] }); // clears the phone number and the tags
