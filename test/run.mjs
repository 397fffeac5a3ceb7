// @ts-check
// `npm test`: all tests, those that are held to a clock by themselves at the end: beside others they would measure the machine.
// With arguments (`npm test -- test/sql`): what they name, as vitest has it.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const timed = [
  'test/start-up.test.ts',
  'test/source/pool-saturated.test.ts',
  'test/failure/storms.test.ts',
  'test/failure/source-down.test.ts',
  'test/load/shutdown.test.ts',
  'test/load/sqlite-scan.test.ts',
  'test/load/overload.test.ts',
]
const vitest = resolve(import.meta.dirname, '../node_modules/vitest/vitest.mjs')
const folder = mkdtempSync(join(tmpdir(), 'heddle-test-run-'))

/**
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>} its exit code
 */
function run(args, env = {}) {
  // The last line of each run counts those before it, too (test/support/summary-reporter.ts).
  const given = { ...process.env, HEDDLE_SUMMARY: join(folder, 'summary'), ...env }
  return new Promise((done) => {
    const child = spawn(process.execPath, [vitest, 'run', ...args], { stdio: 'inherit', env: given })
    child.once('close', (code) => done(code ?? 1))
  })
}

const named = process.argv.slice(2)
const codes =
  named.length > 0
    ? [await run(named)]
    : [
        await run(timed.flatMap((file) => ['--exclude', file])),
        await run(['--maxWorkers', '1', ...timed], { HEDDLE_LOAD: '1' }),
      ]
rmSync(folder, { recursive: true })
process.exitCode = Math.max(...codes)
