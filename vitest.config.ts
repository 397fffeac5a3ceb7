import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'
import { LongFirst } from './test/support/long-first.ts'

export default defineConfig({
  resolve: {
    // graphql ships CommonJS and ES modules; two copies in one process are "another realm" to each other.
    alias: [
      { find: /^graphql$/, replacement: 'graphql/index.js' },
      // The package's own entry points, as it is and not as it was built last.
      { find: /^heddle$/, replacement: resolve(import.meta.dirname, 'src/index.ts') },
      {
        find: /^heddle\/(postgres|mariadb|sqlite|pglite|scalars|vitest)$/,
        replacement: resolve(import.meta.dirname, 'src/$1.ts'),
      },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    reporters: ['default', './test/support/summary-reporter.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Random operations make plans that are soon forgotten: with V8's own 16 MB a fifth of the time went into clearing up.
    // And what runs once is not worth optimizing: V8's own budget has its compiler take a tenth of all time.
    execArgv: ['--max-semi-space-size=64', '--interrupt-budget=1000000'],
    sequence: { sequencer: LongFirst },
    maxWorkers: 2, // two cores are usual, and each has databases and processes beside it: three take longer
  },
})
