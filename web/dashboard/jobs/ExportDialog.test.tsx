import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { Shown } from '../lists/List';
import type { RecordKind } from '../operations/generated';
import { job } from '../testing/job';
import { renderPart, type Answer } from '../testing/render';
import { t } from '../texts';
import { ExportButton } from './ExportButton';

const e = t.job.export;
const exported = { kind: 'EXPORT_CUSTOMERS', created: 0 } as const;
const running = job({ ...exported, status: 'RUNNING', done: 30, finishedAt: null, expiresAt: null });
const whole: Shown = { filter: undefined, search: undefined, count: { totalCount: 120, totalCountEstimated: false } };

function button(kind: RecordKind, shown: Shown, answers: Record<string, Answer> = {}) {
  const part = renderPart(<ExportButton kind={kind} shown={shown} />, {
    scopes: ['CUSTOMERS_READ', 'ORDERS_READ'],
    answers: { CreateExport: { createExport: { job: running, userErrors: [] } }, Job: { job: running }, ...answers },
  });
  const input = () => part.sent.find(({ name }) => name === 'CreateExport')?.variables.input;
  return { ...part, input, user: userEvent.setup({ delay: null }) };
}

async function open(user: ReturnType<typeof userEvent.setup>, name: string) {
  await user.click(await screen.findByRole('button', { name: e.action }));
  return within(await screen.findByRole('dialog', { name }));
}

test('an export has what the list shows, and the file as soon as it is written', async () => {
  let asked = 0;
  const states = [running, job({ ...exported, done: 120, total: 120 })];
  const next = () => ({ job: states[Math.min(asked++, 1)] });
  const shown: Shown = { ...whole, filter: { and: [{ tags: { has: 'vip' } }] }, search: 'ann' };
  const { user, input } = button('CUSTOMERS', shown, { Job: next });
  const dialog = await open(user, e.titles.CUSTOMERS(120));
  expect(dialog.getByText(e.narrowed.CUSTOMERS)).toBeTruthy();
  await user.click(dialog.getByRole('button', { name: e.submit }));
  expect(await dialog.findByRole('progressbar')).toBeTruthy();
  expect(input()).toEqual({
    kind: 'CUSTOMERS',
    format: 'CSV',
    customerFilter: { and: [{ tags: { has: 'vip' } }] },
    search: 'ann',
    columns: null,
  });
  expect(await dialog.findByText(e.ready)).toBeTruthy();
  expect(dialog.getByRole('button', { name: t.job.download })).toBeTruthy();
});

test('columns are chosen, and keep the order of the file', async () => {
  const { user, input } = button('CUSTOMERS', whole);
  const dialog = await open(user, e.titles.CUSTOMERS(120));
  expect(dialog.getByText(e.whole.CUSTOMERS)).toBeTruthy();
  await user.click(dialog.getByLabelText(e.someColumns));
  await user.click(dialog.getByRole('button', { name: e.selectNone }));
  await user.click(dialog.getByRole('button', { name: e.submit }));
  expect(dialog.getByText(e.chooseOne)).toBeTruthy();
  expect(input()).toBeUndefined();
  await user.click(dialog.getByLabelText(t.import.fields.customer.name));
  await user.click(dialog.getByLabelText(t.import.fields.customer.email));
  await user.click(dialog.getByRole('button', { name: e.submit }));
  await waitFor(() => expect(input()).toMatchObject({ columns: ['email', 'name'] }));
});

test('a file for programs has no columns', async () => {
  const { user, input } = button('ORDERS', { ...whole, search: 'ann' });
  const dialog = await open(user, e.titles.ORDERS(120));
  await user.click(dialog.getByLabelText(e.formats.JSONL));
  expect(dialog.queryByLabelText(e.allColumns)).toBeNull();
  await user.click(dialog.getByRole('button', { name: e.submit }));
  await waitFor(() =>
    expect(input()).toEqual({ kind: 'ORDERS', format: 'JSONL', orderFilter: null, search: 'ann', columns: null }),
  );
});

test.each([
  ['an estimate', { totalCount: 12_000, totalCountEstimated: true }, e.about.CUSTOMERS(12_000)],
  ['no number', null, e.many.CUSTOMERS],
])('the title of a list with %s', async (_, count, title) => {
  const { user } = button('CUSTOMERS', { ...whole, count });
  await open(user, title);
});

test('errors are shown, and the failure of the job', async () => {
  const fault = { code: 'INVALID', field: ['input', 'columns', '0'], message: 'There is no such column' };
  const refused = button('CUSTOMERS', whole, { CreateExport: { createExport: { job: null, userErrors: [fault] } } });
  const dialog = await open(refused.user, e.titles.CUSTOMERS(120));
  await refused.user.click(dialog.getByRole('button', { name: e.submit }));
  expect(await dialog.findByText(fault.message)).toBeTruthy();
  refused.unmount();
  const failed = job({ ...exported, status: 'FAILED', error: 'The search is no longer valid' });
  const { user } = button('CUSTOMERS', whole, { Job: { job: failed } });
  const second = await open(user, e.titles.CUSTOMERS(120));
  await user.click(second.getByRole('button', { name: e.submit }));
  expect(await second.findByText(/The search is no longer valid/)).toBeTruthy();
  await user.click(second.getByRole('button', { name: e.again }));
  expect(second.getByRole('button', { name: e.submit })).toBeTruthy();
});

test('without the scope there is no button', async () => {
  renderPart(
    <>
      <span>ready</span>
      <ExportButton kind="ORDERS" shown={whole} />
    </>,
    { scopes: ['CUSTOMERS_READ'] },
  );
  await screen.findByText('ready');
  expect(screen.queryByRole('button', { name: e.action })).toBeNull();
});
