import { afterAll, beforeAll, expect, it } from 'vitest'
import { statement } from '../../source/source-contract.ts'
import { buildCommand } from '../../support/heddle-command.ts'
import { noMariadb } from '../../support/mariadb-server.ts'
import { noPostgres } from '../../support/postgres-server.ts'
import { openBank, testSettings, type Bank } from '../places.ts'
import { PATIENCE_MS, Samples, WANTED } from './samples.ts'
import { Victim, type Told } from './victim.ts'
import { describeUnless } from '../../support/describe-unless.ts'

/** `npm run test:crash` asks for 20 times its runs. */
const KILLS = 20 * WANTED || 6

/** The rows that a storm may write are numbered from so many times its number. */
const RUNS_OF_STORM = 1_000_000

const missing = noPostgres ?? noMariadb

describeUnless(missing, 'eight clients that move money between three databases, while their process is killed', () => {
  let bank: Bank
  let storms = 0
  const started = 20 * 1_000_000
  const names = ['a', 'b', 'c']
  const counted = { acknowledged: 0, refused: 0, unknown: 0 }
  beforeAll(async () => {
    buildCommand()
    bank = await openBank({ a: 'sqlite', b: 'postgres', c: 'mariadb' })
    for (const source of bank.sources.values()) {
      await source.run(statement('create table moved (run integer primary key)'), { writes: true })
      await source.run(statement('delete from account'), { writes: true })
      const rows = Array.from({ length: 20 }, (_, index) => `(${index + 1}, 1000000)`).join(',')
      await source.run(statement(`insert into account values ${rows}`), { writes: true })
    }
  }, PATIENCE_MS)
  afterAll(() => bank.close())

  const total = async () => {
    const sums = await Promise.all(names.map((name) => bank.read(name, 'select sum(cents) from account')))
    return sums.reduce((sum, [row]) => sum + Number(row![0]), 0)
  }

  /** Where each row is that is numbered from here on. */
  async function movedFrom(first: number): Promise<ReadonlyMap<number, readonly string[]>> {
    const places = new Map<number, string[]>()
    for (const name of names) {
      for (const [run] of await bank.read(name, `select run from moved where run >= ${first}`)) {
        places.set(Number(run), [...(places.get(Number(run)) ?? []), name])
      }
    }
    return places
  }

  /** Lets the clients move money, kills their process, and holds what it left against what they were told. */
  async function storm(): Promise<string> {
    const first = (storms += 1) * RUNS_OF_STORM
    const victim = new Victim({ specs: bank.specs, settings: testSettings })
    await victim.ready()
    const told = await victim.storm(first, 300 + Math.random() * 500)
    await bank.writer.recover()
    await bank.writer.recover()
    expect((await bank.writer.listInDoubt()).filter(({ last }) => last !== null)).toEqual([])
    expect(await total()).toBe(names.length * started)
    const moved = await movedFrom(first)
    for (const [run, places] of moved) expect(places, `run ${run}`).toHaveLength(2)
    for (const each of told) hold(each, moved)
    return told.some((each) => 'acknowledged' in each) ? 'with moves acknowledged' : 'before any was acknowledged'
  }

  function hold(told: Told, moved: ReadonlyMap<number, readonly string[]>): void {
    if ('acknowledged' in told) {
      counted.acknowledged += 1
      expect(moved.get(told.acknowledged), `run ${told.acknowledged}`).toEqual([...told.in].sort())
    } else if (told.code === 'OUTCOME_UNKNOWN') {
      counted.unknown += 1
    } else {
      counted.refused += 1
      expect([...moved.keys()], `run ${told.refused}, ${told.code}`).not.toContain(told.refused)
    }
  }

  it(`lose nothing that was acknowledged, and no cent, in ${KILLS} kills`, { timeout: PATIENCE_MS }, async () => {
    const samples = new Samples('storm')
    for (let kill = 0; kill < KILLS; kill += 1) await samples.take('at any moment', KILLS, storm)
    const { acknowledged, refused, unknown } = counted
    console.info(
      `storms, ${samples.told}; in this slice ${acknowledged} moves acknowledged and none lost, ${refused} refused and none done, ${unknown} unknown; the total is conserved`,
    )
    expect(samples.wrong).toEqual([])
    expect(samples.endings.get('with moves acknowledged')).toBeGreaterThan(0)
    for (const places of (await movedFrom(0)).values()) expect(places).toHaveLength(2)
  })
})
