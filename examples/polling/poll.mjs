// Prints the events of a shop as they happen, one line each. It remembers how far it has read in a file, so that it
// continues there after a restart. Needs Node.js 22.15 or later, and an API key with CUSTOMERS_READ; with ORDERS_READ
// as well, it also prints the events of orders.
import { readFile, rename, writeFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';

const { URL = 'http://localhost:8080/graphql', KEY, CURSOR_FILE = 'cursor.txt' } = process.env;

const query = `query NewEvents($after: String) {
  events(first: 100, after: $after) {
    nodes { id type at subjectId customerId version changes { field from to } }
    pageInfo { hasNextPage endCursor }
  }
}`;

async function eventsAfter(cursor) {
  const response = await fetch(URL, {
    method: 'POST',
    headers: { Authorization: `Bearer ${KEY}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ query, variables: { after: cursor } }),
    signal: AbortSignal.timeout(30_000),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(errors[0].message);
  return data.events;
}

// Replace this with your own code. It gets an event again if the program stops before the cursor is stored, so it must
// ignore the events that it has handled already, by their id.
async function handle(event) {
  console.log(JSON.stringify(event));
}

let cursor = await readFile(CURSOR_FILE, 'utf8').catch(() => null);
for (;;) {
  try {
    const { nodes, pageInfo } = await eventsAfter(cursor);
    for (const event of nodes) await handle(event);
    if (pageInfo.endCursor !== null && pageInfo.endCursor !== cursor) {
      cursor = pageInfo.endCursor;
      await writeFile(`${CURSOR_FILE}.new`, cursor);
      await rename(`${CURSOR_FILE}.new`, CURSOR_FILE); // so that the file is never half written
    }
    if (!pageInfo.hasNextPage) await setTimeout(1000);
  } catch (error) {
    console.error(`${error.message}; trying again in 10 seconds`);
    await setTimeout(10_000);
  }
}
