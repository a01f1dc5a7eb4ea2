// Writes the list of common passwords to ../common.txt: one per line, in lower case, sorted by bytes.
import { writeFileSync } from 'node:fs';
import { dictionary } from '@zxcvbn-ts/language-common';

// Package input rejects shorter passwords.
const minLength = 8;

const common = new Set(
  dictionary['passwords-common']
    .map((password) => password.normalize('NFC').toLowerCase())
    .filter((password) => [...password].length >= minLength && !/\n/.test(password)),
);
const sorted = [...common].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
writeFileSync(new URL('../common.txt', import.meta.url), sorted.join('\n') + '\n');
console.log(`${sorted.length} passwords`);
