import type { AddressRecordFragment, CreateAddressInput, OrderAddressRecordFragment } from '../operations/generated';
import { locales } from '../texts';

export const partKeys = [
  'firstName',
  'lastName',
  'company',
  'line1',
  'line2',
  'city',
  'region',
  'postcode',
  'country',
  'phone',
  'instructions',
] as const;

export type PartKey = (typeof partKeys)[number];

/** An address as a form holds it: every part a text, empty where there is none. */
export type AddressParts = Record<PartKey, string>;

/** A new address, of the reader's own country as far as the browser tells it. */
export function emptyParts(): AddressParts {
  const region = locales.map((locale) => new Intl.Locale(locale).region).find((code) => code !== undefined);
  return {
    firstName: '',
    lastName: '',
    company: '',
    line1: '',
    line2: '',
    city: '',
    region: '',
    postcode: '',
    country: region ?? '',
    phone: '',
    instructions: '',
  };
}

export function partsOf(address: AddressRecordFragment | OrderAddressRecordFragment): AddressParts {
  return Object.fromEntries(partKeys.map((key) => [key, address[key] ?? ''])) as AddressParts;
}

/** The parts as the API takes a whole address. */
export function wholeOf(parts: AddressParts): CreateAddressInput {
  const given = Object.entries(parts).filter(([, value]) => value !== '');
  return { country: parts.country, ...Object.fromEntries(given) };
}

/** An input with the custom fields that are given, which its type knows only as the shop defines them. */
export function withFields<T extends object>(input: T, customFields: Record<string, unknown> | undefined): T {
  return customFields === undefined ? input : Object.assign(input, { customFields });
}

/** Puts an address on one line, for choices. */
export function lineOf({ label, formatted }: { label?: string | null; formatted: readonly string[] }): string {
  const line = formatted.join(', ');
  return label ? `${label}: ${line}` : line;
}
