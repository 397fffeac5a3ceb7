import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)

test('the config is typed from the Drizzle schemas: tsc accepts the good lines and refuses each marked one', async () => {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const failure = await run(
    process.execPath,
    ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'test/types/tsconfig.json'],
    {
      cwd: root,
    },
  ).then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  )
  expect(failure).toBe('')
}, 60_000)
