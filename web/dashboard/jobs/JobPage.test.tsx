import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { Route, Routes } from 'react-router';
import { expect, test } from 'vitest';
import type { JobRecordFragment, Scope } from '../operations/generated';
import { faults, job } from '../testing/job';
import { renderPart, type Answer } from '../testing/render';
import { t } from '../texts';
import JobPage from './JobPage';

const j = t.job;
const m = t.import;
const all: readonly Scope[] = ['CUSTOMERS_READ', 'CUSTOMERS_WRITE', 'ORDERS_READ', 'ORDERS_WRITE'];

/** The page of a job at an address. */
function page(one: JobRecordFragment | null, answers: Record<string, Answer> = {}, scopes = all) {
  const part = renderPart(
    <Routes>
      <Route path="/jobs/:id" element={<JobPage />} />
    </Routes>,
    {
      scopes,
      path: '/jobs/job_1',
      answers: {
        Job: { job: one },
        Countries: { addressFormats: [{ country: 'IE', name: 'Ireland' }] },
        ImportFields: { importFields: ['email', 'name', 'note'].map((name) => ({ name, required: false })) },
        ...answers,
      },
    },
  );
  return { ...part, user: userEvent.setup({ delay: null }) };
}

test('a job that runs is read again until it ends', async () => {
  let asked = 0;
  const states = [
    job({ status: 'QUEUED', total: null, done: 0, created: 0, finishedAt: null }),
    job({ status: 'RUNNING', done: 40, created: 40, finishedAt: null }),
    job(),
  ];
  const next = () => ({ job: states[Math.min(asked++, 2)] });
  page(job(), { Job: next });
  const bar = await screen.findByRole('progressbar', { name: j.progressOf(j.kinds.IMPORT_CUSTOMERS) });
  expect(bar.getAttribute('aria-valuetext')).toBe(j.waiting);
  await waitFor(() => expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('40'));
  expect(screen.getByRole('progressbar').getAttribute('aria-valuetext')).toBe(j.progress(40, 100));
  await waitFor(() => expect(screen.queryByRole('progressbar')).toBeNull());
  expect(screen.getByText(j.statuses.SUCCEEDED)).toBeTruthy();
  expect(asked).toBe(3);
});

test('a job is canceled after asking', async () => {
  const running = job({ status: 'RUNNING', done: 40, created: 40, finishedAt: null });
  const { user, sent } = page(running, {
    CancelJob: { cancelJob: { job: job({ status: 'CANCELLED', done: 40, created: 40 }), userErrors: [] } },
  });
  await user.click(await screen.findByRole('button', { name: j.cancel.named(j.kinds.IMPORT_CUSTOMERS) }));
  const dialog = within(await screen.findByRole('dialog', { name: j.cancel.title }));
  expect(dialog.getByText(j.cancel.text)).toBeTruthy();
  await user.click(dialog.getByRole('button', { name: j.cancel.keep }));
  expect(sent.filter(({ name }) => name === 'CancelJob')).toEqual([]);
  await user.click(screen.getByRole('button', { name: j.cancel.named(j.kinds.IMPORT_CUSTOMERS) }));
  await user.click(await screen.findByRole('button', { name: j.cancel.confirm }));
  expect(await screen.findByText(j.cancel.done)).toBeTruthy();
  expect(sent.find(({ name }) => name === 'CancelJob')?.variables).toEqual({ id: 'job_1' });
});

const checked = job({
  dryRun: true,
  format: 'SHOPIFY',
  created: 90,
  updated: 3,
  unchanged: 5,
  failed: 2,
  columns: [
    { name: 'Email', field: 'email', samples: ['ann@example.com', 'bo@example.com'] },
    { name: 'Remark', field: null, samples: ['', 'Rings twice'] },
  ],
});
const planted = faults(
  'job_1',
  { row: 4, column: 'Email', recordId: null, message: 'Is not a valid email address' },
  { row: 9, column: null, recordId: null, message: 'Required' },
);

