import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Applies an event to a copy of the shop's customers, one file per customer. */
export async function applyEvent(folder, { type, data }) {
  if (!type.startsWith('customer.')) return; // such as a test
  if (data.errors) throw new Error(data.errors[0].message);
  const customers = join(folder, 'customers');
  const file = join(customers, `${data.customerId}.json`);
  const stored = await read(file);
  if (stored && stored.version >= data.version) {
    console.log(`Ignored version ${data.version} of ${data.customerId}`);
    return;
  }
  // A deleted customer leaves its version, so that an event that arrives late does not bring the customer back.
  const customer = type === 'customer.deleted' ? null : data.result.customer;
  await mkdir(customers, { recursive: true });
  await writeFile(`${file}.new`, JSON.stringify({ version: data.version, customer }));
  await rename(`${file}.new`, file);
  console.log(`Stored version ${data.version} of ${data.customerId}`);
}

async function read(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}
