import type { Condition } from '../lists/attributes';
import type { AuditFilter, EventActorKind, EventType } from '../operations/generated';
import { t } from '../texts';
import { auditGroups } from './groups';

const keys = ['who', 'what', 'from', 'until', 'record', 'customer'] as const;

/**
 * The filters of the audit log as its address has them; empty ones do not filter. `who` is the ID of an actor or a kind of
 * actors, `what` a type of event or a group of them, `from` and `until` are days, `record` and `customer` are IDs.
 */
export type AuditFilters = Record<(typeof keys)[number], string>;

export const noFilters: AuditFilters = { who: '', what: '', from: '', until: '', record: '', customer: '' };

export function filtersOf(conditions: readonly Condition[]): AuditFilters {
  const filters = { ...noFilters };
  for (const { attribute, value } of conditions) {
    const key = keys.find((one) => one === attribute);
    if (key !== undefined) filters[key] = value;
  }
  return filters;
}

export function conditionsOf(filters: AuditFilters): Condition[] {
  return keys
    .filter((key) => filters[key] !== '')
    .map((key) => ({ attribute: key, operator: 'eq', value: filters[key] }));
}

/** The events of the administration, which is a group of the API. */
export const administration = 'administration';

/** The filter of the API; undefined if one of the filters is not valid. */
export function auditFilter({ who, what, from, until, record, customer }: AuditFilters): AuditFilter | undefined {
  const filter: AuditFilter = {};
  if (Object.hasOwn(t.events.actors, who)) filter.actorKinds = [who as EventActorKind];
  else if (who !== '') filter.actorId = who;
  const group = auditGroups.find(({ key }) => key === what);
  if (what === administration) filter.administration = true;
  else if (group !== undefined) filter.types = [...group.types];
  else if (Object.hasOwn(t.events.types, what)) filter.types = [what as EventType];
  else if (what !== '') return undefined;
  const begin = from === '' ? undefined : midnight(from, 0);
  const end = until === '' ? undefined : midnight(until, 1);
  if (begin === null || end === null) return undefined;
  if (begin !== undefined || end !== undefined) filter.at = { gte: begin, lt: end };
  if (record !== '') filter.subjectId = record.trim();
  if (customer !== '') filter.customerId = customer.trim();
  return filter;
}

/** The start of a day in the reader's time zone, or of one some days later; null if it is not a day. */
function midnight(day: string, later: number): string | null {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) ?? [];
  const at = new Date(Number(year), Number(month) - 1, Number(date) + later);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}
