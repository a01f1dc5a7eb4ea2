import { useState } from 'react';
import { useClient, useMutation, useQuery } from 'urql';
import {
  AddressBookDocument,
  CreateAddressDocument,
  DeleteAddressDocument,
  UpdateAddressDocument,
  type BookEntryFragment,
} from '../operations/generated';
import { AddressFields, addressIn } from '../parts/AddressFields';
import { useAddressCustomFields } from '../parts/CustomFields';
import { Checkbox, errorsOf, Field, Form, type Values } from '../parts/Form';
import { Lines, Page, Loading } from '../parts/states';

/** `/account/addresses`: the address book. */
export function AddressesPage() {
  const [{ data, error }, reload] = useQuery({ query: AddressBookDocument });
  const [older, setOlder] = useState<BookEntryFragment[]>([]);
  const [editing, setEditing] = useState<BookEntryFragment | 'new' | null>(null);
  const client = useClient();
  const first = data?.me?.addresses;
  if (!first) return <Loading error={error} />;

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
      {addresses.length === 0 && <p>You have no addresses yet.</p>}
      <ul className="cards">
        {addresses.map((address) => (
          <Entry key={address.id} address={address} onEdit={() => setEditing(address)} onChange={done} />
        ))}
      </ul>
      <div className="actions">
        <button type="button" onClick={() => setEditing('new')}>
          Add an address
        </button>
        {first.pageInfo.hasNextPage && older.length === 0 && (
          <button type="button" onClick={() => void showAll()}>
            Show all
          </button>
        )}
      </div>
    </Page>
  );
}

function Entry({
  address,
  onEdit,
  onChange,
}: {
  address: BookEntryFragment;
  onEdit: () => void;
  onChange: () => void;
}) {
  const [, update] = useMutation(UpdateAddressDocument);
  const [, remove] = useMutation(DeleteAddressDocument);
  const defaults = [address.isDefaultShipping && 'shipping', address.isDefaultBilling && 'billing']
    .filter(Boolean)
    .join(' and ');
  return (
    <li aria-label={address.label ?? address.formatted[0]}>
      {address.label && <h2>{address.label}</h2>}
      <Lines lines={address.formatted} />
      {defaults && <p className="hint">Default address for {defaults}</p>}
      <Form
        button="Delete"
        send={async () => {
          const errors = errorsOf(await remove({ id: address.id }));
          if (errors.length === 0) onChange();
          return errors;
        }}
        actions={
          <>
            <button type="button" onClick={onEdit}>
              Edit
            </button>
            {defaults !== 'shipping and billing' && (
              <button
                type="button"
                onClick={() =>
                  void update({ id: address.id, input: { isDefaultShipping: true, isDefaultBilling: true } }).then(
                    onChange,
                  )
                }
              >
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
  const customFields = useAddressCustomFields();
  const [, update] = useMutation(UpdateAddressDocument);
  async function send(values: Values) {
    const input = { ...addressIn(customFields, values), label: values.label || null };
    // An update can make an address the default, but cannot undo that: another address becomes the default instead.
    const defaults = {
      ...(values.isDefaultShipping && { isDefaultShipping: true }),
      ...(values.isDefaultBilling && { isDefaultBilling: true }),
    };
    const errors = errorsOf(
      address
        ? await update({ id: address.id, input: { ...input, ...defaults, expectedVersion: address.version } })
        : await create({ input: { ...input, ...defaults } }),
    );
    if (errors.length === 0) onDone();
    return errors;
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
        <Field name="label" label="Label" hint="For example, Home or Work." defaultValue={address?.label ?? ''} />
        <AddressFields address={address} customFields={customFields} />
        <Checkbox
          name="isDefaultShipping"
          label="Use as the default shipping address"
          defaultChecked={address?.isDefaultShipping}
          disabled={address?.isDefaultShipping}
        />
        <Checkbox
          name="isDefaultBilling"
          label="Use as the default billing address"
          defaultChecked={address?.isDefaultBilling}
          disabled={address?.isDefaultBilling}
        />
      </Form>
    </Page>
  );
}
