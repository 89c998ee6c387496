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
    hookTimeout: 20_000,
    // Long enough for a busy machine, and over before the test is, so that it says what it waited for.
    expect: { poll: { timeout: 15_000 } },
    maxWorkers: 2,
  },
});
