import { useState } from 'react';
import type { CheckoutAddress, CheckoutPageQuery } from '../operations/generated';
import { AddressFields, addressIn } from '../parts/AddressFields';
import type { CustomField } from '../parts/CustomFields';
import { useInitial, type Values } from '../parts/Form';
import { Lines } from '../parts/states';

export type Me = CheckoutPageQuery['me'];

type Props = {
  name: 'shippingAddress' | 'billingAddress';
  kind: 'shipping' | 'billing';
  me: Me;
  customFields: readonly CustomField[];
};

/** The addresses that are shown before the shopper asks for all of them. */
const few = 4;

/** A choice between the addresses of the address book and a new one. */
export function AddressChoice({ name, kind, me, customFields }: Props) {
  const book = me?.addresses.nodes ?? [];
  const usual = book.find((address) => (kind === 'shipping' ? address.isDefaultShipping : address.isDefaultBilling));
  const before = useInitial(`${name}.addressId`);
  const [id, setId] = useState<string>(before ?? usual?.id ?? '');
  const [all, setAll] = useState(false);
  const shown = book.filter((address, at) => all || at < few || address.id === id);
  const choice = (value: string) => ({
    type: 'radio',
    name: `${name}.addressId`,
    value,
    checked: id === value,
    onChange: () => setId(value),
  });
  return (
    <>
      {book.length > 0 && (
        <div className="choices">
          {shown.map((address) => (
            <label key={address.id} className="choice">
              <input {...choice(address.id)} />
              <span>
                {address.label && <strong>{address.label}</strong>}
                <Lines lines={address.formatted} />
              </span>
            </label>
          ))}
          <label className="choice">
            <input {...choice('')} />
            <strong>Another address</strong>
          </label>
        </div>
      )}
      {shown.length < book.length && (
        <button type="button" className="link" onClick={() => setAll(true)}>
          Show all {book.length} addresses
        </button>
      )}
      {id === '' && <AddressFields prefix={`${name}.address.`} kind={kind} customFields={customFields} />}
    </>
  );
}

/** The address that was chosen or entered, as the mutation wants it. */
export function chosen(customFields: readonly CustomField[], values: Values, name: Props['name']): CheckoutAddress {
  const addressId = values[`${name}.addressId`];
  return addressId ? { addressId } : { address: addressIn(customFields, values, `${name}.address.`) };
}

const printed = ['company', 'line1', 'line2', 'postcode', 'city', 'region'];

/** The lines of the address that was chosen or entered, to be checked before the order is placed. */
export function linesOf(me: Me, values: Values, name: Props['name']): readonly string[] {
  const id = values[`${name}.addressId`];
  const saved = me?.addresses.nodes.find((address) => address.id === id);
  if (saved) return saved.formatted;
  const at = (field: string) => values[`${name}.address.${field}`] ?? '';
  const country = at('country');
  return [
    [at('firstName'), at('lastName')].filter(Boolean).join(' '),
    ...printed.map(at),
    country && (new Intl.DisplayNames('en', { type: 'region' }).of(country) ?? country),
  ].filter((line) => line !== '');
}
