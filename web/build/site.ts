import { fileURLToPath } from 'node:url';
import type { UserConfig } from 'vite';
import { compress } from './compress.ts';
import { licenses } from './licenses.ts';

/** The build of one of the program's pages: sources in the folder of its name, served below its name, embedded from dist. */
export function site(name: string, port: number): UserConfig {
  const outDir = fileURLToPath(new URL(`../dist/${name}`, import.meta.url));
  const { collect, write } = licenses();
  return {
    root: fileURLToPath(new URL(`../${name}`, import.meta.url)),
    base: `/${name}/`,
    plugins: [collect(), write(), compress(outDir)],
    worker: { format: 'es', plugins: () => [collect()] },
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2022',
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 4000,
      reportCompressedSize: false,
      rolldownOptions: {
        // "use client" in React packages means nothing here, and says so once a file.
        onLog: (level, log, print) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && print(level, log),
      },
    },
    server: { port, proxy: { '/graphql': 'http://localhost:8080' } },
  };
}
