import { defineConfig } from 'vite';

// `npm run dev` serves the sources and forwards everything else to server.mjs, which must be running (`npm start`).
const shop = process.env.SHOP_URL ?? 'http://localhost:3000';

export default defineConfig({
  build: { target: 'es2022', modulePreload: { polyfill: false } },
  server: { port: 5173, proxy: { '/graphql': shop, '/session': shop, '/quote': shop, '/catalogue': shop } },
});
