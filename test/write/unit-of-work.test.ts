import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createEvents } from '../../src/events.ts'
import { openSource } from '../../src/source/open-source.ts'
import type { Source } from '../../src/source/source.ts'
import { transactions } from '../../src/sql/transactions.ts'
import { connectionsOf, openUnitOfWork, type UnitOfWork } from '../../src/write/unit-of-work.ts'
import { failure, longestStall, statement } from '../source/source-contract.ts'
import { createDatabase, noPostgres, type TestDatabase } from '../support/postgres-server.ts'
import { describeUnless } from '../support/describe-unless.ts'

interface Place {
  readonly label: string
  readonly skip: string | null
  make(): Promise<{ source: Source; read(text: string): Promise<unknown[][]>; drop(): Promise<void> }>
}

/** One database needs none. */
const plan = () => Promise.reject(new Error('one database is committed without a plan'))

const places: readonly Place[] = [
  {
    label: 'SQLite',
    skip: null,
    async make() {
      const folder = await mkdtemp(join(tmpdir(), 'heddle-unit-'))
      const file = join(folder, 'a.db')
      new Database(file).exec('pragma journal_mode = wal').close()
      const source = await openSource({ name: 'a', dialect: 'sqlite', file }, createEvents())
      const other = new Database(file, { timeout: 100 })
      return {
        source,
        read: async (text) => other.prepare(text).raw(true).all() as unknown[][],
        async drop() {
          other.close()
          await source.close()
          await rm(folder, { recursive: true })
        },
      }
    },
  },
  {
    label: 'PostgreSQL',
    skip: noPostgres,
    async make() {
      const database: TestDatabase = await createDatabase('unit')
      const spec = { name: 'a', dialect: 'postgres', driver: 'postgres', url: database.url, pool: { size: 2 } } as const
      const source = await openSource(spec, createEvents())
      return {
        source,
        read: async (text) => (await database.query(text)).map((row) => Object.values(row)),
        async drop() {
          await source.close()
          await database.drop()
        },
      }
    },
  },
  {
    label: 'PGlite',
    skip: null,
    async make() {
      const spec = { name: 'a', dialect: 'postgres', driver: 'pglite', url: 'pglite::memory:' } as const
      const source = await openSource(spec, createEvents())
      const read = async (text: string) => (await source.run(statement(text), {})).rows.map((row) => [...row])
      return { source, read, drop: () => source.close() }
    },
  },
]

for (const place of places) {
  describeUnless(place.skip, `a unit of work over ${place.label}`, () => {
    let made: Awaited<ReturnType<Place['make']>>
    let unit: UnitOfWork
    const open = (writes = ['a']) => openUnitOfWork({ sources: new Map([['a', made.source]]), writes, plan })
    const rows = async () => (await made.read('select id from t order by id')).flat().map(Number)
    const insert = (id: number) => unit.run('a', statement(`insert into t (id) values (${id})`), 'write')
    beforeAll(async () => {
      made = await place.make()
      unit = open()
      await unit.run('a', statement('create table t (id integer primary key)'), 'write')
      await unit.commit()
    })
    afterAll(() => made.drop())
    beforeEach(async () => {
      unit = open()
      await unit.run('a', statement('delete from t'), 'write')
      await unit.commit()
      unit = open()
    })
    afterEach(() => unit.rollback())

    it('commits what was written, and says where', async () => {
      await insert(1)
      await insert(2)
      expect(await unit.commit()).toEqual({ gtid: null, state: 'COMMITTED', participants: ['a'], propagating: [] })
      expect(await rows()).toEqual([1, 2])
    })

    it('rolls back what was written', async () => {
      await insert(1)
      await unit.rollback()
      expect(await rows()).toEqual([])
    })

    it('reads what it has written, by the connections that it gives to a plan too', async () => {
      await insert(1)
      const count = statement('select count(*) from t')
      expect((await unit.run('a', count, 'read')).rows.map(([n]) => Number(n))).toEqual([1])
      expect(
        (await connectionsOf(unit).run('a', count, { bounded: true, needed: false })).rows.map(([n]) => Number(n)),
      ).toEqual([1])
    })

    it('runs nothing after a statement that failed, and commits nothing', async () => {
      await insert(1)
      const first = await failure(insert(1))
      expect(await failure(insert(2))).toBe(first)
      expect(await failure(unit.commit())).toMatchObject({ code: 'TRANSACTION_ABORTED' })
      expect(await rows()).toEqual([])
    })

    it('gives its connection back clean: the next one finds no transaction', async () => {
      for (let round = 0; round < 4; round += 1) {
        unit = open()
        await insert(round)
        if (round % 2 === 0) await unit.rollback()
        else await unit.commit()
      }
      expect(await rows()).toEqual([1, 3])
    })

    it('leaves nothing of a transaction that was abandoned: its connection is given back without it', async () => {
      const { source } = made
      const begin = transactions[source.dialect].begin({ isolation: source.isolation, lockMs: 1_000, id: null })
      const lease = await source.lease({ writes: true })
      await lease.begin(begin)
      await lease.run(statement('insert into t (id) values (7)'))
      await lease.release()
      unit = open()
      await insert(8)
      await unit.commit()
      expect(await rows()).toEqual([8])
    })

    it('refuses to write where it did not say it would, and reads there', async () => {
      const reader = open([])
      expect((await failure(reader.run('a', statement('delete from t'), 'write'))).code).toBe('FORBIDDEN')
      expect((await reader.run('a', statement('select id from t'), 'read')).rows).toEqual([])
      await failure(reader.run('a', statement('insert into t (id) values (9)'), 'read'))
      await reader.rollback()
    })

    it('asks a database that nothing is said to for nothing', async () => {
      expect(await unit.commit()).toMatchObject({ participants: [] })
    })
  })
}

describe('a unit of work over a SQLite file', () => {
  it('flushes each commit to the disk', async () => {
    const made = await places[0]!.make()
    const unit = openUnitOfWork({ sources: new Map([['a', made.source]]), writes: ['a'], plan })
    const { rows } = await unit.run('a', statement('pragma synchronous'), 'read')
    expect(Number(rows[0]?.[0])).toBeGreaterThanOrEqual(2)
    await unit.rollback()
    await made.drop()
  })
})

describe('a unit of work over a SQLite file that another process writes', () => {
  it('waits for the lock and leaves the event loop free', async () => {
    const made = await places[0]!.make()
    const folder = (await made.read('pragma database_list'))[0]![2] as string
    const other = new Database(folder)
    other.exec('create table t (id integer primary key); begin immediate')
    const unit = openUnitOfWork({ sources: new Map([['a', made.source]]), writes: ['a'], plan })
    const writing = unit.run('a', statement('insert into t (id) values (1)'), 'write')
    setTimeout(() => other.exec('commit'), 400)
    expect(await longestStall(writing)).toBeLessThan(200)
    await unit.commit()
    expect(await made.read('select id from t')).toEqual([[1]])
    other.close()
    await made.drop()
  })
})
