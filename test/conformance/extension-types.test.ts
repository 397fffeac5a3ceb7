import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHeddle, type Heddle } from '../../src/start.ts'
import type { Wire } from '../reference/values.ts'
import { createMariadbDatabase, noMariadb, noMysql } from '../support/mariadb-server.ts'
import { createDatabase, noPostgres, type TestDatabase } from '../support/postgres-server.ts'
import { runEngine } from '../support/run-engine.ts'

/** A type that Heddle has no kind for, and what it does with it: its text, a String, and a notice at the start. */
interface Foreign {
  readonly name: string
  readonly dialect: 'postgres' | 'mariadb' | 'mysql'
  /** What brings it, where the database does not have it by itself. */
  readonly extension?: string
  readonly declared: string
  /** As its database prints them. */
  readonly texts: readonly string[]
  /** As a literal of SQL. */
  readonly literal: (text: string) => string
  /** Whether its text can be written. */
  readonly writes: boolean
}

const quoted = (text: string): string => `'${text}'`
const geometry = (text: string): string => `st_geomfromtext('${text}')`

const types: readonly Foreign[] = [
  ...(
    [
      { name: 'citext', declared: 'citext', texts: ['Ada@x.org', 'ada@X.org', 'bob'] },
      { name: 'vector', declared: 'vector(3)', texts: ['[1,2,3]', '[0.5,0,-1]'] },
      { name: 'hstore', declared: 'hstore', texts: ['"a"=>"1"', '"b"=>NULL'] },
      { name: 'ltree', declared: 'ltree', texts: ['top.science', 'top'] },
      { name: 'cube', declared: 'cube', texts: ['(1, 2)', '(0)'] },
    ] as const
  ).map((type) => ({ ...type, dialect: 'postgres' as const, extension: type.name, literal: quoted, writes: true })),
  ...(['mariadb', 'mysql'] as const).map((dialect) => ({
    name: 'geometry',
    dialect,
    declared: 'geometry',
    texts: ['POINT(1 2)', 'LINESTRING(0 0,1 1)'],
    literal: geometry,
    writes: false,
  })),
]

const missing = { postgres: noPostgres, mariadb: noMariadb, mysql: noMysql } as const

describe.each(types)('$name in $dialect, which has no kind of its own', (type) => {
  const why = missing[type.dialect]
  if (why !== null) return void it('needs its server', ({ skip }) => skip(why))

  let database: TestDatabase
  let heddle: Heddle | undefined
  let absent: string | null = null
  beforeAll(async () => {
    database =
      type.dialect === 'postgres'
        ? await createDatabase('foreign')
        : await createMariadbDatabase('foreign', type.dialect)
    if (type.extension !== undefined) {
      const found = await database.query(`select 1 from pg_available_extensions where name = '${type.extension}'`)
      if (found.length === 0) absent = `this server has no extension ${type.extension}`
      else await database.query(`create extension ${type.extension}`)
    }
    if (absent !== null) return
    await database.query(`create table t (id integer primary key, v ${type.declared})`)
    const rows = type.texts.map((text, index) => `(${index + 1}, ${type.literal(text)})`)
    await database.query(`insert into t values ${rows.join(', ')}, (9, null)`)
    heddle = await createHeddle({ sources: { db: database.url }, log: 'silent' })
  })
  afterAll(async () => {
    await heddle?.close()
    await database.drop()
  })

  const ask = async (document: string, variables: Readonly<Record<string, Wire>> = {}): Promise<unknown> => {
    const { result } = await runEngine(heddle!, document, variables) // every test skips where there is none
    expect(result.errors, document).toBeUndefined()
    return result.data
  }
  const rows = [...type.texts.map((v, index) => ({ id: index + 1, v })), { id: 9, v: null }]

  it('is told of at the start', ({ skip }) => {
    if (absent !== null) skip(absent)
    const notice = heddle?.catalog.notices.find((text) => text.startsWith('db.t.v: '))
    expect(notice).toMatch(
      new RegExp(`^db\\.t\\.v: type (public\\.)?${type.name}(\\(3\\))? is served as text \\(String\\)$`),
    )
  })

  it('is read as its text, and found by it', async ({ skip }) => {
    if (absent !== null) skip(absent)
    expect(await ask('{ ts(orderBy: {id: asc}) { id v } }')).toEqual({ ts: rows })
    for (const { id, v } of rows.filter((row) => row.v !== null)) {
      expect(await ask('query ($v: String!) { ts(where: {v: {eq: $v}}) { id } }', { v })).toEqual({ ts: [{ id }] })
      expect(await ask('query ($v: [String!]!) { ts(where: {v: {in: $v}}) { id } }', { v: [v ?? ''] })).toEqual({
        ts: [{ id }],
      })
    }
    expect(await ask('{ ts(where: {v: {isNull: true}}) { id } tsAggregate { count } }')).toEqual({
      ts: [{ id: 9 }],
      tsAggregate: { count: rows.length },
    })
  })

  if (!type.writes) return
  it('is written as its text', async ({ skip }) => {
    if (absent !== null) skip(absent)
    const [first = ''] = type.texts
    expect(await ask('mutation ($v: String) { updateT(where: {id: 9}, data: {v: $v}) { v } }', { v: first })).toEqual({
      updateT: { v: first },
    })
  })
})
