import { fileURLToPath } from 'node:url';
import type { UserConfig } from 'vite';
import { chunkFileName, groups } from './chunks.ts';
import { compress } from './compress.ts';
import { integrity } from './integrity.ts';
import { licenses } from './licenses.ts';

/** The build of one of the program's pages: sources in the folder of its name, served below its name, embedded from dist. */
export function site(name: string, port: number): UserConfig {
  const outDir = fileURLToPath(new URL(`../dist/${name}`, import.meta.url));
  const base = `/${name}/`;
  const { collect, write } = licenses();
  return {
    root: fileURLToPath(new URL(`../${name}`, import.meta.url)),
    base,
    plugins: [collect(), write(), integrity(outDir, base), compress(outDir)],
    worker: {
      format: 'es',
      plugins: () => [collect()],
      rolldownOptions: { output: { entryFileNames: 'assets/[name].js', chunkFileNames: 'assets/worker.[name].js' } },
    },
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2022',
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 4000,
      reportCompressedSize: false,
      rolldownOptions: {
        output: {
          codeSplitting: { groups },
          entryFileNames: 'assets/index.js',
          chunkFileNames: chunkFileName,
          assetFileNames: 'assets/[name][extname]',
        },
        // "use client" in React packages means nothing here, and says so once a file.
        onLog: (level, log, print) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && print(level, log),
      },
    },
    server: { port, proxy: { '/graphql': 'http://localhost:8080' } },
  };
}
