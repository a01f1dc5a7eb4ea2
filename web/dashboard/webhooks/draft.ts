import type { Draft } from '../app/useEdit';
import type { EventType, Scope, WebhookRecordFragment } from '../operations/generated';
import { t } from '../texts';

/** A webhook as its form holds it. */
export type WebhookDraft = Draft & {
  name: string;
  url: string;
  events: EventType[];
  query: string;
  scopes: Scope[];
};

export const draftKeys = ['name', 'url', 'events', 'query', 'scopes'] as const;

export const emptyWebhook: WebhookDraft = { name: '', url: '', events: [], query: '', scopes: [], customFields: {} };

export function webhookDraft({ name, url, events, query, scopes }: WebhookRecordFragment): WebhookDraft {
  return { name, url, events: [...events], query: query ?? '', scopes: [...scopes], customFields: {} };
}

/** The scopes that a query can have. */
export const queryScopes: readonly Scope[] = ['CUSTOMERS_READ', 'ORDERS_READ'];

/** What is wrong before anything is sent. */
export function webhookFaults({ name, url, events }: WebhookDraft): Record<string, string> {
  const faults: Record<string, string> = {};
  if (name.trim() === '') faults.name = t.common.required;
  if (url.trim() === '') faults.url = t.common.required;
  if (events.length === 0) faults.events = t.webhook.chooseEvents;
  return faults;
}

/** The error at a field or at one of the items of a list, such as events.2. */
export function errorAt(errors: Record<string, unknown>, field: string): string | undefined {
  const error = Object.entries(errors).find(([path]) => path === field || path.startsWith(`${field}.`))?.[1];
  return typeof error === 'string' ? error : undefined;
}
