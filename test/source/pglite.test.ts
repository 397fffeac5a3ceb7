import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEvents } from '../../src/events.ts'
import { openSource } from '../../src/source/open-source.ts'
import type { Source } from '../../src/source/source.ts'
import type { PgliteSpec } from '../../src/source/source-spec.ts'
import { describeSource, failure, longestStall, soon, statement } from './source-contract.ts'

const memory: PgliteSpec = { name: 'lite', dialect: 'postgres', driver: 'pglite', url: 'pglite::memory:' }
/** Keeps PGlite busy for about a second. */
const slow = statement('select count(*) from generate_series(1, $1::int) a where md5(a::text) < $2', ['700000', '8'])

describeSource('PGlite', { open: (events) => openSource(memory, events), echo: 'select $1::text' })

describe('PGlite in its thread', () => {
  let source: Source
  beforeAll(async () => {
    source = await openSource(memory, createEvents())
  })
  afterAll(() => source.close())

  it("answers with the server's text of every value", async () => {
    const texts = {
      '9007199254740993::int8': '9007199254740993',
      '12.340::numeric': '12.340',
      '0.1::float8 + 0.2': '0.30000000000000004',
      true: 't',
      "'2024-02-29 12:34:56.123456+02'::timestamptz": '2024-02-29 10:34:56.123456+00',
      "date '2024-02-29'": '2024-02-29',
      "interval '1 day 02:03:04.5'": 'P1DT2H3M4.5S',
      [`'{"b": 1,  "a":1.50}'::json`]: '{"b": 1,  "a":1.50}',
      "'\\x00ff'::bytea": '\\x00ff',
      'array[1,null,3]': '{1,NULL,3}',
      'null::int': null,
    }
    const { rows } = await source.run(statement(`select ${Object.keys(texts).join(', ')}`), {})
    expect(rows).toEqual([Object.values(texts)])
  })

  it('sends every parameter as text that the statement types', async () => {
    const text = 'select $1::int8 + 1, $2::jsonb, $3::timestamptz, not $4::bool, $5::bytea, $6::int[]'
    const values = [
      9007199254740993n,
      '{"a":"ä"}',
      '2024-02-29T10:34:56.123456Z',
      'false',
      new Uint8Array([0, 255]),
      '{1,2}',
    ]
    const { rows } = await source.run(statement(text, values), {})
    expect(rows).toEqual([['9007199254740994', '{"a": "ä"}', '2024-02-29 10:34:56.123456+00', 't', '\\x00ff', '{1,2}']])
  })

  it('lends one lease at a time, in the order of asking', async () => {
    const held = await source.lease({})
    await held.beginSnapshot()
    expect((await failure(source.lease({ deadline: soon(20) }))).code).toBe('DATABASE_TIMEOUT')
    const order: number[] = []
    const waiting = [1, 2, 3].map((number) => source.run(statement('select 1'), {}).then(() => order.push(number)))
    expect((await held.run(statement('show transaction_read_only'))).rows).toEqual([['on']])
    expect(order).toEqual([])
    await held.release()
    await Promise.all(waiting)
    expect(order).toEqual([1, 2, 3])
  })

  it('leaves the event loop alone while it works', async () => {
    const started = performance.now()
    const stall = await longestStall(source.run(slow, {}))
    expect(stall).toBeLessThan((performance.now() - started) / 2)
  })

  it('answers at the deadline, and lends the session when the statement is done', async () => {
    const order: string[] = []
    const late = failure(source.run(slow, { deadline: soon(50) })).then(({ code }) => order.push(code))
    const waiting = source.run(statement('select 1'), {}).then(() => order.push('next'))
    await Promise.all([late, waiting])
    expect(order).toEqual(['DATABASE_TIMEOUT', 'next'])
    expect((await source.run(statement('select 2'), {})).rows).toEqual([['2']])
  })

  it('keeps 256 statements prepared, those used last', async () => {
    const lease = await source.lease({})
    await lease.run(statement('select 0'))
    for (let index = 0; index < 300; index += 1) await lease.run(statement(`select ${index % 2 === 0 ? 0 : index}`))
    for (let index = 0; index < 300; index += 1) await lease.run(statement(`select ${index}`))
    const { rows } = await lease.run({
      text: 'select count(*) from pg_prepared_statements',
      values: [],
      prepare: false,
    })
    await lease.release()
    expect(rows).toEqual([['256']])
  })

  it('reads an altered table anew, except in the middle of a snapshot', async () => {
    const run = (text: string) => source.run(statement(text), {})
    await run('create table altered (a int)')
    await run('select * from altered')
    await run('alter table altered add column b int')
    await run('insert into altered values (1, 2)')
    expect((await run('select * from altered')).rows).toEqual([['1', '2']])
  })

  it('can prepare transactions, which writing to several databases needs', async () => {
    expect((await source.run(statement('show max_prepared_transactions'), {})).rows).toEqual([['10']])
  })

  it('fails what writes in a snapshot, goes on, and is well afterwards', async () => {
    const lease = await source.lease({})
    await lease.beginSnapshot()
    expect((await failure(lease.run(statement('create table no (a int)')))).cause).toMatchObject({ code: '25006' })
    expect((await failure(lease.run(statement('create table no (a int)')))).cause).toMatchObject({ code: '25006' })
    await lease.release()
    expect((await source.run(statement('select 1'), {})).rows).toEqual([['1']])
  })
})

describe('PGlite in a folder', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'heddle-pglite-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('is made only when asked for, keeps its rows, and belongs to one source at a time', async () => {
    const spec: PgliteSpec = { ...memory, url: `pglite:${join(folder, 'db')}` }
    const missing = await failure(openSource(spec, createEvents()))
    expect(missing.code).toBe('SOURCE_UNREACHABLE')
    expect(missing.message).toContain(join(folder, 'db'))
    const made = await openSource({ ...spec, create: true }, createEvents())
    await made.run(statement('create table kept as select 7 as n'), {})
    const second = await failure(openSource(spec, createEvents()))
    expect(second).toMatchObject({ code: 'SOURCE_UNREACHABLE', message: expect.stringContaining('another process') })
    await made.close()
    const reopened = await openSource({ ...spec, readOnly: true }, createEvents())
    expect((await reopened.run(statement('select n from kept'), {})).rows).toEqual([['7']])
    const refused = await failure(reopened.run(statement('insert into kept values (8)'), {}))
    expect(refused.cause).toMatchObject({ code: '25006' })
    await reopened.close()
  }, 120_000)
})
