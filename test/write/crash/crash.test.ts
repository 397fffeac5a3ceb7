import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { crashPoints } from '../../../src/write/crash-points.ts'
import { listPrepared } from '../../../src/write/finish-branch.ts'
import { readGtid } from '../../../src/write/gtid.ts'
import { statement } from '../../source/source-contract.ts'
import { buildCommand } from '../../support/heddle-command.ts'
import { noMariadb } from '../../support/mariadb-server.ts'
import { noPostgres } from '../../support/postgres-server.ts'
import { openBank, testSettings, type Bank, type Kind } from '../places.ts'
import { scenarios, type Scenario } from './scenarios.ts'
import { Victim } from './victim.ts'

/** Runs of each point. The script `npm run test:crash` asks for 50, for each choice of the last database. */
const RUNS = Number(process.env['HEDDLE_CRASH_RUNS'] ?? 0)

/** The databases, the last to commit first; the one that refuses is a PostgreSQL that prepares. */
const places: readonly {
  readonly last: string
  readonly kinds: Readonly<Record<string, Kind>>
  readonly refusing: string
}[] = [
  { last: 'SQLite', kinds: { a: 'sqlite', b: 'postgres', c: 'mariadb' }, refusing: 'b' },
  { last: 'PostgreSQL', kinds: { a: 'postgres', b: 'mariadb', c: 'postgres' }, refusing: 'c' },
  { last: 'MariaDB', kinds: { a: 'mariadb', b: 'postgres', c: 'mariadb' }, refusing: 'b' },
]

/** Recovery's own forgetting must not wait a day here. */
const settings = { ...testSettings, keepCommittedMs: 0 }

/** A database of the test, watched from outside, and the next process to die in it. */
class Ward {
  readonly bank: Bank
  #next: Victim
  #run = 0
  readonly counted = { runs: 0, died: 0, committed: 0, rolledBack: 0 }

  constructor(bank: Bank) {
    this.bank = bank
    this.#next = new Victim(bank.specs, settings)
  }

  /** The process that is ready, while another one is started. */
  async #victim(): Promise<Victim> {
    const victim = this.#next
    this.#next = new Victim(this.bank.specs, settings)
    await victim.ready()
    return victim
  }

  async check({ before, dying, outcome, name }: Scenario): Promise<void> {
    const run = ++this.#run
    const delayMs = run % 4
    if (before !== undefined) {
      const first = await this.#victim()
      expect(await first.run({ run, ...before }), `${name}: the process before`).toEqual({ kind: 'died' })
    }
    const victim = await this.#victim()
    expect(await victim.run({ run, delayMs, ...dying }), name).toEqual({ kind: 'died' })
    this.counted.died += 1

    await this.bank.writer.recover()
    await this.bank.writer.recover()
    expect(await this.#prepared(), `${name}: prepared transactions after two recoveries`).toEqual([])
    const found = await this.#rows(run)
    expect([0, 3], `${name}: a half-commit, ${JSON.stringify(found)}`).toContain(found.length)
    this.counted.runs += 1
    if (found.length === 3) this.counted.committed += 1
    else this.counted.rolledBack += 1
    if (outcome !== 'either') expect(found.length, name).toBe(outcome === 'committed' ? 3 : 0)
  }

  async #rows(run: number): Promise<readonly string[]> {
    const names = [...this.bank.sources.keys()]
    const rows = await Promise.all(names.map((name) => this.bank.read(name, `select 1 from moved where run = ${run}`)))
    return names.filter((_, index) => rows[index]!.length > 0)
  }

  /** Of this test: MariaDB lists what is prepared on the whole server. */
  async #prepared(): Promise<readonly string[]> {
    const logs = (await this.bank.writer.examine()).map(({ log }) => log)
    const lists = await Promise.all([...this.bank.sources.values()].map(listPrepared))
    return lists
      .flatMap((list) => (list === 'unknown' ? [] : list))
      .map(({ gtid }) => gtid)
      .filter((gtid) => logs.includes(readGtid(gtid).log))
  }

  async close(): Promise<void> {
    await this.#next.ready().catch(() => {})
    await this.#next.end()
    await this.bank.close()
  }
}

async function openWard(kinds: Readonly<Record<string, Kind>>): Promise<Ward> {
  const bank = await openBank(kinds, { settings })
  for (const [name, source] of bank.sources) {
    await source.run(statement('create table moved (run integer primary key)'), { writes: true })
    if (kinds[name] !== 'postgres') continue
    const promise = 'create table promise (id integer references account deferrable initially deferred)'
    await source.run(statement(promise), { writes: true })
  }
  return new Ward(bank)
}

const missing = noPostgres ?? noMariadb

describe.skipIf(missing !== null)('a process that dies', () => {
  const wards: Ward[] = []
  beforeAll(async () => {
    buildCommand()
    for (const { kinds } of places) wards.push(await openWard(kinds))
  })
  afterAll(async () => {
    for (const ward of wards) await ward.close()
  })

  it('is made to die at every point that there is', () => {
    const died = new Set(scenarios('b').map(({ dying }) => dying.point))
    expect(crashPoints.filter((point) => !died.has(point))).toEqual([])
  })

  // Each choice of the last database, as often as is asked for; else two runs a point, of one choice after the other.
  const chosen = places.map((place, index) => ({
    ...place,
    index,
    runs: scenarios(place.refusing).flatMap((scenario, at) => {
      const mine = [at, at + 1].filter((number) => number % places.length === index).length
      return Array.from({ length: RUNS > 0 ? RUNS : mine }, () => scenario)
    }),
  }))

  it.concurrent.each(chosen)(
    'leaves no half-commit and nothing prepared, where $last commits last',
    { timeout: 86_400_000 },
    async ({ index, last, runs }) => {
      const ward = wards[index]!
      for (const scenario of runs) await ward.check(scenario)
      const { died, committed, rolledBack } = ward.counted
      console.info(
        `${last} last: ${died} kills at ${new Set(runs.map(({ name }) => name)).size} points: ${committed} committed, ${rolledBack} rolled back, 0 half-commits`,
      )
      expect(ward.counted.runs).toBe(runs.length)
    },
  )
})
