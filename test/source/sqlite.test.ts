import Database from 'better-sqlite3'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createEvents } from '../../src/events.ts'
import { openSource } from '../../src/source/open-source.ts'
import type { Source } from '../../src/source/source.ts'
import { describeSource, failure, longestStall, soon, statement } from './source-contract.ts'

let folder: string
let file: string
let writer: Database.Database

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heddle-sqlite-'))
  file = join(folder, 'shop.db')
  writer = new Database(file)
  writer.pragma('journal_mode = wal')
  writer.exec(`
    create table t (id integer primary key, n integer);
    insert into t values (1, 1), (2, 2);
    create table odd (big integer, real real, text text, bytes blob);
    insert into odd values (9007199254740993, 0.1, 'a' || char(0) || 'b', x'00ff'), (-1, 1e300, '', null);
  `)
})

afterAll(async () => {
  writer.close()
  await rm(folder, { recursive: true, force: true })
})

const bounded = { bounded: true }
/** Does not end by itself in any time that a test has. */
const endless = statement(
  'with recursive c (n) as (select 1 union all select n + 1 from c) select count(*) from c where n < 0',
)

async function open(): Promise<Source> {
  const source = await openSource({ name: 'shop', dialect: 'sqlite', file }, createEvents())
  onTestFinished(() => source.close())
  return source
}

for (const [label, lease] of Object.entries({ 'the main thread': bounded, 'a child process': {} })) {
  describeSource(`SQLite in ${label}`, {
    open: (events) => openSource({ name: 'shop', dialect: 'sqlite', file }, events),
    echo: 'select ?',
    lease,
  })

  describe(`SQLite in ${label}`, () => {
    it('answers with exact values', async () => {
      const source = await open()
      const { rows } = await source.run(statement('select * from odd'), lease)
      expect(rows).toEqual([
        ['9007199254740993', 0.1, 'a\0b', '00FF'],
        [-1, 1e300, '', null],
      ])
    })

    it('binds parameters as what they are', async () => {
      const source = await open()
      const values = [1, 1.5, 9007199254740993n, 'a\0b', new Uint8Array([0, 255]), null]
      const text = `select typeof(?1), typeof(?2), ?3, ?4 = 'a' || char(0) || 'b', hex(?5), typeof(?6)`
      const { rows } = await source.run(statement(text, values), lease)
      expect(rows).toEqual((await source.run(statement(text.replace(/\?\d/g, '?'), values), lease)).rows)
      expect(rows).toEqual([['integer', 'real', '9007199254740993', 1, '00FF', 'null']])
    })

    it('reads one snapshot while another process writes', async () => {
      const source = await open()
      const reader = await source.lease(lease)
      await reader.beginSnapshot()
      const count = statement('select count(*) from t where n = 77')
      expect((await reader.run(count)).rows).toEqual([[0]])
      writer.exec('insert into t (n) values (77)')
      expect((await reader.run(count)).rows).toEqual([[0]])
      await reader.release()
      expect((await source.run(count, lease)).rows).toEqual([[1]])
      writer.exec('delete from t where n = 77')
    })

    it('writes nothing', async () => {
      const source = await open()
      const refused = await failure(source.run(statement('delete from t'), lease))
      expect(refused.cause).toMatchObject({ code: 'SQLITE_READONLY' })
    })

    it('reads a table that was altered, and says SCHEMA_CHANGED when a column is gone', async () => {
      const source = await open()
      writer.exec('create table altered (a, b); insert into altered values (1, 2)')
      const all = statement('select * from altered')
      const one = statement('select b from altered')
      expect((await source.run(all, lease)).rows).toEqual([[1, 2]])
      await source.run(one, lease)
      writer.exec('alter table altered drop column b')
      expect((await source.run(all, lease)).rows).toEqual([[1]])
      expect((await failure(source.run(one, lease))).code).toBe('SCHEMA_CHANGED')
      writer.exec('drop table altered')
    })

    it('waits for a locked file without blocking the event loop', async () => {
      const locked = join(folder, `locked-${label.replaceAll(' ', '-')}.db`)
      const owner = new Database(locked)
      owner.exec('create table t (n); insert into t values (5)')
      const source = await openSource({ name: 'locked', dialect: 'sqlite', file: locked }, createEvents())
      onTestFinished(() => source.close())
      await source.run(statement('select 1'), lease)
      owner.exec('begin exclusive')
      const late = await failure(source.run(statement('select n from t'), { ...lease, deadline: soon(100) }))
      expect(late.code).toBe('DATABASE_TIMEOUT')
      const reading = source.run(statement('select n from t'), lease)
      setTimeout(() => owner.exec('commit'), 1_500)
      expect(await longestStall(reading)).toBeLessThan(1_000)
      expect((await reading).rows).toEqual([[5]])
      owner.close()
    })
  })
}

