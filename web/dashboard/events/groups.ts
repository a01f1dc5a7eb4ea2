import type { EventType, Scope } from '../operations/generated';
import { t } from '../texts';

const types = Object.keys(t.events.types) as EventType[];
const startingWith = (...starts: string[]) => types.filter((type) => starts.some((start) => type.startsWith(start)));
const without = (all: readonly EventType[], ...some: readonly EventType[][]) =>
  all.filter((type) => !some.some((list) => list.includes(type)));

const customerGroupTypes = startingWith('CUSTOMER_GROUP_');
const notes = types.filter((type) => type.endsWith('_NOTE_ADDED'));
const signIn: EventType[] = [
  'CUSTOMER_LOGGED_IN',
  'CUSTOMER_LOGGED_OUT',
  'CUSTOMER_SESSIONS_REVOKED',
  'CUSTOMER_PASSWORD_CHANGED',
  'CUSTOMER_PASSWORD_REMOVED',
];
const staffSignIn = startingWith('STAFF_MEMBER_LOG');
const statuses = types.filter((type) => /^ORDER_(PLACED|.*STATUS_CHANGED)$/.test(type));
const payments = startingWith('ORDER_PAYMENT_RECORDED', 'ORDER_PAYMENT_VOIDED', 'ORDER_REFUND_');
const shipments = startingWith('ORDER_SHIPPED', 'ORDER_SHIPMENT_');

/** Types of events that people look for together. */
export type Group = { key: string; label: string; types: readonly EventType[] };

const group = <K extends string>(names: Readonly<Record<K, string>>, key: K, types: readonly EventType[]): Group => ({
  key,
  label: names[key],
  types,
});

const g = t.events.timeline.groups;

/** The groups of a customer's timeline. Without ORDERS_READ it has no events of orders. */
export function customerGroups(can: (scope: Scope) => boolean): Group[] {
  const groups: Group[] = [
    group(g, 'profile', without(startingWith('CUSTOMER_'), customerGroupTypes, signIn, notes)),
    group(g, 'addresses', startingWith('ADDRESS_')),
    group(g, 'orders', startingWith('ORDER_')),
    group(g, 'signIn', signIn),
    group(g, 'notes', notes),
  ];
  if (can('ORDERS_READ')) return groups;
  return groups
    .map((group) => ({ ...group, types: without(group.types, startingWith('ORDER_')) }))
    .filter((group) => group.types.length > 0);
}

/** The groups of an order's timeline. */
export const orderGroups: readonly Group[] = [
  group(g, 'status', statuses),
  group(g, 'payments', payments),
  group(g, 'shipments', shipments),
  group(g, 'corrections', without(startingWith('ORDER_'), statuses, payments, shipments, notes)),
  group(
    g,
    'notes',
    notes.filter((type) => type.startsWith('ORDER_')),
  ),
];

const a = t.events.audit.groups;

/** The groups of the audit log. Together they have every type. */
export const auditGroups: readonly Group[] = [
  group(a, 'signIn', staffSignIn),
  group(a, 'staff', without(startingWith('STAFF_MEMBER_', 'API_KEY_'), staffSignIn)),
  group(a, 'settings', startingWith('SHOP_', 'CUSTOM_FIELD_')),
  group(a, 'webhooks', startingWith('WEBHOOK_')),
  group(a, 'jobs', startingWith('JOB_')),
  group(a, 'customers', without(startingWith('CUSTOMER_'), signIn)),
  group(a, 'access', signIn),
  group(a, 'addresses', startingWith('ADDRESS_')),
  group(a, 'orders', startingWith('ORDER_')),
];
