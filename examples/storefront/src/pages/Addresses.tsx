import { useState } from 'react';
import { useClient, useMutation, useQuery } from 'urql';
import { AddressBookDocument, CreateAddressDocument, DeleteAddressDocument, UpdateAddressDocument, type BookEntryFragment } from '../operations/generated';
import { AddressFields, addressIn } from '../parts/AddressFields';
import { Box, faultsOf, Field, Form, type Values } from '../parts/Form';
import { Lines, Page, Waiting } from '../parts/states';

/** `/account/addresses`: the address book. */
export function AddressesPage() {
  const [{ data, error }, reload] = useQuery({ query: AddressBookDocument });
  const [older, setOlder] = useState<BookEntryFragment[]>([]);
  const [editing, setEditing] = useState<BookEntryFragment | 'new' | null>(null);
  const client = useClient();
  const first = data?.me?.addresses;
  if (!first) return <Waiting error={error} />;

  const addresses = [...first.nodes, ...older];
  async function showAll() {
    const more: BookEntryFragment[] = [];
    for (let page = first?.pageInfo; page?.hasNextPage; ) {
      const next = (await client.query(AddressBookDocument, { after: page.endCursor })).data?.me?.addresses;
      more.push(...(next?.nodes ?? []));
      page = next?.pageInfo;
    }
    setOlder(more);
  }
  function done() {
    setEditing(null);
    reload({ requestPolicy: 'network-only' });
    if (older.length > 0) void showAll();
  }
  if (editing !== null) return <Edit address={editing === 'new' ? undefined : editing} onDone={done} />;
  return (
    <Page title="Your addresses">
      {addresses.length === 0 && <p>There are none yet.</p>}
      <ul className="cards">
        {addresses.map((address) => (
          <Entry key={address.id} address={address} onEdit={() => setEditing(address)} onChange={done} />
        ))}
      </ul>
      <div className="actions">
        <button type="button" onClick={() => setEditing('new')}>Add an address</button>
        {first.pageInfo.hasNextPage && older.length === 0 && <button type="button" onClick={() => void showAll()}>Show all</button>}
      </div>
    </Page>
  );
}

function Entry({ address, onEdit, onChange }: { address: BookEntryFragment; onEdit: () => void; onChange: () => void }) {
  const [, update] = useMutation(UpdateAddressDocument);
  const [, remove] = useMutation(DeleteAddressDocument);
  const defaults = [address.isDefaultShipping && 'shipping', address.isDefaultBilling && 'billing'].filter(Boolean).join(' and ');
  return (
    <li aria-label={address.label ?? address.formatted[0]}>
      {address.label && <h2>{address.label}</h2>}
      <Lines lines={address.formatted} />
      {defaults && <p className="hint">Your default for {defaults}.</p>}
      <Form
        button="Delete"
        send={async () => {
          const faults = faultsOf(await remove({ id: address.id }));
          if (faults.length === 0) onChange();
          return faults;
        }}
        actions={
          <>
            <button type="button" onClick={onEdit}>
              Edit
            </button>
            {defaults !== 'shipping and billing' && (
              <button type="button" onClick={() => void update({ id: address.id, input: { isDefaultShipping: true, isDefaultBilling: true } }).then(onChange)}>
                Make default
              </button>
            )}
          </>
        }
      />
    </li>
  );
}

function Edit({ address, onDone }: { address?: BookEntryFragment; onDone: () => void }) {
  const [, create] = useMutation(CreateAddressDocument);
  const [, update] = useMutation(UpdateAddressDocument);
  async function send(values: Values) {
    const input = { ...addressIn(values), label: values.label || null };
    // A default stays one until another address is: an update can make one, and not take it away.
    const defaults = { ...(values.isDefaultShipping && { isDefaultShipping: true }), ...(values.isDefaultBilling && { isDefaultBilling: true }) };
    const faults = faultsOf(
      address ? await update({ id: address.id, input: { ...input, ...defaults, expectedVersion: address.version } }) : await create({ input: { ...input, ...defaults } }),
    );
    if (faults.length === 0) onDone();
    return faults;
  }
  return (
    <Page title={address ? 'Edit address' : 'New address'}>
      <Form
        button="Save address"
        send={send}
        actions={
          <button type="button" onClick={onDone}>
            Cancel
          </button>
        }
      >
        <Field name="label" label="What you call it" hint="Such as home, or my sister's." defaultValue={address?.label ?? ''} />
        <AddressFields address={address} />
        <Box name="isDefaultShipping" label="Ship here by default" defaultChecked={address?.isDefaultShipping} disabled={address?.isDefaultShipping} />
        <Box name="isDefaultBilling" label="Bill here by default" defaultChecked={address?.isDefaultBilling} disabled={address?.isDefaultBilling} />
      </Form>
    </Page>
  );
}
