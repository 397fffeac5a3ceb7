import Database from 'better-sqlite3'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { createHeddle, type Heddle } from '../src/start.ts'
import { createMariadbDatabase, noMariadb, noMysql } from './support/mariadb-server.ts'
import { createDatabase, noPostgres } from './support/postgres-server.ts'
import { runEngine } from './support/run-engine.ts'

const words = ['a', 'A', 'b', 'B', 'ä', 'Ä', 'z', 'Z', '_', 'a b', 'ab', '', 'é', 'e', '10', '9', 'ß', 'ss']

/** A database with words in a collation that is not that of code points. */
interface Place {
  readonly url: string
  readonly collated: string
  query(text: string): Promise<readonly Readonly<Record<string, unknown>>[]>
  drop(): Promise<void>
}

const columns: Readonly<Record<string, string>> = {
  postgres: 'text COLLATE "en-x-icu"',
  mariadb: `varchar(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci`,
  mysql: `varchar(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_as_cs`,
  sqlite: 'text COLLATE NOCASE',
}
const missing: Readonly<Record<string, string | null>> = {
  postgres: noPostgres,
  mariadb: noMariadb,
  mysql: noMysql,
  sqlite: null,
}

async function place(dialect: string): Promise<Place> {
  const made = await database(dialect)
  await made.query(`CREATE TABLE words (id integer PRIMARY KEY, word ${columns[dialect] ?? ''} NOT NULL)`)
  await made.query('CREATE INDEX words_word ON words (word)')
  const rows = words.map((word, index) => `(${words.length - index}, '${word}')`)
  await made.query(`INSERT INTO words VALUES ${rows.join(', ')}`)
  return { ...made, collated: columns[dialect] ?? '' }
}

async function database(dialect: string): Promise<Omit<Place, 'collated'>> {
  if (dialect === 'postgres') return createDatabase('own_order')
  if (dialect === 'mariadb' || dialect === 'mysql') return createMariadbDatabase('own_order', dialect)
  const folder = mkdtempSync(join(tmpdir(), 'heddle-own-order-'))
  const file = join(folder, 'words.db')
  const sqlite = new Database(file)
  return {
    url: `sqlite:${file}`,
    query(text) {
      const statement = sqlite.prepare(text)
      if (statement.reader) return Promise.resolve(statement.all() as Record<string, unknown>[])
      statement.run()
      return Promise.resolve([])
    },
    drop() {
      sqlite.close()
      rmSync(folder, { recursive: true })
      return Promise.resolve()
    },
  }
}

describe.each(['postgres', 'mariadb', 'mysql', 'sqlite'])('texts in %s', (dialect) => {
  const reason = missing[dialect] ?? null
  if (reason !== null) {
    test('need its server', ({ skip }) => skip(reason))
    return
  }

  let words: Place
  let own: Heddle
  let exact: Heddle
  beforeAll(async () => {
    words = await place(dialect)
    const open = (tables: object) =>
      createHeddle({ sources: { s: words.url }, tables, secret: 'a secret of the tests', log: 'silent' })
    own = await open({ s: { ownOrder: dialect === 'sqlite' ? ['words.word'] : true } })
    exact = await open({})
  })
  afterAll(async () => {
    await own.close()
    await exact.close()
    await words.drop()
  })

  async function ids(heddle: Heddle, field: string, word?: string): Promise<number[]> {
    const asked = word === undefined ? '' : '($w: String)'
    const { result } = await runEngine(
      heddle,
      `query${asked} { rows: ${field} }`,
      word === undefined ? {} : { w: word },
    )
    expect(result.errors).toBeUndefined()
    return (result.data as { rows: { id: number }[] }).rows.map(({ id }) => id)
  }
  const asked = async (text: string): Promise<number[]> => (await words.query(text)).map(({ id }) => Number(id))

  it.each(['asc', 'desc'])('come in the order of their collation where the config says so, %s', async (way) => {
    const found = await ids(own, `words(orderBy: [{word: ${way}}, {id: asc}]) { id }`)
    expect(found).toEqual(await asked(`SELECT id FROM words ORDER BY word ${way}, id`))
    expect(found).not.toEqual(await ids(exact, `words(orderBy: [{word: ${way}}, {id: asc}]) { id }`))
  })

  it('are greater and less as their collation has them, and equal as everywhere', async () => {
    const rows = await words.query('SELECT word FROM words')
    for (const word of rows.map((row) => String(row['word']))) {
      for (const [name, operator] of [
        ['gt', '>'],
        ['gte', '>='],
        ['lt', '<'],
        ['lte', '<='],
      ] as const) {
        const found = await ids(own, `words(where: {word: {${name}: $w}}) { id }`, word)
        expect(found, `${name} ${word}`).toEqual(
          await asked(`SELECT id FROM words WHERE word ${operator} '${word}' ORDER BY id`),
        )
      }
      expect(await ids(own, 'words(where: {word: {eq: $w}}) { id }', word)).toHaveLength(1)
    }
  })

  it.each(['asc', 'desc'])('are paged in that order without loss or repetition, %s', async (way) => {
    const whole = await ids(own, `words(orderBy: [{word: ${way}}]) { id }`)
    const found: number[] = []
    let after: string | null = null
    do {
      const document = `query($after: String) { page: wordsConnection(orderBy: [{word: ${way}}], first: 2, after: $after) { nodes { id } pageInfo { endCursor hasNextPage } } }`
      const { result } = await runEngine(own, document, { after })
      expect(result.errors).toBeUndefined()
      const { page } = result.data as {
        page: { nodes: { id: number }[]; pageInfo: { endCursor: string; hasNextPage: boolean } }
      }
      found.push(...page.nodes.map(({ id }) => id))
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null
    } while (after !== null)
    expect(found).toEqual(whole)
  })

  it('are named by doctor where no index serves code points, with a statement that makes one', async () => {
    const [source] = exact.sources
    const before = await source?.slowOrders()
    expect(before).toMatchObject([{ table: 's.words', column: 'word' }])
    await words.query(before?.[0]?.statement ?? '')
    expect(await source?.slowOrders()).toEqual([])
  })
})

test('a column without a collation, or that is not there, has no order of its own', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-own-order-'))
  const file = join(folder, 'words.db')
  new Database(file).exec('CREATE TABLE words (id integer PRIMARY KEY, word text)').close()
  const open = (ownOrder: string[]) =>
    createHeddle({
      sources: { s: `sqlite:${file}` },
      tables: { s: { ownOrder } },
      secret: 'a secret of the tests',
      log: 'silent',
    })
  await expect(open(['words.id'])).rejects.toThrow('ownOrder: the column s.words.id is no text with a collation.')
  await expect(open(['words.wort'])).rejects.toThrow('ownOrder: there is no column s.words.wort.')
  await expect(open(['nothing.word'])).rejects.toThrow('ownOrder: there is no table s.nothing.')
  rmSync(folder, { recursive: true })
})
