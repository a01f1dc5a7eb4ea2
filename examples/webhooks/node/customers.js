import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Applies an event to a copy of the shop's customers, one file per customer. */
export async function applyEvent(folder, { type, data }) {
  if (!type.startsWith('customer.')) return; // such as a test
  if (data.errors) throw new Error(data.errors[0].message);
  const customers = join(folder, 'customers');
  const file = join(customers, `${data.customerId}.json`);
  const deleted = ['customer.deleted', 'customer.erased'].includes(type);
  const stored = await read(file);
  if (stored?.deleted || (!deleted && stored?.version >= data.version)) {
    console.log(`Ignored version ${data.version} of ${data.customerId}`);
    return;
  }
  // Remember the deletion, so that an event that arrives late does not bring the customer back.
  const record = deleted ? { deleted } : { version: data.version, customer: data.result.customer };
  await mkdir(customers, { recursive: true });
  await writeFile(`${file}.new`, JSON.stringify(record));
  await rename(`${file}.new`, file);
  console.log(deleted ? `Deleted ${data.customerId}` : `Stored version ${data.version} of ${data.customerId}`);
}

async function read(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}
