import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** What a bundled package carries from others without naming it in its own notices. */
const carried = [
  'Codicons (CC-BY-4.0)\n\nThe icon font in monaco-editor, unchanged. Copyright (c) Microsoft Corporation.\n' +
    'https://github.com/microsoft/vscode-codicons, https://creativecommons.org/licenses/by/4.0/\n',
];

type Package = { name: string; version: string; license?: string };

/**
 * Writes LICENSES.txt with the name, version and licence texts of every package in the bundle. Workers are bundled apart:
 * give `collect` to their plugins too.
 */
export function licenses() {
  const folders = new Set<string>();
  const collect = (): Plugin => ({
    name: 'licenses-collect',
    apply: 'build',
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'chunk') continue;
        for (const [id, module] of Object.entries(file.modules)) {
          const folder = packageFolder(id);
          if (folder !== undefined && module.renderedLength > 0) folders.add(folder);
        }
      }
    },
  });
  const write = (): Plugin => ({
    name: 'licenses-write',
    apply: 'build',
    enforce: 'post',
    generateBundle() {
      const source = [...[...folders].map(describe), ...carried].sort().join(`\n${'-'.repeat(80)}\n\n`);
      this.emitFile({ type: 'asset', fileName: 'LICENSES.txt', source });
    },
  });
  return { collect, write };
}

/** The folder of the package a module belongs to, or undefined for the project's own modules. */
function packageFolder(id: string): string | undefined {
  return /^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1];
}

function describe(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Package;
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|notice|thirdpartynotices)/i.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim());
  return `${[`${name} ${version} (${license ?? 'see below'})`, ...texts].join('\n\n')}\n`;
}
