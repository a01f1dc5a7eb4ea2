import type { AmountFragment } from '../operations/generated';
import { decimalsIn } from '../parts/format';

/** An amount in minor units with so many decimals, such as 2450 for 24.50 with 2. */
export function minorOf(amount: string, decimals: number): bigint {
  const [whole = '0', part = ''] = amount.split('.');
  return BigInt(whole + part.slice(0, decimals).padEnd(decimals, '0'));
}

/** The amount of minor units, such as 24.50 of 2450 with 2 decimals. */
export function amountOf(minor: bigint, decimals: number): string {
  const digits = minor.toString().padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** Whether an amount is more than nothing. */
export const isSome = ({ amount }: AmountFragment) => /[1-9]/.test(amount);

/** Compares two amounts of the same currency: negative if the first is less. */
export function compare(a: AmountFragment, b: AmountFragment): number {
  const decimals = Math.max(decimalsIn(a.amount), decimalsIn(b.amount));
  const difference = minorOf(a.amount, decimals) - minorOf(b.amount, decimals);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The sum of amounts of the currency, each as often as it says, but not more than the limit. */
export function sumUpTo(limit: AmountFragment, parts: readonly { price: AmountFragment; times: number }[]) {
  const decimals = decimalsIn(limit.amount);
  let sum = 0n;
  for (const { price, times } of parts) sum += minorOf(price.amount, decimals) * BigInt(times);
  const most = minorOf(limit.amount, decimals);
  return { currency: limit.currency, amount: amountOf(sum < most ? sum : most, decimals) };
}

/** What is left of an amount without others of its currency. It is never less than nothing. */
export function without(whole: AmountFragment, parts: readonly AmountFragment[]): AmountFragment {
  const decimals = decimalsIn(whole.amount);
  const left = parts.reduce((rest, { amount }) => rest - minorOf(amount, decimals), minorOf(whole.amount, decimals));
  return { currency: whole.currency, amount: amountOf(left < 0n ? 0n : left, decimals) };
}
