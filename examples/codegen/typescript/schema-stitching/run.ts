// Starts the gateway and sends it operations as a customer, and with an invalid token.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gateway } from './gateway.js';

const shop = (process.env.URL ?? 'http://localhost:8080/graphql').replace(/\/graphql$/, '');
const server = createServer(await gateway(shop));
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;

async function send(query: string, token: string): Promise<any> {
  const headers = { 'Content-Type': 'application/json', 'X-Customer-Token': token };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
  const { data, errors } = (await response.json()) as { data?: any; errors?: { extensions?: { code?: string } }[] };
  console.log(JSON.stringify(data), errors?.map((error) => error.extensions?.code).join() ?? '');
  return data;
}

const token = process.env.ACCESS_TOKEN ?? '';
const { me } = await send('{ me { id name points } }', token);
await send(`{ loyaltyOf(id: "${me.id}") { points name } }`, token);
const update = (input: string) =>
  send(`mutation { updateCustomer(input: ${input}) { customer { name points } userErrors { code field } } }`, token);
await update('{ name: "Ann Green" }');
await update('{ phone: "12" }');
await send('{ me { name } }', 'invalid');
server.close();
server.closeAllConnections();
