import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { createConnection } from 'mysql2/promise'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { HeddleError } from '../../../src/errors.ts'
import { createEvents } from '../../../src/events.ts'
import { openSource } from '../../../src/source/open-source.ts'
import type { Source } from '../../../src/source/source.ts'
import { parseSourceUrl } from '../../../src/source/source-spec.ts'
import type { CrashPoint, Witness } from '../../../src/write/crash-points.ts'
import { Writer } from '../../../src/write/writer.ts'
import { statement } from '../../source/source-contract.ts'
import { noPostgres } from '../../support/postgres-server.ts'
import { noOwnMariadb, startOwnMariadb } from '../../support/start-own-mariadb.ts'
import { startEmbedded } from '../../support/start-postgres.ts'
import { testSettings } from '../places.ts'
import { PATIENCE_MS, Samples, WANTED } from './samples.ts'
import { describeUnless } from '../../support/describe-unless.ts'

const RUNS = Math.max(1, WANTED)

const points: readonly CrashPoint[] = [
  ...([
    'begin.before',
    'write.after',
    'commit.before',
    'readers.after',
    'prepare.before',
    'prepare.sent',
    'prepare.after',
  ] as const),
  ...(['record.before', 'record.sent', 'record.after', 'decide.before', 'decide.sent', 'decide.after'] as const),
  ...(['finish.before', 'finish.sent', 'finish.after', 'reply.before'] as const),
]

/** While another process finishes what was left: decided, or not. */
const recoveryPoints: readonly CrashPoint[] = (['list', 'fence', 'finish', 'forget'] as const).flatMap((ask) =>
  (['before', 'sent', 'after'] as const).map((moment) => `${ask}.${moment}` as const),
)

/** Where a process is lost, and what that makes of its transaction. */
const losses = { decided: 'decide.after', undecided: 'prepare.after' } as const

class Lost extends Error {}

/** A server with two databases, of this test's own. */
interface Mortal {
  readonly urls: readonly [first: string, second: string]
  /** Loses all sessions, and recovers from what is on the disk. */
  kill(): Promise<void>
  stop(): Promise<void>
}

async function mortalPostgres(): Promise<Mortal> {
  const server = await startEmbedded()
  const sql = postgres(server.url, { max: 1, onnotice: () => {} })
  await sql.unsafe('create database other')
  await sql.end()
  return {
    urls: [server.url, server.url.replace(/\/postgres$/, '/other')],
    kill: () => killPostgres(server.url),
    stop: () => server.stop(),
  }
}

/** SIGKILL of any of its processes has the server end all the others and start anew from its write-ahead log. */
async function killPostgres(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  const [row] = await sql.unsafe(`select pid from pg_stat_activity where backend_type = 'checkpointer'`)
  process.kill(Number(row?.['pid']), 'SIGKILL')
  // Until this session is ended with all the others, the server has not noticed.
  await sql.unsafe('select pg_sleep(5)').catch(() => {})
  await sql.end({ timeout: 1 }).catch(() => {})
}

async function mortalMariadb(): Promise<Mortal> {
  const server = await startOwnMariadb()
  const connection = await createConnection({ uri: server.url })
  for (const name of ['one', 'other']) await connection.query(`create database ${name}`)
  await connection.end()
  return { urls: [`${server.url}one`, `${server.url}other`], kill: () => server.kill(), stop: () => server.stop() }
}

// Each has a server of its own, and most of the time waits for it to be back.
describe.concurrent('a server', () => {
  describeDeath('PostgreSQL', noPostgres, mortalPostgres)
  describeDeath('MariaDB', noOwnMariadb, mortalMariadb)
})

