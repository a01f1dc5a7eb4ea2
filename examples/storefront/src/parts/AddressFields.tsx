import { useMemo, useState } from 'react';
import { useQuery } from 'urql';
import {
  AddressFormatDocument,
  CountriesDocument,
  type AddressPart,
  type BookEntryFragment,
  type CreateAddressInput,
} from '../operations/generated';
import { CustomFields, customFieldsIn, type CustomField } from './CustomFields';
import { Field, Select, useInitial, useLoading, type Values } from './Form';

const partFields = {
  NAME: ['firstName', 'lastName'],
  COMPANY: ['company'],
  LINES: ['line1', 'line2'],
  CITY: ['city'],
  REGION: ['region'],
  POSTCODE: ['postcode'],
} as const satisfies Record<AddressPart, readonly string[]>;

const labels = {
  firstName: 'First name',
  lastName: 'Last name',
  company: 'Company',
  line1: 'Street and number',
  line2: 'Apartment, building or floor',
  city: 'City',
  region: 'Region',
  postcode: 'Postcode',
} as const;

const autoComplete = {
  firstName: 'given-name',
  lastName: 'family-name',
  company: 'organization',
  line1: 'address-line1',
  line2: 'address-line2',
  city: 'address-level2',
  region: 'address-level1',
  postcode: 'postal-code',
} as const;

/** The fields that a country's form may omit. An address that moves to the country must not keep their values. */
const all = [...Object.values(partFields).flat(), 'phone', 'instructions'] as const;

type Props = {
  /** The path of the address in the mutation's arguments, with a trailing dot, such as `shippingAddress.address.`. */
  prefix?: string;
  address?: BookEntryFragment;
  customFields: readonly CustomField[];
  /** The group for the browser's autofill: `shipping` or `billing`. */
  kind?: string;
};

/** The fields of an address: the parts that its country uses, in the order in which they are printed. */
export function AddressFields({ prefix = '', address, customFields, kind }: Props) {
  const [country, setCountry] = useState<string>(useInitial(`${prefix}country`) ?? address?.country ?? home());
  const [{ data: countries }] = useQuery({ query: CountriesDocument });
  const [{ data, fetching }] = useQuery({
    query: AddressFormatDocument,
    variables: { country },
    requestPolicy: 'cache-first',
  });
  const format = data?.addressFormat;
  useLoading(fetching && format === undefined);
  const fill = (name: string) => [kind, name].filter(Boolean).join(' ');
  const options = useMemo(
    () => (countries?.addressFormats ?? []).map(({ country: value, name: label }) => ({ value, label })),
    [countries],
  );
  return (
    <>
      <Select
        name={`${prefix}country`}
        label="Country"
        autoComplete={fill('country')}
        value={country}
        onChange={(event) => setCountry(event.target.value)}
        options={withStored(options, country)}
      />
      {partsOf(format, fetching).flatMap((part) =>
        partFields[part].map((field) => {
          const props = {
            name: `${prefix}${field}`,
            label: labels[field],
            autoComplete: fill(autoComplete[field]),
            defaultValue: address?.[field] ?? '',
          };
          const required = format?.required.includes(part) && field !== 'line2' && part !== 'NAME'; // a company is enough
          if (part === 'REGION' && format && format.regions.length > 0) {
            const regions = [
              { value: '', label: '' },
              ...format.regions.map(({ code, name }) => ({ value: code, label: name })),
            ];
            const stored = country === address?.country ? props.defaultValue : '';
            return (
              <Select
                key={`${field} ${format.country}`}
                {...props}
                options={withStored(regions, stored)}
                required={required}
              />
            );
          }
          const hint =
            part === 'POSTCODE' && format?.postcodeExample ? `For example, ${format.postcodeExample}.` : undefined;
          return <Field key={field} {...props} hint={hint} required={required} />;
        }),
      )}
      <Field
        name={`${prefix}phone`}
        label="Phone"
        type="tel"
        autoComplete={fill('tel')}
        defaultValue={address?.phone ?? ''}
      />
      <Field name={`${prefix}instructions`} label="Delivery instructions" defaultValue={address?.instructions ?? ''} />
      <CustomFields fields={customFields} prefix={prefix} address={address} />
    </>
  );
}

/** The parts of a country's addresses, or all parts for a country without a format, so that no stored part is lost. */
function partsOf(
  format: { parts: readonly AddressPart[] } | null | undefined,
  fetching: boolean,
): readonly AddressPart[] {
  return format?.parts ?? (fetching ? [] : (Object.keys(partFields) as AddressPart[]));
}

/** The options including the stored value. If it were missing, the form would replace it with the first option. */
function withStored(options: readonly { value: string; label: string }[], stored: string) {
  return options.some(({ value }) => value === stored) ? options : [{ value: stored, label: stored }, ...options];
}

/** The complete address in the fields. Empty fields and parts that the country does not use are null. */
export function addressIn(customFields: readonly CustomField[], values: Values, prefix = ''): CreateAddressInput {
  const parts = Object.fromEntries(all.map((field) => [field, values[prefix + field] || null]));
  return { ...parts, country: values[`${prefix}country`] ?? '', ...customFieldsIn(customFields, values, prefix) };
}

/** The shopper's country, according to the browser. */
function home(): string {
  return navigator.languages.map((language) => new Intl.Locale(language).region).find(Boolean) ?? 'IE';
}
