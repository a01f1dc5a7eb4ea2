import { useDebouncedValue } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import { useQuery } from 'urql';
import { useSession } from '../app/session';
import {
  PaletteRecentDocument,
  PaletteSearchDocument,
  type FoundCustomerFragment,
  type FoundOrderFragment,
} from '../operations/generated';
import { IconShoppingBag, IconUser } from '../parts/icons';
import type { Entry } from './entries';
import { recentIds } from './recent';

/** How long to wait for the next letter before the API is asked, in milliseconds. */
const pause = 120;

type Found = { customers: readonly Entry[]; orders: readonly Entry[]; pending: boolean };

/** The customers and orders that match what was typed. While the next ones are on their way, there are none. */
export function useFound(typed: string): Found {
  const { can } = useSession();
  const [customers, orders] = [can('CUSTOMERS_READ'), can('ORDERS_READ')];
  const search = typed.trim().replace(/^#/, '');
  const [asked] = useDebouncedValue(search, pause);
  const idle = asked === '' || (!customers && !orders);
  const [{ data, fetching }] = useQuery({
    query: PaletteSearchDocument,
    variables: { search: asked, customers, orders },
    pause: idle,
    requestPolicy: 'cache-and-network',
  });
  const current = search === asked && !idle && !fetching;
  return {
    customers: current ? (data?.customers?.nodes ?? []).map(customerEntry) : [],
    orders: current ? (data?.orders?.nodes ?? []).map(orderEntry) : [],
    pending: search !== '' && !current && (customers || orders),
  };
}

/** The records that this member opened last, and may still see. */
export function useRecent(): readonly Entry[] {
  const { member } = useSession();
  const [ids] = useState(() => recentIds(member.id));
  const [{ data }] = useQuery({ query: PaletteRecentDocument, variables: { ids }, pause: ids.length === 0 });
  return useMemo(
    () =>
      (data?.nodes ?? []).flatMap((node) => {
        if (node?.__typename === 'Customer') return [customerEntry(node)];
        if (node?.__typename === 'Order') return [orderEntry(node)];
        return [];
      }),
    [data],
  );
}

function customerEntry({ id, name, email }: FoundCustomerFragment): Entry {
  const label = name || email;
  return {
    key: id,
    label,
    icon: IconUser,
    to: `/customers/${id}`,
    words: email,
    ...(label !== email && { detail: email }),
  };
}

function orderEntry({ id, number, contact }: FoundOrderFragment): Entry {
  const who = contact.name || contact.email;
  return { key: id, label: number, icon: IconShoppingBag, to: `/orders/${id}`, words: who, detail: who };
}
