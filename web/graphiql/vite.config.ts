import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { compress } from '../build/compress.ts';
import { licenses } from '../build/licenses.ts';

const outDir = fileURLToPath(new URL('../dist/graphiql', import.meta.url));
const { collect, write } = licenses();

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/graphiql/',
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
  server: { proxy: { '/graphql': 'http://localhost:8080' } },
});
