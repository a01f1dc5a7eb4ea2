// Reads a customer's profile and all pages of the address book into Relay's store, and changes the name.
import { commitMutation, createOperationDescriptor, fetchQuery, getSingularSelector } from 'relay-runtime';
import type { ReaderFragment } from 'relay-runtime';
import AccountQuery from './__generated__/operationsAccountQuery.graphql';
import type { operationsAccountQuery, operationsAccountQuery$data } from './__generated__/operationsAccountQuery.graphql';
import AddressesFragment, { type operationsAddresses$data } from './__generated__/operationsAddresses.graphql';
import AddressesQuery, { type operationsAddressesQuery } from './__generated__/operationsAddressesQuery.graphql';
import ProfileFragment, { type operationsProfile$data } from './__generated__/operationsProfile.graphql';
import RenameMutation, { type operationsRenameMutation } from './__generated__/operationsRenameMutation.graphql';
import { createEnvironment } from './environment';

const environment = createEnvironment(
  process.env.URL ?? 'http://localhost:8080/graphql',
  { accessToken: process.env.ACCESS_TOKEN ?? '', refreshToken: process.env.REFRESH_TOKEN ?? '' },
  () => console.log('new tokens'),
);
const operation = createOperationDescriptor(AccountQuery, { count: 2 });
environment.retain(operation);

/** Reads the current data of a fragment from the store, as useFragment does in a component. */
function read<Data>(fragment: ReaderFragment): Data {
  const { me } = environment.lookup(operation.fragment).data as unknown as operationsAccountQuery$data;
  const selector = getSingularSelector(fragment, me);
  if (!selector) throw new Error('Nobody is signed in.');
  return environment.lookup(selector).data as unknown as Data;
}

const profile = () => read<operationsProfile$data>(ProfileFragment);
const addresses = () => read<operationsAddresses$data>(AddressesFragment).addresses;

async function loadAll(): Promise<void> {
  for (let page = addresses().pageInfo; page.hasNextPage; page = addresses().pageInfo) {
    const variables = { id: profile().id, count: 2, cursor: page.endCursor };
    await fetchQuery<operationsAddressesQuery>(environment, AddressesQuery, variables).toPromise();
  }
}

function rename(name: string): Promise<operationsRenameMutation['response']> {
  return new Promise((resolve, reject) => {
    commitMutation<operationsRenameMutation>(environment, {
      mutation: RenameMutation, variables: { name }, onCompleted: resolve, onError: reject,
    });
  });
}

async function main(): Promise<void> {
  const account = () => fetchQuery<operationsAccountQuery>(environment, AccountQuery, { count: 2 }).toPromise();
  await Promise.all([account(), account()]);
  console.log(profile().name, profile().phone, addresses().edges.length);
  await loadAll();
  console.log(addresses().edges.map(({ node }) => node.line1).join(', '));
  await rename('Ann Green');
  console.log(profile().name, profile().phone, addresses().edges.length);
}

main().catch((error: unknown) => { console.error(error); process.exitCode = 1; });
