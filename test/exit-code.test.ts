import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { runProgram } from './support/run-program.ts'

/** What CI goes by: a red test must end the run with another code than 0, whatever the suite's servers do at its end. */
it('a run with a red test fails', { timeout: 120_000 }, async () => {
  const run = runProgram(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/support/red/vitest.config.ts'],
    resolve(import.meta.dirname, '..'),
  )
  // It throws where the program ends with another code than 0, with all that was written: a test, and a suite without its tests.
  await expect(run).rejects.toThrow('0 passed, 2 failed, 1 skipped')
})
