import { defineConfig } from 'vite';

// `npm run dev` serves the sources and leaves all else to server.mjs, which runs beside it (`npm start`).
const shop = process.env.SHOP_URL ?? 'http://localhost:3000';

export default defineConfig({
  build: { target: 'es2022', modulePreload: { polyfill: false } },
  server: { port: 5173, proxy: { '/graphql': shop, '/session': shop, '/quote': shop, '/catalogue': shop } },
});
