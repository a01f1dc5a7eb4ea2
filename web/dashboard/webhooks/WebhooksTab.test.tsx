import { screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { DeliveryRecordFragment, Scope, WebhookRecordFragment } from '../operations/generated';
import { renderPart } from '../testing/render';
import { delivery, webhook } from '../testing/webhook';
import { t } from '../texts';
import { NewWebhook } from './NewWebhook';
import { OneWebhook } from './OneWebhook';
import { WebhookList } from './WebhookList';

const w = t.webhook;
const scopes: readonly Scope[] = ['WEBHOOKS_WRITE', 'CUSTOMERS_READ', 'ORDERS_READ', 'STAFF_WRITE'];

/** The page of a webhook with some deliveries. */
function page(
  change: Partial<WebhookRecordFragment> = {},
  deliveries: readonly DeliveryRecordFragment[] = [],
  answers: Record<string, object> = {},
) {
  const record = { __typename: 'Webhook', ...webhook(change) };
  const pageInfo = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null };
  const connection = { nodes: deliveries, pageInfo };
  const part = renderPart(<OneWebhook id="webhook_1" />, {
    scopes,
    answers: {
      WebhookPage: { webhook: record },
      WebhookDeliveries: { webhook: { __typename: 'Webhook', id: 'webhook_1', deliveries: connection } },
      ...answers,
    },
  });
  return { ...part, user: userEvent.setup({ delay: null }) };
}

/** Enters a text at once, because the form is large. */
async function enter(user: ReturnType<typeof userEvent.setup>, input: HTMLElement, text: string) {
  await user.click(input);
  await user.paste(text);
}

test('all events of a kind are chosen at once, and single ones are taken out', async () => {
  const { sent } = renderPart(<NewWebhook />, {
    scopes,
    answers: { CreateWebhook: { createWebhook: { webhook: null, secret: null, userErrors: [error] } } },
  });
  const user = userEvent.setup({ delay: null });
  await enter(user, await screen.findByLabelText(new RegExp(`^${w.name}`)), 'Books');
  await user.click(screen.getByRole('button', { name: w.create }));
  expect(await screen.findByText(w.chooseEvents)).toBeTruthy();
  expect(sent).toEqual([]);
  await enter(user, screen.getByLabelText(new RegExp(`^${w.url}`)), 'https://books.example');
  const addresses = screen.getByLabelText(w.allOf(w.kinds.ADDRESS)) as HTMLInputElement;
  await user.click(addresses);
  await user.click(screen.getByRole('button', { name: new RegExp(w.choose(w.kinds.ADDRESS)) }));
  await user.click(screen.getByLabelText(new RegExp(`^${t.events.types.ADDRESS_DELETED}`)));
  expect(addresses.checked).toBe(false);
  expect(addresses.indeterminate).toBe(true);
  await enter(user, screen.getByLabelText(w.query), 'query');
  await user.click(screen.getByLabelText(t.settings.scopes.CUSTOMERS_READ));
  await user.click(screen.getByRole('button', { name: w.create }));
  expect(await screen.findByText(error.message), 'an error of the query is at the query').toBeTruthy();
  expect(screen.getByLabelText(w.query).getAttribute('aria-invalid')).toBe('true');
  expect(sent[0]?.variables).toEqual({
    input: {
      name: 'Books',
      url: 'https://books.example',
      events: ['ADDRESS_CREATED', 'ADDRESS_UPDATED'],
      query: 'query',
      scopes: ['CUSTOMERS_READ'],
    },
  });
});

const error = { code: 'INVALID', field: ['input', 'query'], message: 'Expected { at 1:6' };

test('a list tells which webhooks need attention, and how to help', async () => {
  const failing = webhook({ id: 'webhook_2', name: 'Books', failingSince: '2026-11-28T10:00:00Z' });
  renderPart(<WebhookList />, { scopes, answers: { Webhooks: { webhooks: [webhook(), failing] } } });
  await screen.findByText(/Books has been failing since/);
  const alerts = screen.getAllByRole('status');
  expect(alerts).toHaveLength(1);
  const link = within(alerts[0] as HTMLElement).getByRole('link');
  expect(link.getAttribute('href')).toBe('/settings/webhooks/webhook_2');
});

