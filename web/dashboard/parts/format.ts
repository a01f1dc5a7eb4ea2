import type { AmountFragment } from '../operations/generated';
import { locales, t } from '../texts';

const dates = new Intl.DateTimeFormat(locales, { dateStyle: 'medium', timeZone: 'UTC' });
const days = new Intl.DateTimeFormat(locales, { dateStyle: 'medium' });
const times = new Intl.DateTimeFormat(locales, { dateStyle: 'medium', timeStyle: 'short' });
const numbers = new Intl.NumberFormat(locales, { maximumFractionDigits: 18 });
const regions = new Intl.DisplayNames(locales, { type: 'region', fallback: 'code' });

/** A day of the calendar (YYYY-MM-DD) as the reader writes it. */
export function dateOf(day: string): string {
  const at = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(at.getTime()) ? day : dates.format(at);
}

/** The day of a moment (RFC 3339) in the reader's own time. */
export function dayOf(moment: string): string {
  const at = new Date(moment);
  return Number.isNaN(at.getTime()) ? moment : days.format(at);
}

/** A moment (RFC 3339) in the reader's own time. */
export function timeOf(moment: string | null | undefined): string {
  if (moment === null || moment === undefined) return t.common.none;
  const at = new Date(moment);
  return Number.isNaN(at.getTime()) ? moment : times.format(at);
}

/** An exact decimal number as the reader writes it; no digit of it is lost on the way. */
export function numberOf(decimal: string): string {
  return /^-?\d+(\.\d+)?$/.test(decimal) ? numbers.format(decimal as `${number}`) : decimal;
}

/**
 * An amount of money as the reader writes it, with the decimals that the API gave it: browsers round some currencies to whole
 * numbers (HUF, IDR, IQD), and those that were withdrawn.
 */
export function moneyOf({ amount, currency }: AmountFragment): string {
  const decimals = decimalsIn(amount);
  const form = new Intl.NumberFormat(locales, {
    style: 'currency',
    currency,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return form.format(amount as `${number}`);
}

/** How many decimals a decimal number is written with. */
export function decimalsIn(decimal: string): number {
  return decimal.split('.')[1]?.length ?? 0;
}

/** The currencies of ISO 4217 that do not have two decimals. Browsers differ from it: they round IQD to whole numbers. */
const otherDecimals: Readonly<Record<number, readonly string[]>> = {
  0: 'BIF BYR CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' '),
  3: 'BHD IQD JOD KWD LYD OMR TND'.split(' '),
  4: ['CLF', 'UYW'],
};

/** How many decimals amounts of a currency have: 2 of EUR, 0 of JPY, 3 of KWD. */
export function decimalsOf(currency: string): number {
  return Number(Object.keys(otherDecimals).find((n) => otherDecimals[Number(n)]?.includes(currency)) ?? 2);
}

/** A country's name in the reader's language. */
export function countryOf(code: string): string {
  return regions.of(code) ?? code;
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** A number of bytes as the reader writes it: "1.2 MB". */
export function sizeOf(bytes: number): string {
  const at = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const form = new Intl.NumberFormat(locales, {
    style: 'unit',
    unit: units[at],
    unitDisplay: at === 0 ? 'long' : 'short',
    maximumFractionDigits: at === 0 ? 0 : 1,
  });
  return form.format(bytes / 1000 ** at);
}

/** A whole number as the reader writes it. */
export function countOf(n: number): string {
  return numbers.format(n);
}
