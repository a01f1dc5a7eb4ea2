import { defineConfig } from 'vite';

const clientele = process.env.CLIENTELE_URL ?? 'http://localhost:8080';

export default defineConfig({
  server: { proxy: { '/graphql': clientele } },
});
