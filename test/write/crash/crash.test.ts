import { afterAll, beforeAll, expect, it } from 'vitest'
import { crashPoints } from '../../../src/write/crash-points.ts'
import { listPrepared } from '../../../src/write/finish-branch.ts'
import { readGtid } from '../../../src/write/gtid.ts'
import { statement } from '../../source/source-contract.ts'
import { buildCommand } from '../../support/heddle-command.ts'
import { noMariadb } from '../../support/mariadb-server.ts'
import { noPostgres } from '../../support/postgres-server.ts'
import { openBank, testSettings, type Bank, type Kind } from '../places.ts'
import { NoSample, PATIENCE_MS, Samples, WANTED } from './samples.ts'
import { scenarios, type Scenario } from './scenarios.ts'
import { Victim, type Task } from './victim.ts'
import { describeUnless } from '../../support/describe-unless.ts'

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

  constructor(bank: Bank) {
    this.bank = bank
    this.#next = new Victim({ specs: bank.specs, settings })
  }

  /** The process that is ready, while another one is started. */
  async #victim(): Promise<Victim> {
    const victim = this.#next
    this.#next = new Victim({ specs: this.bank.specs, settings })
    await victim.ready().catch((cause: unknown) => {
      throw new NoSample('the process did not start', { cause })
    })
    return victim
  }

  /** Has a process die of a scenario, and resolves with what became of its transaction, which is nothing by halves. */
  async check({ before, dying, outcome, name }: Scenario): Promise<'committed' | 'rolled back'> {
    const run = ++this.#run
    const delayMs = run % 4
    if (before !== undefined) {
      await this.#die({ run, ...before }, `${name}: the process before`)
    }
    await this.#die({ run, delayMs, ...dying }, name)
    const ended = await this.#found(run, name)
    if (outcome !== 'either') expect(ended, name).toBe(outcome)
    return ended
  }

  /**
   * Has a process die of a task. Where a database was too slow, a write is refused and has written nothing at all, and a
   * recovery has left what it could not reach.
   */
  async #die(task: Task & { readonly run: number }, name: string): Promise<void> {
    const victim = await this.#victim()
    const end = await victim.run(task)
    if (end.kind === 'failed') {
      expect(await this.#found(task.run, name), `${name}: refused with ${end.code}`).toBe('rolled back')
      await victim.end()
      throw new NoSample(end.code)
    }
    if (end.kind === 'done' && task.task === 'recover') {
      await this.#found(task.run, name)
      await victim.end()
      throw new NoSample('recovery did not come to its point')
    }
    expect(end, name).toEqual({ kind: 'died' })
  }

  /** What became of a transaction, when recovery has passed twice. */
  async #found(run: number, name: string): Promise<'committed' | 'rolled back'> {
    await this.bank.writer.recover()
    await this.bank.writer.recover()
    expect(await this.#prepared(), `${name}: prepared transactions after two recoveries`).toEqual([])
    const found = await this.#rows(run)
    expect([0, 3], `${name}: a half-commit, ${JSON.stringify(found)}`).toContain(found.length)
    return found.length === 3 ? 'committed' : 'rolled back'
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

describeUnless(missing, 'a process that dies', () => {
  const wards: Ward[] = []
  beforeAll(async () => {
    buildCommand()
    for (const { kinds } of places) wards.push(await openWard(kinds))
  }, PATIENCE_MS)
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
    rounds: scenarios(place.refusing).map((scenario, at) => {
      const mine = [at, at + 1].filter((number) => number % places.length === index).length
      return { scenario, wanted: WANTED > 0 ? WANTED : mine }
    }),
  }))

  it.concurrent.each(chosen)(
    'leaves no half-commit and nothing prepared, where $last commits last',
    { timeout: PATIENCE_MS },
    async ({ index, last, rounds }) => {
      const ward = wards[index]!
      const samples = new Samples(`${last} last`)
      const most = Math.max(...rounds.map(({ wanted }) => wanted))
      // Every point once before any point again, so that a slice is of all of them.
      for (let round = 1; round <= most; round += 1) {
        for (const { scenario, wanted } of rounds) {
          await samples.take(scenario.name, Math.min(round, wanted), () => ward.check(scenario))
        }
        console.info(`${last} last, round ${round}: ${samples.told}`)
      }
      expect(samples.wrong).toEqual([])
      for (const { scenario, wanted } of rounds) expect(samples.count(scenario.name)).toBeGreaterThanOrEqual(wanted)
    },
  )
})