test('a test shows how the receiver responded', async () => {
  const failed = delivery({ status: 'FAILED', responseStatus: null, responseBody: null, error: 'connection refused' });
  const { user } = page({}, [], { TestWebhook: { testWebhook: { delivery: failed, userErrors: [] } } });
  await user.click(await screen.findByRole('button', { name: w.test.action }));
  expect(await screen.findByText(w.test.bad)).toBeTruthy();
  expect(screen.getByText('connection refused')).toBeTruthy();
});

test('a delivery unfolds to the response, and waits with the time of its next attempt', async () => {
  const waiting = delivery({
    status: 'PENDING',
    attempts: 3,
    responseStatus: 503,
    responseBody: 'busy',
    nextAttemptAt: '2026-11-29T12:00:00Z',
  });
  const { user } = page({}, [waiting, delivery({ id: 'delivery_2', eventType: null })]);
  expect(await screen.findByText(/next attempt/)).toBeTruthy();
  expect(screen.queryByText('busy')).toBeNull();
  await user.click(screen.getByRole('button', { name: `HTTP 503 ${t.events.types.CUSTOMER_CREATED}` }));
  expect(screen.getByText('busy')).toBeTruthy();
  expect(screen.getByRole('button', { name: `HTTP 200 ${w.deliveries.test}` })).toBeTruthy();
});

test('the secret is rotated with an overlap, and shown once', async () => {
  const rotated = { webhook: webhook({ version: 2 }), secret: 'whsec_new', userErrors: [] };
  const { user, sent } = page({}, [], { RotateWebhookSecret: { rotateWebhookSecret: rotated } });
  await user.click(await screen.findByRole('button', { name: t.common.actionsOf(webhook().name) }));
  await user.click(await screen.findByRole('menuitem', { name: w.rotate.menu }));
  const dialog = within(await screen.findByRole('dialog'));
  const overlap = dialog.getByLabelText(w.rotate.overlap);
  for (const wrong of ['169', '1.5', '-1']) {
    await user.clear(overlap);
    await user.type(overlap, wrong);
    await user.click(dialog.getByRole('button', { name: w.rotate.action }));
    expect(dialog.getByText(w.rotate.wrong)).toBeTruthy();
  }
  await user.clear(overlap);
  await user.type(overlap, '0');
  await user.click(dialog.getByRole('button', { name: w.rotate.action }));
  expect(await screen.findByText('whsec_new')).toBeTruthy();
  expect(sent.find(({ name }) => name === 'RotateWebhookSecret')?.variables).toEqual({
    id: 'webhook_1',
    overlapHours: 0,
  });
});

test('failed deliveries are sent again, or everything since a time', async () => {
  const { user, sent } = page({}, [], { RedeliverWebhook: { redeliverWebhook: { retried: 2, userErrors: [] } } });
  const variables = () => sent.filter(({ name }) => name === 'RedeliverWebhook').map((one) => one.variables.since);
  await user.click(await screen.findByRole('button', { name: w.redeliver.action }));
  const dialog = () => within(screen.getByRole('dialog'));
  await user.click(dialog().getByRole('button', { name: w.redeliver.confirm }));
  expect(await screen.findByText(w.redeliver.done(2))).toBeTruthy();
  await user.click(screen.getByRole('button', { name: w.redeliver.action }));
  await user.click(dialog().getByLabelText(w.redeliver.since));
  const time = dialog().getByLabelText(w.redeliver.time);
  await user.clear(time);
  await user.type(time, '2020-01-01T00:00');
  await user.click(dialog().getByRole('button', { name: w.redeliver.confirm }));
  expect(dialog().getByText(w.redeliver.wrong)).toBeTruthy();
  expect(variables()).toEqual([null]);
});

test('a paused webhook cannot redeliver, and is resumed', async () => {
  const { user, sent } = page({ active: false, pausedReason: 'GONE' }, [], {
    UpdateWebhook: { updateWebhook: { webhook: webhook({ version: 2 }), userErrors: [] } },
  });
  expect(await screen.findByRole('button', { name: w.redeliver.action })).toHaveProperty('disabled', true);
  await user.click(screen.getByRole('button', { name: w.resume }));
  expect(sent.find(({ name }) => name === 'UpdateWebhook')?.variables).toEqual({
    id: 'webhook_1',
    input: { active: true },
  });
});
