import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const built = new URL('../../dist/dashboard/assets/', import.meta.url);
const classes = (text: string) => new Set(text.match(/m_[0-9a-f]{7,8}/g));

/** All built files of a sort, in one text. */
function all(ending: string): string {
  const names = readdirSync(built).filter((name) => name.endsWith(`${ending}.gz`));
  return names.map((name) => gunzipSync(readFileSync(new URL(name, built))).toString()).join('\n');
}

test('the built pages carry the style of every part of the component library that they use', () => {
  const library = classes(readFileSync(createRequire(import.meta.url).resolve('@mantine/core/styles.css'), 'utf8'));
  const carried = classes(all('.css'));
  const used = [...classes(all('.js'))].filter((name) => library.has(name));
  expect(used.length).toBeGreaterThan(50);
  expect(used.filter((name) => !carried.has(name))).toEqual([]);
});
