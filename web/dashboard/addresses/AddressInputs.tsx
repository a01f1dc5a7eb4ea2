import { NativeSelect, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { useData } from '../app/useData';
import { AddressFormatDocument, CountriesDocument, type AddressPart } from '../operations/generated';
import { countryOf } from '../parts/format';
import { t } from '../texts';
import type { AddressParts, PartKey } from './draft';

const keysOf: Readonly<Record<AddressPart, readonly PartKey[]>> = {
  NAME: ['firstName', 'lastName'],
  COMPANY: ['company'],
  LINES: ['line1', 'line2'],
  CITY: ['city'],
  REGION: ['region'],
  POSTCODE: ['postcode'],
};
const everyPart = Object.keys(keysOf) as AddressPart[];

type Props = {
  parts: AddressParts;
  onChange: (parts: AddressParts) => void;
  errors: Record<string, unknown>;
};

/** The inputs of an address, with the parts, the order and the regions of its own country. */
export function AddressInputs({ parts, onChange, errors }: Props) {
  const countries = useCountries();
  const format = useData(AddressFormatDocument, { country: parts.country }, parts.country === '').data?.addressFormat;
  const fits = format?.country === parts.country ? format : undefined;
  const shown = fits?.parts ?? everyPart;
  // What is there stays to be seen, also where the country has no such part.
  const keys = everyPart
    .toSorted((a, b) => place(shown, a) - place(shown, b))
    .filter((part) => shown.includes(part) || keysOf[part].some((key) => parts[key] !== ''))
    .flatMap((part) => keysOf[part]);
  const required = new Set((fits?.required ?? []).map((part) => keysOf[part][0]));

  const input = (key: PartKey) => ({
    label: t.address[key],
    value: parts[key],
    onChange: (event: { currentTarget: { value: string } }) => onChange({ ...parts, [key]: event.currentTarget.value }),
    error: typeof errors[key] === 'string' ? errors[key] : undefined,
    withAsterisk: required.has(key) || key === 'country',
    name: key,
  });
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
      <NativeSelect
        {...input('country')}
        data={[{ value: '', label: t.common.choose }, ...unlisted(parts.country, countries), ...countries]}
      />
      {keys.map((key) => {
        if (key === 'region' && fits !== undefined && fits.regions.length > 0) {
          const regions = fits.regions.map(({ code, name }) => ({ value: code, label: name }));
          return (
            <NativeSelect
              key={key}
              {...input(key)}
              data={[{ value: '', label: t.common.notSet }, ...unlisted(parts.region, regions), ...regions]}
            />
          );
        }
        const example =
          key === 'postcode' && fits?.postcodeExample ? t.address.example(fits.postcodeExample) : undefined;
        return (
          <TextInput
            key={key}
            {...input(key)}
            description={example}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            dir="auto"
          />
        );
      })}
      <TextInput {...input('phone')} type="tel" />
      <Textarea {...input('instructions')} autosize minRows={1} dir="auto" />
    </SimpleGrid>
  );
}

function place(shown: readonly AddressPart[], part: AddressPart): number {
  const at = shown.indexOf(part);
  return at < 0 ? shown.length : at;
}

type Choice = { value: string; label: string };

/** A stored code that is not among the choices (any more), as one more choice: a form must not replace it by the first one. */
function unlisted(code: string, choices: readonly Choice[]): Choice[] {
  return code === '' || choices.some(({ value }) => value === code) ? [] : [{ value: code, label: code }];
}

/** Every country, by its name in the reader's language. */
function useCountries(): readonly Choice[] {
  const { data } = useData(CountriesDocument, {});
  return useMemo(
    () =>
      (data?.addressFormats ?? [])
        .map(({ country }) => ({ value: country, label: countryOf(country) }))
        .sort((a, b) => a.label.localeCompare(b.label)),
    [data],
  );
}
