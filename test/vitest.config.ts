import { defineConfig } from 'vitest/config';

/** Sources are tested as they stand: the `source` condition resolves the workspace's packages to their TypeScript. */
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    include: ['{persistence,server,editor,test}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    testTimeout: 20_000,
    maxWorkers: 2,
  },
});
