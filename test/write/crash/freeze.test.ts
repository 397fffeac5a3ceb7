import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CrashPoint } from '../../../src/write/crash-points.ts'
import { statement } from '../../source/source-contract.ts'
import { buildCommand } from '../../support/heddle-command.ts'
import { noPostgres } from '../../support/postgres-server.ts'
import { openBank, testSettings, type Bank } from '../places.ts'
import { Victim } from './victim.ts'

const RUNS = Number(process.env['HEDDLE_CRASH_RUNS'] ?? 1)

/** Where a process is frozen, and what recovery makes of it meanwhile. */
const points: readonly CrashPoint[] = [
  'prepare.after',
  'record.before',
  'record.after',
  'decide.before',
  'decide.after',
  'finish.before',
  'reply.before',
]

describe.skipIf(noPostgres !== null)('a process that is frozen, recovered by another one, and thawed', () => {
  let bank: Bank
  let run = 0
  const seen = { fenceWon: 0, fenceLost: 0, waited: 0, halfCommits: 0 }
  beforeAll(async () => {
    buildCommand()
    bank = await openBank({ a: 'postgres', b: 'postgres' })
    for (const source of bank.sources.values()) {
      await source.run(statement('create table moved (run integer primary key)'), { writes: true })
    }
  })
  afterAll(() => bank.close())

  async function rows(): Promise<number> {
    const found = await Promise.all(['a', 'b'].map((name) => bank.read(name, `select 1 from moved where run = ${run}`)))
    return found.filter((each) => each.length > 0).length
  }

  it.each(points)('leaves no half-commit: frozen at %s', { timeout: 600_000 }, async (point) => {
    for (let each = 0; each < RUNS; each += 1) {
      run += 1
      const victim = new Victim(bank.specs, testSettings)
      await victim.ready()
      expect(await victim.run({ task: 'write', run, point, signal: 'SIGSTOP' })).toEqual({ kind: 'stopped' })
      // The process may be stopped a moment after it has said so.
      await new Promise((resolve) => setTimeout(resolve, 50))
      const recovered = await bank.writer.recover()
      if (recovered.inDoubt.length > 0) seen.waited += 1
      victim.signal('SIGCONT')
      const end = await victim.ended()
      await bank.writer.recover()
      const written = await rows()
      if (written === 1) seen.halfCommits += 1
      if (end.kind === 'failed' && recovered.aborted.length === 1) seen.fenceWon += 1
      if (end.kind === 'done' && recovered.committed.length === 1) seen.fenceLost += 1
      expect(written, `${point}: ${JSON.stringify({ end, recovered })}`).toBe(end.kind === 'done' ? 2 : 0)
      expect((await bank.writer.listInDoubt()).filter(({ last }) => last !== null)).toEqual([])
      await victim.end()
    }
  })

  it('saw the fence win, and lose, and wait for whoever was deciding', () => {
    console.info(
      `frozen ${run} times: the fence won ${seen.fenceWon}, lost ${seen.fenceLost}, waited ${seen.waited}; 0 half-commits`,
    )
    expect(seen.halfCommits).toBe(0)
    expect(seen.fenceWon).toBeGreaterThan(0)
    expect(seen.fenceLost).toBeGreaterThan(0)
    expect(seen.waited).toBeGreaterThan(0)
  })
})
