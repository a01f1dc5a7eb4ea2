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
  ['an own table', 'email,name\nann@example.com,Ann', undefined],
  ['customers of Shopify', 'First Name,Last Name,Email,Accepts Email Marketing,Company\n', 'SHOPIFY'],
  ['quoted columns', '"First Name","Accepts Email Marketing"\r\n', 'SHOPIFY'],
  ['orders of Shopify', 'Name,Email,Financial Status,Lineitem name\n', 'SHOPIFY'],
  ['customers of Magento', 'email,_website,_store,group_id\n', 'MAGENTO'],
  ['orders of Magento', '{"items":[{"increment_id":"1001"}]}', 'MAGENTO'],
  ['JSON lines', '{"email":"ann@example.com"}\n{"email":"bo@example.com"}\n', 'JSONL'],
  ['an answer of Elastic Path', '{\n  "data": [\n    {"type": "customer"}\n  ]\n}', 'MOLTIN'],
  ['an empty file', '', undefined],
])('the format of %s', async (_, text, format) => expect((await detect(utf8(text))).format).toBe(format));
