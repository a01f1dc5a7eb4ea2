import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that a receiver got. */
export type Received = { headers: IncomingHttpHeaders; body: string };

/** A receiver of webhooks. It responds as it was told last, and keeps what it got. */
export async function startReceiver() {
  let response = { status: 200, body: 'received' };
  const responses = new Map<string, typeof response>();
  const received: Received[] = [];
  const server = createServer((request, answer) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      received.push({ headers: request.headers, body });
      const { status, body: text } = responses.get(JSON.parse(body).type) ?? response;
      answer.writeHead(status, { 'content-type': 'text/plain' }).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    respond: (status: number, body: string) => {
      response = { status, body };
      responses.clear();
    },
    /** Responds differently to one type of events, until the next call of respond. */
    respondTo: (type: string, status: number, body: string) => responses.set(type, { status, body }),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Whether a request is signed with a secret, as Standard Webhooks 1.0 has it. */
export function isSigned({ headers, body }: Received, secret: string): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const want = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
  return String(headers['webhook-signature']).split(' ').includes(want);
}
