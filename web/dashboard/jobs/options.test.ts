import { expect, test, vi } from 'vitest';
import { job } from '../testing/job';
import { importInput, optionsOf, usualOptions, type ImportOptions } from './options';

vi.hoisted(() => vi.stubGlobal('navigator', { languages: ['en-IE'] })); // Node 20 has none

const options: ImportOptions = {
  match: 'EXTERNAL_ID',
  encoding: 'WINDOWS_1252',
  country: 'IE',
  columns: { 'E-Mail ~ private': 'email', 'Total, spent': '' },
};

test('a job is checked again as it was before', () => {
  const importOptions = {
    match: 'EXTERNAL_ID',
    encoding: 'WINDOWS_1252',
    country: 'IE',
    columns: [
      { name: 'E-Mail ~ private', field: 'email' },
      { name: 'Total, spent', field: null },
    ],
  } as const;
  expect(optionsOf(job({ importOptions: { ...importOptions, columns: [...importOptions.columns] } }))).toEqual(options);
  expect(optionsOf(job())).toEqual(usualOptions);
});

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
