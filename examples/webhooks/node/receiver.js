// Receives webhooks of Clientele. WEBHOOK_SECRET is the secret of the webhook, PORT the port on this machine, and DATA
// the folder for the data.
import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { applyEvent } from './customers.js';
import { Inbox } from './inbox.js';

const webhook = new Webhook(process.env.WEBHOOK_SECRET);
const data = process.env.DATA ?? 'data';
const inbox = await Inbox.open(data, (event) => applyEvent(data, event));

/** Returns the status of the response to a delivery. */
async function receive(request) {
  const body = await readBody(request);
  if (body === null) return 413;
  try {
    webhook.verify(body, request.headers);
  } catch (error) {
    console.error(`Rejected: ${error.message}`);
    return 400;
  }
  await inbox.add(request.headers['webhook-id'], body);
  inbox.work(); // without await: the response does not wait for the work
  return 204;
}

const maxBody = 1024 * 1024;

/** Returns the body exactly as it was received, because its bytes are signed, or null if it is too long. */
async function readBody(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > maxBody) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const server = createServer(async (request, response) => {
  let status = 405;
  if (request.method === 'POST') {
    status = await receive(request).catch((error) => {
      console.error(error);
      return 500; // Clientele sends the event again later
    });
  }
  response.writeHead(status).end();
});

server.listen(Number(process.env.PORT ?? 4000), '127.0.0.1', () => {
  console.log(`Listening on http://127.0.0.1:${server.address().port}`);
});
