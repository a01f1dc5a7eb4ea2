import { defaultClientConditions, defineConfig } from 'vite';

// `npm run dev` serves the sources and forwards everything else to server.mjs, which must be running (`npm start`).
const shop = process.env.SHOP_URL ?? 'http://localhost:3000';

// The package @clientele/client is in this repository, so it needs no build. A shop that installs it omits these lines.
const packages = '../clients/typescript';

export default defineConfig({
  resolve: { conditions: ['clientele-source', ...defaultClientConditions] },
  build: { target: 'es2022', modulePreload: { polyfill: false } },
  server: {
    port: 5173,
    fs: { allow: ['.', packages] },
    proxy: { '/graphql': shop, '/files': shop, '/session': shop, '/quote': shop, '/catalogue': shop },
  },
});
