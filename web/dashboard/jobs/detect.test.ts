import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { detect } from './detect';

const utf8 = (text: string) => new Blob([text]);
const windows = (text: string) => new Blob([Uint8Array.from(text, (letter) => letter.charCodeAt(0))]);

test.each([
  ['a table', utf8('email,name\nann@example.com,Zoë\n'), false],
  ['a table with a byte order mark', utf8('\uFEFFemail,name\nann@example.com,Zoë\n'), false],
  ['a table of an older Excel', windows('email;name\nann@example.com;Zoë\n'), true],
  ['a large table, cut off within a letter', utf8(`${'x'.repeat((1 << 18) - 1)}ë`), false],
  ['an empty file', utf8(''), false],
])('the encoding of %s', async (_, file, foreign) => expect((await detect(file)).foreign).toBe(foreign));

test.each([
  ['customers.csv', undefined, undefined],
  ['orders.csv', undefined, undefined],
  ['customers.jsonl', 'JSONL', undefined],
  ['orders.jsonl', 'JSONL', undefined],
  ['shopify-customers.csv', 'SHOPIFY', 'CUSTOMERS'],
  ['shopify-orders.csv', 'SHOPIFY', 'ORDERS'],
  ['woocommerce-customers.csv', 'WOOCOMMERCE', 'CUSTOMERS'],
  ['woocommerce-orders.json', 'WOOCOMMERCE', 'ORDERS'],
  ['magento-customers.csv', 'MAGENTO', 'CUSTOMERS'],
  ['magento-addresses.csv', 'MAGENTO', 'CUSTOMERS'],
  ['magento-orders.json', 'MAGENTO', 'ORDERS'],
  ['moltin-customers.json', 'MOLTIN', 'CUSTOMERS'],
  ['moltin-addresses.jsonl', 'MOLTIN', 'CUSTOMERS'],
  ['moltin-orders.json', 'MOLTIN', 'ORDERS'],
])('the sample %s is recognized', async (name, format, kind) => {
  const sample = readFileSync(new URL(`../../../docs/guides/moving/samples/${name}`, import.meta.url));
  const found = await detect(new Blob([sample]));
  expect([found.format, found.kind]).toEqual([format, kind]);
});

test('quoted columns of older exports are recognized', async () => {
  expect(await detect(utf8('"First Name";"Accepts Marketing";"Total Spent"\r\n'))).toMatchObject({ format: 'SHOPIFY' });
});
