import { useMemo } from 'react';
import { useQuery } from 'urql';
import { useSession } from '../app/session';
import { EventNamesDocument, type EventNamesQuery, type EventRecordFragment } from '../operations/generated';
import { titleOf } from '../jobs/state';
import { t } from '../texts';

/** What a record is called now, and the page that shows it. The name is empty while it is loading. */
export type Named = { name: string; to: string | undefined; loading?: true };
export type Names = ReadonlyMap<string, Named>;

/** As many records as one request may name. */
const most = 100;

/** The names of the records that events are about, and of the customers who caused them. Deleted records have none. */
export function useNames(events: readonly EventRecordFragment[], others: readonly string[] = []): Names {
  const { definitions } = useSession();
  const ids = [...new Set([...events.flatMap(idsOf), ...others])].sort();
  // As many hooks as the largest page can need.
  const first = usePart(ids.slice(0, most));
  const second = usePart(ids.slice(most, 2 * most));
  const third = usePart(ids.slice(2 * most, 3 * most));
  const loading = first.loading || second.loading || third.loading;
  const listed = ids.join(' ');
  return useMemo(() => {
    const names = new Map<string, Named>(
      definitions.map(({ id, label, owner }) => [id, { name: label, to: `/fields?owner=${owner}` }]),
    );
    if (loading) for (const id of listed.split(' ')) names.set(id, { name: '', to: undefined, loading: true });
    for (const node of [first.data, second.data, third.data].flatMap((data) => data?.nodes ?? [])) {
      if (node !== null && 'id' in node) names.set(node.id, named(node));
    }
    return names;
  }, [definitions, listed, loading, first.data, second.data, third.data]);
}

function usePart(ids: string[]): { data: EventNamesQuery | undefined; loading: boolean } {
  const [{ data, fetching, stale }] = useQuery({
    query: EventNamesDocument,
    variables: { ids },
    pause: ids.length === 0,
  });
  return { data, loading: ids.length > 0 && (fetching || stale) };
}

function idsOf({ subjectKind, subjectId, customerId, actor }: EventRecordFragment): string[] {
  const ids = subjectKind === 'SHOP' || subjectKind === 'CUSTOM_FIELD' ? [] : [subjectId];
  if (customerId !== null) ids.push(customerId);
  if (actor.kind === 'CUSTOMER' && actor.actorId !== null) ids.push(actor.actorId);
  return ids;
}

type Node = Extract<NonNullable<EventNamesQuery['nodes'][number]>, { id: string }>;

function named(node: Node): Named {
  switch (node.__typename) {
    case 'Customer':
      return { name: node.name || node.email, to: `/customers/${node.id}` };
    case 'Address':
      return { name: node.label || node.formatted.slice(0, 2).join(', '), to: undefined };
    case 'Order':
      return { name: t.events.timeline.order(node.number), to: `/orders/${node.id}` };
    case 'StaffMember':
      return { name: node.title, to: '/settings/team' };
    case 'ApiKey':
      return { name: node.title, to: '/settings/keys' };
    case 'Webhook':
      return { name: node.title, to: `/settings/webhooks/${node.id}` };
    case 'Job':
      return { name: titleOf(node), to: `/jobs/${node.id}` };
  }
}
