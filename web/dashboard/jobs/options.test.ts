import { expect, test, vi } from 'vitest';
import { importInput, readOptions, usualOptions, writeOptions, type ImportOptions } from './options';

vi.hoisted(() => vi.stubGlobal('navigator', { languages: ['en-IE'] })); // Node 20 has none

const options: ImportOptions = {
  match: 'EXTERNAL_ID',
  encoding: 'WINDOWS_1252',
  country: 'IE',
  columns: { 'E-Mail ~ private': 'email', 'Total, spent': '' },
};

test('the address of a page has all options', () => {
  expect(readOptions(new URLSearchParams(writeOptions(options).toString()))).toEqual(options);
  expect(readOptions(writeOptions(usualOptions))).toEqual(usualOptions);
});

test.each(['', 'match=EMAIL', 'match=PHONE&encoding=UTF_8', 'match=EMAIL&encoding=toString'])(
  'the address %j has no options',
  (address) => expect(readOptions(new URLSearchParams(address))).toBeUndefined(),
);

test('columns that are not imported, and no country, are null', () => {
  expect(importInput('CUSTOMERS', 'SHOPIFY', { ...options, country: '' })).toEqual({
    kind: 'CUSTOMERS',
    format: 'SHOPIFY',
    match: 'EXTERNAL_ID',
    encoding: 'WINDOWS_1252',
    country: null,
    columns: [
      { name: 'E-Mail ~ private', field: 'email' },
      { name: 'Total, spent', field: null },
    ],
  });
});