function describeDeath(label: string, missing: string | null, start: () => Promise<Mortal>): void {
  describeUnless(missing, `${label}, killed while a transaction is committed`, () => {
    let server: Mortal
    let folder: string
    let sources: Map<string, Source>
    let writer: Writer
    let run = 0
    let dieAt: CrashPoint | null = null
    let loseAt: CrashPoint | null = null
    const samples = new Samples(`${label} dies`)

    const witness: Witness = async (point) => {
      if (point === loseAt) {
        loseAt = null
        throw new Lost()
      }
      if (point !== dieAt) return
      dieAt = null
      await server.kill()
    }

    beforeAll(async () => {
      server = await start()
      folder = await mkdtemp(join(tmpdir(), 'heddle-dies-'))
      const file = join(folder, 'b.db')
      new Database(file).exec('pragma journal_mode = wal').close()
      const events = createEvents()
      const urls = { sqlite: `sqlite:${file}`, first: server.urls[0], second: server.urls[1] }
      sources = new Map()
      for (const [name, url] of Object.entries(urls)) {
        const source = await openSource(parseSourceUrl(name, url), events)
        sources.set(name, source)
        await source.run(statement('create table moved (run integer primary key)'), { writes: true })
      }
      writer = new Writer({ sources, settings: testSettings, events, witness })
      await writer.setUp()
    }, PATIENCE_MS)
    afterAll(async () => {
      await writer.close()
      for (const source of sources.values()) await source.close()
      await server.stop()
      await rm(folder, { recursive: true })
    })

    const lasts = { SQLite: ['sqlite', 'first'], itself: ['first', 'second'] } as const
    const all = points.flatMap((point, index) => {
      const both = [[point, 'SQLite'] as const, [point, 'itself'] as const]
      return RUNS > 1 ? both : [both[index % 2]!]
    })

    /** Kills the server while a transaction is committed, and resolves with what became of it: nothing by halves. */
    async function die(point: CrashPoint, writes: readonly string[]): Promise<string> {
      run += 1
      await up()
      dieAt = point
      const ending = await write(writes)
      await up()
      await writer.recover()
      const { inDoubt } = await writer.recover()
      expect(inDoubt).toEqual([])
      const found = await Promise.all(writes.map((name) => rows(name)))
      expect(new Set(found).size, `${point}: a half-commit, ${found.join(' and ')}, after ${ending}`).toBe(1)
      if (ending === 'COMMITTED') expect(found[0]).toBe(1)
      if (ending === 'refused') expect(found[0]).toBe(0)
      if (ending === 'OUTCOME_UNKNOWN') return 'unknown to the client'
      return found[0] === 1 ? 'committed' : 'rolled back'
    }

    it.sequential.each(all)(
      'leaves no half-commit: at %s, with %s last',
      { timeout: PATIENCE_MS },
      async (point, last) => {
        for (let each = 0; each < RUNS; each += 1) {
          await samples.take(`${point}, ${last} last`, RUNS, () => die(point, lasts[last]))
        }
      },
    )

    /** Leaves a transaction, and kills the server while it is recovered and forgotten. */
    async function dieRecovering(point: CrashPoint, loss: keyof typeof losses, writes: readonly string[]) {
      run += 1
      await up()
      loseAt = losses[loss]
      await expect(write(writes)).rejects.toThrow(Lost)
      dieAt = point
      await writer.recover()
      await writer.forget()
      expect(dieAt, 'the point was passed').toBeNull()
      await up()
      await writer.recover()
      expect((await writer.recover()).inDoubt).toEqual([])
      const found = await Promise.all(writes.map((name) => rows(name)))
      expect(found, `${point}, ${loss}`).toEqual(writes.map(() => (loss === 'decided' ? 1 : 0)))
      return found[0] === 1 ? 'committed' : 'rolled back'
    }

    const recoveries = recoveryPoints.flatMap((point, index) => {
      const ways = (Object.keys(losses) as (keyof typeof losses)[]).flatMap((loss) => {
        return (Object.keys(lasts) as (keyof typeof lasts)[]).map((last) => [point, loss, last] as const)
      })
      return RUNS > 1 ? ways : [ways[index % ways.length]!]
    })

    it.sequential.each(recoveries)(
      'leaves no half-commit: recovered at %s, what was %s, with %s last',
      { timeout: PATIENCE_MS },
      async (point, loss, last) => {
        for (let each = 0; each < RUNS; each += 1) {
          const name = `recovered, ${loss}, ${point}, ${last} last`
          await samples.take(name, RUNS, () => dieRecovering(point, loss, lasts[last]))
        }
      },
    )

    it.sequential('was seen to commit, and to roll back', () => {
      console.info(`${label} killed, ${samples.told}; 0 half-commits`)
      expect(samples.wrong).toEqual([])
      for (const seen of ['committed', 'rolled back']) expect(samples.endings.get(seen), seen).toBeGreaterThan(0)
    })

    async function write(writes: readonly string[]): Promise<'COMMITTED' | 'OUTCOME_UNKNOWN' | 'refused'> {
      const unit = writer.open({ sources, writes })
      try {
        for (const source of writes) await unit.run(source, statement(`insert into moved values (${run})`), 'write')
        return (await unit.commit()).state
      } catch (error) {
        if (!(error instanceof HeddleError)) throw error
        return error.code === 'OUTCOME_UNKNOWN' ? 'OUTCOME_UNKNOWN' : 'refused'
      } finally {
        await unit.rollback()
      }
    }

    async function rows(name: string): Promise<number> {
      return (await sources.get(name)!.run(statement(`select 1 from moved where run = ${run}`), {})).rows.length
    }

    /** Waits until the server lets everybody in again. */
    async function up(): Promise<void> {
      const ask = (name: string) => sources.get(name)!.run(statement('select 1'), {})
      // Not `expect.poll`, which asks of its test, and two are under way.
      for (const name of ['first', 'second']) await vi.waitFor(() => ask(name), { timeout: 30_000, interval: 50 })
    }
  })
}