test('a check shows what would change, and the rows with errors', async () => {
  const { container } = page(checked, { JobFaults: planted });
  await screen.findByText(m.checked.faults(2, 100));
  const counts = [...container.querySelectorAll('dl dt')].map((term) => [
    term.textContent,
    term.nextElementSibling?.textContent,
  ]);
  expect(counts).toEqual([
    [j.countsOfCheck.created, '90'],
    [j.countsOfCheck.updated, '3'],
    [j.countsOfCheck.unchanged, '5'],
    [j.countsOfCheck.failed, '2'],
  ]);
  const table = within(await screen.findByRole('table', { name: j.faults.ofRows }));
  const rows = table.getAllByRole('row').map((row) => row.textContent);
  expect(rows.slice(1)).toEqual(['4EmailIs not a valid email address', `9${j.faults.wholeRow}Required`]);
  expect(screen.getByRole('list', { name: m.steps.label }).querySelector('[aria-current]')?.textContent).toContain(
    m.steps.check,
  );
});

test('more errors are on other pages', async () => {
  const pages: Answer = ({ after }) => {
    const first = after == null;
    const pageInfo = { hasNextPage: first, hasPreviousPage: !first, startCursor: 'c1', endCursor: 'c25' };
    const node = { row: first ? 2 : 40, column: 'Email', recordId: null, message: first ? 'Required' : 'Too long' };
    return { job: { __typename: 'Job', id: 'job_1', faults: { nodes: [node], pageInfo, totalCount: 26 } } };
  };
  const { user, sent } = page(checked, { JobFaults: pages });
  await screen.findByText('Required');
  await user.click(screen.getByRole('button', { name: t.list.next }));
  expect(await screen.findByText('Too long')).toBeTruthy();
  expect(screen.queryByText('Required')).toBeNull();
  expect(sent.filter(({ name }) => name === 'JobFaults').map(({ variables }) => variables.after)).toEqual([
    undefined,
    'c25',
  ]);
});

test('the errors of a bulk change name the customers', async () => {
  const fault = (id: string) => ({ row: null, column: null, recordId: id, message: `about ${id}` });
  page(job({ kind: 'ADD_CUSTOMER_TAGS', format: null, created: 0, updated: 1, failed: 2 }), {
    JobFaults: faults('job_1', fault('customer_1'), fault('customer_2')),
    Named: { nodes: [{ __typename: 'Customer', id: 'customer_1', name: '', email: 'ann@example.com' }, null] },
  });
  const link = await screen.findByRole('link', { name: 'ann@example.com' });
  expect(link.getAttribute('href')).toBe('/customers/customer_1');
  const rows = screen.getAllByRole('row').map((row) => row.textContent);
  expect(rows[2]).toBe(`${t.events.audit.gone}about customer_2`);
});

