import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { Route, Routes } from 'react-router';
import { afterEach, expect, test } from 'vitest';
import type { Scope } from '../operations/generated';
import { job } from '../testing/job';
import { renderPart, type Answer } from '../testing/render';
import { t } from '../texts';
import ImportPage from './ImportPage';

const m = t.import;
const table = 'First Name,Email,Accepts Email Marketing\nAnn,ann@example.com,yes\n';
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A server that takes files. Without a status it reads nothing and does not answer. */
async function receiver(status?: number) {
  const received: { method: string | undefined; url: string | undefined; body: string }[] = [];
  const server = createServer(async (request, response) => {
    if (status === undefined) return;
    received.push({ method: request.method, url: request.url, body: await textOf(request) });
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  (window as unknown as { happyDOM: { setURL: (url: string) => void } }).happyDOM.setURL(`${origin}/dashboard/`);
  return received;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request) text += part;
  return text;
}

function page(answers: Record<string, Answer> = {}, scopes: readonly Scope[] = ['CUSTOMERS_WRITE', 'ORDERS_WRITE']) {
  const waiting = job({ id: 'job_7', dryRun: true, status: 'AWAITING_FILE', total: null, done: 0, created: 0 });
  const part = renderPart(
    <Routes>
      <Route path="/jobs/import/:kind" element={<ImportPage />} />
    </Routes>,
    {
      scopes,
      path: '/jobs/import/customers',
      answers: {
        Countries: { addressFormats: [{ country: 'IE', name: 'Ireland' }] },
        CreateImport: {
          createImport: { job: waiting, uploadUrl: 'https://shop.example/files/job_7?signature=s', userErrors: [] },
        },
        CancelJob: { cancelJob: { job: waiting, userErrors: [] } },
        ...answers,
      },
    },
  );
  const of = (operation: string) =>
    part.sent.filter(({ name }) => name === operation).map(({ variables }) => variables);
  return { ...part, of, user: userEvent.setup({ delay: null }) };
}

/** Chooses a file, as the dialog of the browser does. */
async function choose(user: ReturnType<typeof userEvent.setup>, file: File) {
  await screen.findByRole('button', { name: m.choose });
  await user.upload(document.querySelector('input[type=file]') as HTMLInputElement, file);
}

const file = (content: BlobPart = table) => new File([content], 'customers.csv', { type: 'text/csv' });

test('a file is sent as it is, and its check is shown', async () => {
  const received = await receiver(204);
  const { user, of, router } = page();
  await user.click(await screen.findByRole('button', { name: m.submit }));
  expect(screen.getByText(m.fileRequired)).toBeTruthy();
  await choose(user, file());
  expect(await screen.findByText(new RegExp(m.detected.CUSTOMERS(m.sources.SHOPIFY)))).toBeTruthy();
  expect(screen.getByRole('radio', { name: new RegExp(`^${m.sources.SHOPIFY}`) }).getAttribute('aria-checked')).toBe(
    'true',
  );
  await user.selectOptions(screen.getByLabelText(m.country), 'IE');
  await user.click(screen.getByRole('button', { name: m.submit }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/jobs/job_7'));
  expect(received).toEqual([{ method: 'PUT', url: '/files/job_7?signature=s', body: table }]);
  expect(of('CreateImport')).toEqual([
    {
      input: {
        kind: 'CUSTOMERS',
        format: 'SHOPIFY',
        match: 'EMAIL',
        encoding: 'UTF_8',
        country: 'IE',
        columns: [],
        dryRun: true,
      },
    },
  ]);
});

test('a file that is not UTF-8 is told, and read as Windows-1252', async () => {
  const { user } = page();
  await choose(user, file(Uint8Array.from('email;name\nann@example.com;Zo\u00EB\n', (one) => one.charCodeAt(0))));
  expect(await screen.findByText(m.encodingNote)).toBeTruthy();
  expect((screen.getByLabelText(m.encoding) as HTMLSelectElement).value).toBe('WINDOWS_1252');
  await user.click(screen.getByRole('radio', { name: new RegExp(`^${m.sources.JSONL}`) }));
  expect(screen.queryByLabelText(m.encoding)).toBeNull();
});

test('an empty file is refused', async () => {
  const { user, of } = page();
  await choose(user, file(''));
  expect(await screen.findByText(m.empty)).toBeTruthy();
  await user.click(screen.getByRole('button', { name: m.submit }));
  expect(of('CreateImport')).toEqual([]);
});

test.each([
  [413, m.failure.tooLarge],
  [403, m.failure.expired],
  [500, m.failure.refused(500)],
])('the status %d is told in words, and the file can be sent again', async (status, words) => {
  await receiver(status);
  const { user, of } = page();
  await choose(user, file());
  await user.click(screen.getByRole('button', { name: m.submit }));
  expect(await screen.findByText(words)).toBeTruthy();
  await waitFor(() => expect(of('CancelJob'), 'the job waits no longer').toEqual([{ id: 'job_7' }]));
  expect(screen.getByText('customers.csv')).toBeTruthy();
  expect(screen.getByRole('button', { name: m.submit })).toBeTruthy();
});

test('an upload is canceled', async () => {
  await receiver();
  const { user, of } = page();
  await choose(user, file());
  await user.click(screen.getByRole('button', { name: m.submit }));
  expect(await screen.findByRole('progressbar', { name: m.uploading('customers.csv') })).toBeTruthy();
  await user.click(screen.getByRole('button', { name: m.stop }));
  expect(await screen.findByRole('button', { name: m.submit })).toBeTruthy();
  expect(screen.queryByText(m.failure.title)).toBeNull();
  await waitFor(() => expect(of('CancelJob')).toEqual([{ id: 'job_7' }]));
});

test('orders have no key of customers, and the other kind is a link away', async () => {
  const { user } = page();
  await user.click(await screen.findByRole('link', { name: m.instead.ORDERS }));
  expect(await screen.findByRole('heading', { name: m.titles.ORDERS })).toBeTruthy();
  expect(screen.queryByRole('radiogroup', { name: m.match })).toBeNull();
});

test('without the scope there is no import', async () => {
  page({}, ['CUSTOMERS_READ', 'ORDERS_WRITE']);
  expect(await screen.findByText(t.failure.forbidden)).toBeTruthy();
});
