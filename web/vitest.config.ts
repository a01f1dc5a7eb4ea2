import { defineConfig } from 'vitest/config';

// Tests of modules and components, beside their sources. Components run in happy-dom: their files are *.test.tsx.
const common = { restoreMocks: true, unstubGlobals: true, testTimeout: 60_000 };

export default defineConfig({
  test: {
    projects: [
      {
        // One copy of graphql, also for packages that import its files.
        resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
        test: {
          ...common,
          name: 'modules',
          include: ['{dashboard,graphiql}/**/*.test.ts'],
          environment: 'node',
          server: { deps: { inline: [/graphql-language-service/] } },
        },
      },
      {
        // One copy of the router for both of its entry points.
        resolve: { conditions: ['module'] },
        ssr: { resolve: { conditions: ['module'] } },
        test: {
          ...common,
          name: 'components',
          include: ['dashboard/**/*.test.tsx'],
          environment: 'happy-dom',
          isolate: false, // the setup of each file takes as long as its tests
          server: { deps: { inline: [/react-router/] } },
          setupFiles: 'dashboard/testing/setup.ts',
        },
      },
    ],
  },
});
