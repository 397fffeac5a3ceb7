import { afterAll, beforeAll, expect, it } from 'vitest'
import type { CrashPoint } from '../../../src/write/crash-points.ts'
import { statement } from '../../source/source-contract.ts'
import { buildCommand } from '../../support/heddle-command.ts'
import { noPostgres } from '../../support/postgres-server.ts'
import { openBank, testSettings, type Bank } from '../places.ts'
import { PATIENCE_MS, Samples, WANTED } from './samples.ts'
import { Victim } from './victim.ts'
import { describeUnless } from '../../support/describe-unless.ts'

const RUNS = Math.max(1, WANTED)

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

describeUnless(noPostgres, 'a process that is frozen, recovered by another one, and thawed', () => {
  let bank: Bank
  let run = 0
  const samples = new Samples('frozen')
  beforeAll(async () => {
    buildCommand()
    bank = await openBank({ a: 'postgres', b: 'postgres' })
    for (const source of bank.sources.values()) {
      await source.run(statement('create table moved (run integer primary key)'), { writes: true })
    }
  }, PATIENCE_MS)
  afterAll(() => bank.close())

  async function rows(): Promise<number> {
    const found = await Promise.all(['a', 'b'].map((name) => bank.read(name, `select 1 from moved where run = ${run}`)))
    return found.filter((each) => each.length > 0).length
  }

  /** Freezes a process, recovers what it left, thaws it, and tells which of the two had its way. */
  async function freeze(point: CrashPoint): Promise<string> {
    run += 1
    const victim = new Victim({ specs: bank.specs, settings: testSettings })
    await victim.ready()
    expect(await victim.run({ task: 'write', run, point, signal: 'SIGSTOP' })).toEqual({ kind: 'stopped' })
    // The process may be stopped a moment after it has said so.
    await new Promise((resolve) => setTimeout(resolve, 50))
    const recovered = await bank.writer.recover()
    victim.signal('SIGCONT')
    const end = await victim.ended()
    await bank.writer.recover()
    expect(await rows(), `${point}: ${JSON.stringify({ end, recovered })}`).toBe(end.kind === 'done' ? 2 : 0)
    expect((await bank.writer.listInDoubt()).filter(({ last }) => last !== null)).toEqual([])
    await victim.end()
    if (recovered.inDoubt.length > 0) return 'the fence waited'
    if (end.kind === 'failed' && recovered.aborted.length === 1) return 'the fence won'
    if (end.kind === 'done' && recovered.committed.length === 1) return 'the fence lost'
    return 'nobody was asked'
  }

  it.each(points)('leaves no half-commit: frozen at %s', { timeout: PATIENCE_MS }, async (point) => {
    for (let each = 0; each < RUNS; each += 1) await samples.take(point, RUNS, () => freeze(point))
  })

  it('saw the fence win, and lose, and wait for whoever was deciding', () => {
    console.info(`frozen, ${samples.told}; 0 half-commits`)
    expect(samples.wrong).toEqual([])
    for (const seen of ['the fence won', 'the fence lost', 'the fence waited']) {
      expect(samples.endings.get(seen), seen).toBeGreaterThan(0)
    }
  })
})
