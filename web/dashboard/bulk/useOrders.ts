import { useState } from 'react';
import { useClient, type Client } from 'urql';
import { failureOf } from '../app/failure';
import {
  AnonymizeOrdersDocument,
  OrderIdsDocument,
  type FaultsFragment,
  type OrderFilter,
} from '../operations/generated';
import { t } from '../texts';
import { isDone, most, requestFor, type Chosen, type OrderAction, type Refusal, type Result } from './orderActions';

/** How many orders can be changed at once. */
export const limit = 1000;

/** How many orders the API anonymizes in one request, and has on a page. */
const page = 100;

type Payload = { userErrors: readonly FaultsFragment[] } | null;

/** All orders that match, up to the limit; a message if they could not be read. */
export async function matching(
  client: Client,
  filter: OrderFilter | undefined,
  search: string | undefined,
): Promise<readonly Chosen[] | string> {
  const all: Chosen[] = [];
  let after: string | null = null;
  do {
    const variables = { first: page, after, filter, search };
    const { data, error }: Awaited<ReturnType<typeof ask>> = await ask(variables);
    if (error) return failureOf(error).message;
    all.push(...(data?.orders?.nodes ?? []));
    after = data?.orders?.pageInfo.hasNextPage ? data.orders.pageInfo.endCursor : null;
  } while (after !== null && all.length < limit);
  return all;

  function ask(variables: { first: number; after: string | null; filter?: OrderFilter; search?: string }) {
    return client.query(OrderIdsDocument, variables, { requestPolicy: 'network-only' }).toPromise();
  }
}

/** Changes many orders, a few in each request, and remembers how many are done. */
export function useOrders(action: OrderAction) {
  const client = useClient();
  const [done, setDone] = useState<number>();
  const run = async (orders: readonly Chosen[], reason: string | null): Promise<Result> => {
    const open = orders.filter((order) => !isDone(action, order));
    const refused: Refusal[] = [];
    const size = action === 'anonymize' ? page : most;
    setDone(0);
    for (let at = 0; at < open.length; at += size) {
      const some = open.slice(at, at + size);
      refused.push(
        ...(action === 'anonymize' ? await anonymize(client, some) : await change(client, action, some, reason)),
      );
      setDone(Math.min(open.length, at + size));
    }
    setDone(undefined);
    return { done: open.length - refused.length, refused };
  };
  return { run, done };
}

async function change(
  client: Client,
  action: Exclude<OrderAction, 'anonymize'>,
  orders: readonly Chosen[],
  reason: string | null,
): Promise<Refusal[]> {
  const { query, variables } = requestFor(action, orders, reason);
  const { data, error } = await client.mutation<Record<string, Payload>>(query, variables).toPromise();
  return orders.flatMap((order, i) => {
    const payload = data?.[`o${i}`];
    if (payload) {
      const message = payload.userErrors.map((fault) => fault.message).join(' ');
      return message === '' ? [] : [{ order, message }];
    }
    const own = error?.graphQLErrors.find(({ path }) => path?.[0] === `o${i}`)?.message;
    return [{ order, message: own ?? (error ? failureOf(error).message : t.orderBulk.missing) }];
  });
}

/** Removes the personal data of orders. The API does it for all of them or for none, so the refused ones are left out. */
async function anonymize(client: Client, orders: readonly Chosen[]): Promise<Refusal[]> {
  const send = (ids: readonly Chosen[]) =>
    client.mutation(AnonymizeOrdersDocument, { ids: ids.map(({ id }) => id) }).toPromise();
  const first = await send(orders);
  const faults = first.data?.anonymizeOrders?.userErrors ?? [];
  if (first.error) return orders.map((order) => ({ order, message: failureOf(first.error as never).message }));
  if (faults.length === 0) return [];
  const refused = faults.flatMap(({ field, message }): Refusal[] => {
    const order = orders[Number(field?.[1])];
    return field?.[0] === 'ids' && order !== undefined ? [{ order, message }] : [];
  });
  const words = faults.map(({ message }) => message).join(' ');
  if (refused.length === 0) return orders.map((order) => ({ order, message: words }));
  const others = orders.filter((order) => refused.every((one) => one.order !== order));
  if (others.length === 0) return refused;
  const second = await send(others);
  const again = second.error
    ? failureOf(second.error).message
    : (second.data?.anonymizeOrders?.userErrors ?? []).map(({ message }) => message).join(' ');
  return again === '' ? refused : [...refused, ...others.map((order) => ({ order, message: again }))];
}
