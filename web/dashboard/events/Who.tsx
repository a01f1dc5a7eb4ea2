import { Anchor } from '@mantine/core';
import { Link } from 'react-router';
import { useSession } from '../app/session';
import type { EventRecordFragment } from '../operations/generated';
import { t } from '../texts';
import type { Names } from './useNames';

/** The name of an actor, with the kind of those that are not people. */
export function whoWords({ actor: { kind, actorId, name }, subjectKind }: EventRecordFragment, names: Names): string {
  const known = (actorId !== null && names.get(actorId)?.name) || name;
  if (!known) return kind === 'GUEST' && subjectKind === 'STAFF_MEMBER' ? t.events.visitor : t.events.actors[kind];
  return kind === 'API_KEY' ? t.events.key(known) : known;
}

/** Who caused an event. The name leads to the customer, or to what else a member or an API key did. */
export function Who({ event, names, here }: { event: EventRecordFragment; names: Names; here?: string }) {
  const { can } = useSession();
  const { kind, actorId } = event.actor;
  const words = <bdi>{whoWords(event, names)}</bdi>;
  if (actorId === null || actorId === here) return words;
  const to =
    kind === 'CUSTOMER'
      ? names.get(actorId)?.to
      : (kind === 'STAFF' || kind === 'API_KEY') && can('STAFF_WRITE')
        ? auditOf({ who: actorId })
        : undefined;
  if (to === undefined) return words;
  return (
    <Anchor component={Link} to={to} inherit>
      {words}
    </Anchor>
  );
}

/** The address of the audit log with filters. */
export function auditOf(filters: Record<string, string>): string {
  const conditions = Object.entries(filters).map(([attribute, value]) => ['f', `${attribute}~eq~${value}`]);
  return `/settings/audit?${new URLSearchParams(conditions)}`;
}
