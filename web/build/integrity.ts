import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/**
 * Writes the hashes of a site's scripts and styles into its index.html. The names of the files are the same in every
 * build; by their hashes a page loads those of its own build and refuses any other.
 */
export function integrity(outDir: string, base: string): Plugin {
  return {
    name: 'integrity',
    apply: 'build',
    closeBundle() {
      const hashes = new Map<string, string>();
      for (const name of readdirSync(join(outDir, 'assets')).sort()) {
        if (!/\.(js|css)$/.test(name)) continue;
        const digest = createHash('sha256')
          .update(readFileSync(join(outDir, 'assets', name)))
          .digest('base64');
        hashes.set(`${base}assets/${name}`, `sha256-${digest}`);
      }
      const scripts = [...hashes].filter(([path]) => path.endsWith('.js'));
      const map = JSON.stringify({ integrity: Object.fromEntries(scripts) }, null, 1);
      const file = join(outDir, 'index.html');
      const html = readFileSync(file, 'utf8')
        .replaceAll(/<(script|link)\b[^>]* (?:src|href)="([^"]+\.(?:js|css))"/g, (tag, _name, path: string) => {
          const hash = hashes.get(path);
          if (hash === undefined) throw new Error(`index.html names ${path}, which was not built`);
          return `${tag} integrity="${hash}"`;
        })
        .replace(
          /^ *<(script|link) .*(type="module"|rel="modulepreload")/m,
          `    <script type="importmap">${map}</script>\n$&`,
        );
      writeFileSync(file, html);
    },
  };
}
