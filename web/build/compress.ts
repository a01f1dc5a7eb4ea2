import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'fflate';
import type { Plugin } from 'vite';

/**
 * Replaces each file in the output's assets folder by its gzip: the repository and the program carry one small copy.
 * The compressor is a pinned JavaScript one without a time stamp, so every machine makes the same bytes.
 */
export function compress(outDir: string): Plugin {
  return {
    name: 'compress',
    apply: 'build',
    closeBundle() {
      const assets = join(outDir, 'assets');
      for (const name of readdirSync(assets).filter((name) => !name.endsWith('.gz'))) {
        const file = join(assets, name);
        writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9, mtime: 0 }));
        rmSync(file);
      }
    },
  };
}
