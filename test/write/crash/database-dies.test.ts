import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HeddleError } from '../../../src/errors.ts'
import { createEvents } from '../../../src/events.ts'
import { openSource } from '../../../src/source/open-source.ts'
import type { Source } from '../../../src/source/source.ts'
import type { CrashPoint, Witness } from '../../../src/write/crash-points.ts'
import { Writer } from '../../../src/write/writer.ts'
import { statement } from '../../source/source-contract.ts'
import { noPostgres } from '../../support/postgres-server.ts'
import { startEmbedded, type StartedPostgres } from '../../support/start-postgres.ts'
import { testSettings } from '../places.ts'

const RUNS = Number(process.env['HEDDLE_CRASH_RUNS'] ?? 1)

const points: readonly CrashPoint[] = [
  ...(['write.after', 'commit.before', 'prepare.before', 'prepare.sent', 'prepare.after'] as const),
  ...(['record.before', 'record.sent', 'record.after', 'decide.before', 'decide.sent', 'decide.after'] as const),
  ...(['finish.before', 'finish.sent', 'finish.after', 'reply.before'] as const),
]

/** A PostgreSQL of this test's own, one of whose processes is killed: it loses all sessions and recovers from its log. */
describe.skipIf(noPostgres !== null)('PostgreSQL, killed while a transaction is committed', () => {
  let server: StartedPostgres
  let folder: string
  let sources: Map<string, Source>
  let writer: Writer
  let run = 0
  let dieAt: CrashPoint | null = null
  const counted = { committed: 0, rolledBack: 0, unknown: 0 }

  const witness: Witness = async (point) => {
    if (point !== dieAt) return
    dieAt = null
    await killServer(server.url)
  }

  beforeAll(async () => {
    server = await startEmbedded()
    folder = await mkdtemp(join(tmpdir(), 'heddle-dies-'))
    const file = join(folder, 'b.db')
    new Database(file).exec('pragma journal_mode = wal').close()
    const sql = postgres(server.url, { max: 1, onnotice: () => {} })
    await sql.unsafe('create database other')
    await sql.end()
    const other = server.url.replace(/\/postgres$/, '/other')
    const events = createEvents()
    sources = new Map([
      ['sqlite', await openSource({ name: 'sqlite', dialect: 'sqlite', file }, events)],
      ['first', await openSource({ name: 'first', dialect: 'postgres', driver: 'postgres', url: server.url }, events)],
      ['second', await openSource({ name: 'second', dialect: 'postgres', driver: 'postgres', url: other }, events)],
    ])
    for (const source of sources.values()) {
      await source.run(statement('create table moved (run integer primary key)'), { writes: true })
    }
    writer = new Writer({ sources, settings: testSettings, events, witness })
    await writer.setUp()
  })
  afterAll(async () => {
    await writer.close()
    for (const source of sources.values()) await source.close()
    await server.stop()
    await rm(folder, { recursive: true })
  })

  const lasts = { SQLite: ['sqlite', 'first'], PostgreSQL: ['first', 'second'] } as const
  const cases = points.map((point, index) => [point, index % 2 === 0 ? 'SQLite' : 'PostgreSQL'] as const)
  const all = RUNS > 1 ? points.flatMap((point) => [[point, 'SQLite'] as const, [point, 'PostgreSQL'] as const]) : cases

  it.each(all)('leaves no half-commit: killed at %s, %s last', { timeout: 3_600_000 }, async (point, last) => {
    for (let each = 0; each < RUNS; each += 1) {
      run += 1
      const writes = lasts[last]
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
      counted[ending === 'OUTCOME_UNKNOWN' ? 'unknown' : found[0] === 1 ? 'committed' : 'rolledBack'] += 1
    }
  })

  it('was seen to commit, and to roll back', () => {
    console.info(`PostgreSQL killed ${run} times: ${JSON.stringify(counted)}, 0 half-commits`)
    expect(counted.committed).toBeGreaterThan(0)
    expect(counted.rolledBack).toBeGreaterThan(0)
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
    for (const name of ['first', 'second']) {
      await expect
        .poll(
          () =>
            sources
              .get(name)!
              .run(statement('select 1'), {})
              .then(
                () => 'up',
                () => 'down',
              ),
          { timeout: 20_000, interval: 50 },
        )
        .toBe('up')
    }
  }
})

/** As SIGKILL of any of its processes does: the server ends all the others and starts anew from its write-ahead log. */
async function killServer(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  const [row] = await sql.unsafe(`select pid from pg_stat_activity where backend_type = 'checkpointer'`)
  process.kill(Number(row?.['pid']), 'SIGKILL')
  // Until this session is ended with all the others, the server has not noticed.
  await sql.unsafe('select pg_sleep(5)').catch(() => {})
  await sql.end({ timeout: 1 }).catch(() => {})
}
