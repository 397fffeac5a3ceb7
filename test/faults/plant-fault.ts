import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Fault } from './faults.ts'

const root = join(import.meta.dirname, '../..')
/** What tests read beside `node_modules`. */
const copied = ['src', 'test', 'schema', 'package.json', 'tsconfig.json', 'vitest.config.ts']

/** What the fault's test said of a copy of the sources: how many of its tests passed and failed. */
export interface Verdict {
  readonly passed: number
  readonly failed: number
}

/** A copy of the repository, in which one fault after the other is planted. */
export interface FaultyCopy {
  /**
   * Plants a fault, runs its test, and mends it again.
   *
   * @throws Error where the fault's text is not in its file exactly once, or nothing ran
   */
  judge(fault: Fault): Promise<Verdict>
  remove(): Promise<void>
}

/** @param env what the runs get beside this process's environment: the server that they share, say */
export async function copySources(env: Readonly<Record<string, string>> = {}): Promise<FaultyCopy> {
  const folder = await mkdtemp(join(tmpdir(), 'heddle-faults-'))
  for (const name of copied) await cp(join(root, name), join(folder, name), { recursive: true })
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  return {
    async judge(fault) {
      const file = join(folder, fault.file)
      const sound = await readFile(file, 'utf8')
      const places = sound.split(fault.find).length - 1
      if (places !== 1) throw new Error(`${fault.file} holds ${places} times what the fault replaces: ${fault.find}`)
      // A function: `$` in a replacement text would mean something.
      await writeFile(
        file,
        sound.replace(fault.find, () => fault.replace),
      )
      try {
        return await runTest(folder, fault, env)
      } finally {
        await writeFile(file, sound)
      }
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

async function runTest(
  folder: string,
  { test, named }: Fault,
  env: Readonly<Record<string, string>>,
): Promise<Verdict> {
  const report = join(folder, 'report.json')
  await rm(report, { force: true })
  const args = ['run', test, '--root', folder, '-t', named, '--reporter=json', `--outputFile=${report}`]
  const output = await run(join(root, 'node_modules/vitest/vitest.mjs'), args, env)
  const text = await readFile(report, 'utf8').catch(() => null)
  if (text === null) throw new Error(`vitest wrote no report:\n${output}`)
  // What does not load has no failed tests: a fault must be a wrong answer.
  const { numPassedTests: passed, numFailedTests: failed } = JSON.parse(text) as Record<string, number>
  return { passed: passed ?? 0, failed: failed ?? 0 }
}

/** The output; vitest's exit code is in its report. */
function run(script: string, args: readonly string[], given: Readonly<Record<string, string>>): Promise<string> {
  // A run inside of a run: it shall not take itself for a worker of the outer one.
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST'))
  const env = { ...Object.fromEntries(own), ...given }
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], { env, timeout: 120_000 }, (_error, out, err) => resolve(out + err))
  })
}
