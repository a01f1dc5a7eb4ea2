import type { HomeQuery } from '../operations/generated';
import { decimalsOf } from '../parts/format';

export type DailyRevenue = NonNullable<NonNullable<HomeQuery['overview']>['revenue']>[number];

/** A day of the chart. */
export type Day = { date: string; orders: number; amount: string };

/** The currencies of the revenue: the shop's own first, the others by the number of orders. */
export function currenciesOf(revenue: readonly DailyRevenue[], own: string): string[] {
  const orders = new Map<string, number>();
  for (const day of revenue) orders.set(day.total.currency, (orders.get(day.total.currency) ?? 0) + day.orders);
  const rank = (currency: string) => (currency === own ? Number.POSITIVE_INFINITY : (orders.get(currency) ?? 0));
  return [...orders.keys()].sort((a, b) => rank(b) - rank(a));
}

/** The last `days` days until today (YYYY-MM-DD) in one currency, those without orders too. */
export function daysOf(revenue: readonly DailyRevenue[], currency: string, days: number, today: string): Day[] {
  const decimals = decimalsOf(currency);
  const nothing = decimals === 0 ? '0' : `0.${'0'.repeat(decimals)}`;
  const known = new Map(revenue.filter(({ total }) => total.currency === currency).map((day) => [day.date, day]));
  return Array.from({ length: days }, (_, i) => {
    const at = new Date(`${today}T00:00:00Z`);
    at.setUTCDate(at.getUTCDate() - (days - 1 - i));
    const date = at.toISOString().slice(0, 10);
    const day = known.get(date);
    return { date, orders: day?.orders ?? 0, amount: day?.total.amount ?? nothing };
  });
}

/** The sum of the days, exact. */
export function sumOf(days: readonly Day[], currency: string): { orders: number; amount: string } {
  const decimals = decimalsOf(currency);
  let minor = 0n;
  let orders = 0;
  for (const day of days) {
    const [whole = '0', part = ''] = day.amount.split('.');
    minor += BigInt(whole + part.padEnd(decimals, '0').slice(0, decimals));
    orders += day.orders;
  }
  const digits = minor.toString().padStart(decimals + 1, '0');
  const amount = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  return { orders, amount };
}

/** The day where the reader is, as YYYY-MM-DD. */
export function todayIn(timeZone: string, now = new Date()): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(now);
}

/** The reader's time zone; UTC where the browser does not tell. */
export const timeZone = (() => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone as string | undefined;
  return zone === undefined || zone === 'Etc/Unknown' ? 'UTC' : zone;
})();
