// Compares the versions of Node that packages name in "engines" with what the packages that they lock ask for.
//
//   node test/engines.mjs FOLDER…
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import semver from 'semver';

const read = async (...path) => JSON.parse(await readFile(join(...path), 'utf8'));

for (const folder of process.argv.slice(2)) {
  const { engines } = await read(folder, 'package.json');
  assert(engines?.node, `${folder}/package.json names no version of Node`);
  const { packages } = await read(folder, 'package-lock.json');
  for (const version of engines.node.split('||').map((range) => semver.minVersion(range))) {
    for (const [name, { optional, engines: asked }] of Object.entries(packages)) {
      if (optional || !asked?.node) continue; // npm leaves an optional one out where it does not fit
      assert(
        semver.satisfies(version, asked.node),
        `${folder} says that Node ${version} is enough, ${name} asks for ${asked.node}`,
      );
    }
  }
  console.log(`${folder}: ${engines.node}`);
}
