// Loads every schema of a folder with graphql-js, and fails if one is not valid.
//
//   node test/schemas.mjs FOLDER
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, validateSchema } from 'graphql';

const folder = process.argv[2];
const files = readdirSync(folder);
assert(files.length > 0, 'there is no schema');
for (const file of files) {
  try {
    assert.deepEqual(validateSchema(buildSchema(readFileSync(join(folder, file), 'utf8'))), []);
  } catch (error) {
    console.error(`${file}: ${error.message}`);
    process.exitCode = 1;
  }
}
console.log(`${files.length} schemas are read`);