describe('a child process of SQLite', () => {
  it('is killed at the deadline, and the next statement has another', async () => {
    const source = await open()
    const started = performance.now()
    expect((await failure(source.run(endless, { deadline: soon(1_000) }))).code).toBe('DATABASE_TIMEOUT')
    expect(performance.now() - started).toBeLessThan(2_000)
    expect((await source.run(statement('select 1'), { deadline: soon(20_000) })).rows).toEqual([[1]])
  })

  it('is killed when the request is abandoned', async () => {
    const source = await open()
    const abandon = new AbortController()
    const running = failure(source.run(endless, { signal: abandon.signal }))
    setTimeout(() => abandon.abort(), 300)
    expect((await running).code).toBe('CANCELLED')
    await source.run(statement('select 1'), {})
  })

  it('scans while the event loop and the main thread go on', async () => {
    const source = await open()
    const scan = source.run(endless, { deadline: soon(2_000) })
    const bystander = async () => {
      while (performance.now() < end) {
        await source.run(statement('select 1'), bounded)
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    }
    const end = performance.now() + 1_800
    expect(await longestStall(Promise.all([scan, bystander()]))).toBeLessThan(1_000)
  })

  it('is one of two: a third statement waits, and gets its turn', async () => {
    const source = await open()
    const busy = [1, 2].map(() => failure(source.run(endless, { deadline: soon(700) })))
    await new Promise((resolve) => setTimeout(resolve, 100))
    const third = source.run(statement('select 3'), { deadline: soon(20_000) })
    await Promise.all(busy)
    expect((await third).rows).toEqual([[3]])
  })

  it('is stopped when its source is closed in the middle of a statement', async () => {
    const source = await openSource({ name: 'shop', dialect: 'sqlite', file }, createEvents())
    await source.run(statement('select 1'), {})
    const lease = await source.lease({})
    const running = failure(lease.run(endless))
    await new Promise((resolve) => setTimeout(resolve, 100))
    await lease.release()
    await source.close()
    expect((await running).code).toBe('CANCELLED')
  })
})

describe('a SQLite source', () => {
  it('in memory has one connection, which may write', async () => {
    const source = await openSource({ name: 'm', dialect: 'sqlite', file: ':memory:' }, createEvents())
    await source.run(statement('create table x (n integer)'), {})
    await source.run(statement('insert into x values (?), (?)', [1, 2]), bounded)
    expect((await source.run(statement('select sum(n) from x'), {})).rows).toEqual([[3]])
    const held = await source.lease({})
    expect((await failure(source.lease({ deadline: soon(20) }))).code).toBe('DATABASE_TIMEOUT')
    await held.release()
    await source.close()
  })

  it.each([
    ['absent.db', 'there is no such file'],
    ['.', 'that is not a file'],
    ['text.db', 'file is not a database'],
  ])('at %s cannot be reached: %s', async (name, why) => {
    await writeFile(join(folder, 'text.db'), 'nothing that SQLite knows '.repeat(100))
    const spec = { name: 'shop', dialect: 'sqlite', file: join(folder, name) } as const
    const error = await failure(openSource(spec, createEvents()))
    expect(error.code).toBe('SOURCE_UNREACHABLE')
    expect(error.message).toContain(`Source "shop" at ${join(folder, name)} cannot be reached: ${why}`)
  })
})

it('runs the bounded statements of one turn of the event loop one right after the other', async () => {
  const order: string[] = []
  const events = createEvents()
  const source = await openSource({ name: 'shop', dialect: 'sqlite', file }, events)
  onTestFinished(() => source.close())
  events.on(({ kind }) => kind === 'statement' && order.push('ran'))
  const answers = [1, 2, 3].map(async (id) => {
    const { rows } = await source.run({ ...statement(`select n from t where id = ${id}`), bytes: true }, bounded)
    order.push('read')
    return rows
  })
  order.push('asked')
  expect(await Promise.all(answers)).toEqual([[[1]], [[2]], []])
  expect(order).toEqual(['asked', 'ran', 'ran', 'ran', 'read', 'read', 'read'])
})