test('a checked file is imported with the same options', async () => {
  const imported = job({ id: 'job_2', format: 'SHOPIFY' });
  const importOptions: JobRecordFragment['importOptions'] = {
    match: 'EXTERNAL_ID',
    encoding: 'WINDOWS_1252',
    country: 'IE',
    columns: [{ name: 'Remark', field: 'note' }],
  };
  const { user, sent, router } = page(job({ ...checked, importOptions }), {
    JobFaults: planted,
    CreateImport: { createImport: { job: imported, uploadUrl: null, userErrors: [] } },
  });
  await user.click(await screen.findByRole('button', { name: m.submitted.CUSTOMERS(93) }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/jobs/job_2'));
  expect(sent.find(({ name }) => name === 'CreateImport')?.variables).toEqual({
    input: {
      kind: 'CUSTOMERS',
      format: 'SHOPIFY',
      match: 'EXTERNAL_ID',
      encoding: 'WINDOWS_1252',
      country: 'IE',
      columns: [{ name: 'Remark', field: 'note' }],
      dryRun: false,
      fileOfJobId: 'job_1',
    },
  });
});

test('whoever changes a column or an option checks the file again before the import', async () => {
  const again = job({ ...checked, id: 'job_2' });
  const { user, sent, router } = page(checked, {
    JobFaults: planted,
    CreateImport: { createImport: { job: again, uploadUrl: null, userErrors: [] } },
  });
  const field = await screen.findByRole('combobox', { name: m.columns.fieldOf('Remark') });
  await within(field).findByRole('option', { name: m.fields.customer.note });
  await user.selectOptions(field, m.fields.customer.note);
  await user.selectOptions(screen.getByRole('combobox', { name: m.columns.fieldOf('Email') }), m.columns.ignore);
  await user.click(screen.getByLabelText(m.matches.EXTERNAL_ID));
  expect(screen.queryByRole('button', { name: m.submitted.CUSTOMERS(93) })).toBeNull();
  expect(screen.getByText(m.recheckText)).toBeTruthy();
  await user.click(screen.getByRole('button', { name: m.recheck }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/jobs/job_2'));
  expect(sent.find(({ name }) => name === 'CreateImport')?.variables.input).toMatchObject({
    dryRun: true,
    match: 'EXTERNAL_ID',
    columns: [
      { name: 'Remark', field: 'note' },
      { name: 'Email', field: null },
    ],
  });
});

test('an error of the server is shown, and nothing is lost', async () => {
  const fault = { code: 'NOT_FOUND', field: ['input', 'fileOfJobId'], message: 'The file has been deleted' };
  const { user } = page(checked, {
    JobFaults: planted,
    CreateImport: { createImport: { job: null, uploadUrl: null, userErrors: [fault] } },
  });
  await user.click(await screen.findByRole('button', { name: m.submitted.CUSTOMERS(93) }));
  expect(await screen.findByText(fault.message)).toBeTruthy();
});

test('a file without anything new cannot be imported', async () => {
  page(job({ dryRun: true, created: 0, unchanged: 100 }), {});
  expect(await screen.findByText(m.checked.nothing)).toBeTruthy();
  expect(screen.queryByRole('button', { name: m.submitted.CUSTOMERS(0) })).toBeNull();
});

test('a file that cannot be read says why', async () => {
  page(job({ dryRun: true, status: 'FAILED', error: 'The file has no header row', done: 0, created: 0 }));
  expect((await screen.findByRole('alert')).textContent).toBe(`${m.checked.failed}The file has no header row`);
  expect(screen.getByRole('button', { name: m.recheck })).toBeTruthy();
  expect(screen.getByRole('link', { name: m.another }).getAttribute('href')).toBe('/jobs/import/customers');
});

test('a job without its file leads to another upload', async () => {
  page(job({ dryRun: true, status: 'AWAITING_FILE', total: null, done: 0, created: 0, finishedAt: null }));
  const link = await screen.findByRole('link', { name: m.awaitingAction });
  expect(link.getAttribute('href')).toBe('/jobs/import/customers');
});

test('who may only read sees no buttons', async () => {
  page(checked, { JobFaults: planted }, ['CUSTOMERS_READ']);
  await screen.findByRole('table', { name: j.faults.ofRows });
  const names = screen.queryAllByRole('button').map((button) => button.textContent);
  expect(names).toEqual([]);
  expect(screen.queryByRole('combobox')).toBeNull();
});

test('a job that is gone says so', async () => {
  page(null);
  expect(await screen.findByText(j.missing)).toBeTruthy();
});

test('the customers of an import are invited, after saying how many they are', async () => {
  const count: Answer = ({ filter }) => ({
    customers: { totalCount: 'updatedAt' in (filter as object) ? 42 : 67, totalCountEstimated: false },
  });
  const invited = job({ id: 'job_2', kind: 'SEND_INVITATIONS', format: null, created: 0, updated: 40, unchanged: 2 });
  const { user, sent } = page(job({ failed: 0 }), {
    CustomerCount: count,
    SendInvitations: { sendInvitations: { job: invited, userErrors: [] } },
  });
  await user.click(await screen.findByRole('button', { name: m.invite.action }));
  const dialog = within(await screen.findByRole('dialog', { name: m.invite.title }));
  expect(await dialog.findByLabelText(m.invite.all(67))).toBeTruthy();
  await user.click(dialog.getByRole('button', { name: m.invite.confirm(42) }));
  expect(await screen.findByText(`${t.bulk.invite.done(40)} ${t.bulk.unchanged(2)}`)).toBeTruthy();
  expect(sent.find(({ name }) => name === 'SendInvitations')?.variables.customers).toEqual({
    filter: {
      hasPassword: { eq: false },
      disabled: { eq: false },
      updatedAt: { gte: '2026-11-29T10:00:01Z', lte: '2026-11-29T10:00:09Z' },
    },
    search: null,
    expectedCount: 42,
  });
});
