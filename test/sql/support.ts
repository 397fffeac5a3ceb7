import { PGlite } from '@electric-sql/pglite'
import { citext } from '@electric-sql/pglite/contrib/citext'
import Database from 'better-sqlite3'
import { expect } from 'vitest'
import { bodyText, byteText } from '../../src/byte-text.ts'
import type { Catalog, DialectName } from '../../src/catalog/catalog.ts'
import type { Fetch, ObjectValue, OrderTerm, Predicate, RowSet, Value, View } from '../../src/plan/plan.ts'
import { decimalText, joinHalves, meanText } from '../../src/runtime/exact-numbers.ts'
import { partsOfMark, Texts, type Text } from '../../src/runtime/texts.ts'
import { KEY_END } from '../../src/sql/marks.ts'
import { dialects } from '../../src/sql/dialects.ts'
import type { CanonicalKey, SqlValue } from '../../src/sql/statement.ts'

/** A database of one dialect, to run compiled fetches on. */
export interface TestDatabase {
  readonly dialect: Extract<DialectName, 'postgres' | 'sqlite'>
  exec(sql: string): Promise<void>
  query(text: string, values: readonly SqlValue[]): Promise<unknown[][]>
  close(): Promise<void>
}

/** PostgreSQL in this process, its session set as Heddle sets it; values go in as text. */
export async function openPostgres(): Promise<TestDatabase> {
  const database = await PGlite.create({ extensions: { citext } })
  await database.exec("set time zone 'UTC'")
  const asText = (value: unknown): string => value as string
  return {
    dialect: 'postgres',
    exec: async (sql) => void (await database.exec(sql)),
    async query(text, values) {
      const options = { rowMode: 'array', serializers: { 16: asText, 17: asText, 114: asText, 3802: asText } } as const
      return (await database.query<unknown[]>(text, [...values], options)).rows
    },
    close: () => database.close(),
  }
}

/** SQLite in memory. */
export function openSqlite(): TestDatabase {
  const database = new Database(':memory:')
  return {
    dialect: 'sqlite',
    exec: async (sql) => void database.exec(sql),
    query: async (text, values) =>
      database
        .prepare(text)
        .raw()
        .all(...numbered(values)) as unknown[][],
    close: async () => void database.close(),
  }
}

/** The driver takes `?1` for a name. */
function numbered(values: readonly SqlValue[]): unknown[] {
  return values.length === 0 ? [] : [Object.fromEntries(values.map((value, index) => [index + 1, value]))]
}

/** What a splice and a cursor are shown as, so that a test can expect them. */
type Shown = { readonly splice: readonly (string | null)[] } | { readonly cursor: readonly (string | null)[] }

/** The answer of one fetch: for each position the parsed text of each view. Sentinels read `!reason`. */
export async function runFetch(
  database: TestDatabase,
  catalog: Catalog,
  fetch: Fetch,
  values: readonly unknown[] = [],
  keys: readonly CanonicalKey[] = [[]],
): Promise<unknown[][]> {
  const dialect = dialects[database.dialect]
  const statement = dialect.compile(fetch, catalog)
  const bound = statement.params.map((param) => dialect.encode(param, values, keys))
  const rows = await database.query(statement.text, bound)
  if (rows.length !== 1) throw new Error(`${rows.length} rows`)
  const views = (rows[0] ?? []).map((texts) => (keys.length === 0 ? [] : String(texts).split(KEY_END)))
  for (const texts of views)
    if (texts.length !== keys.length) throw new Error(`${texts.length} texts for ${keys.length} keys`)
  return keys.map((_, position) => views.map((texts) => parseText(texts[position] ?? '')))
}

/** One fetch without keys and with one view. */
export async function answerOf(
  database: TestDatabase,
  catalog: Catalog,
  fetch: Fetch,
  values: readonly unknown[] = [],
): Promise<unknown> {
  const answers = await runFetch(database, catalog, fetch, values)
  return answers[0]?.[0]
}

/** The parsed JSON of a text, its marks replaced by what they show. */
export function parseText(text: string): unknown {
  const parts: Text[] = []
  const texts = new Texts().add(text, 1, (...mark) => byteText(readMark(...partsOfMark(...mark))))
  texts.visit(
    0,
    (part) => parts.push(part),
    () => expect.unreachable(),
  )
  return JSON.parse(bodyText(parts))
}

function readMark(tag: string, ...args: string[]): string {
  const [high = '', low = '', third = '', fourth = ''] = args
  const show = (shown: Shown): string => JSON.stringify(shown)
  switch (tag[0]) {
    case '!':
      return JSON.stringify(`!${args[0]}`)
    case 'b':
      return JSON.stringify(Buffer.from(high, 'hex').toString('base64'))
    case 'i':
      return JSON.stringify(joinHalves(high, low).toString())
    case 'd':
      return JSON.stringify(decimalText(joinHalves(high, low), Number(third)))
    case 'q':
      return JSON.stringify(meanText(joinHalves(high, low), BigInt(third), Number(fourth)))
    case 'c':
      return show({ cursor: args.map((arg) => JSON.parse(arg) as string | null) })
    default:
      return show({ splice: [...args] })
  }
}

// ───────── plans by hand ─────────

export function rowSet(table: string, rest: Partial<RowSet> = {}): RowSet {
  return {
    table,
    relation: null,
    policy: null,
    pairPolicy: null,
    where: null,
    order: [],
    limit: null,
    offset: null,
    distinct: [],
    seek: [],
    fromEnd: false,
    ...rest,
  }
}

/** A root fetch of one view. */
export function rootFetch(rows: RowSet, ...views: View[]): Fetch {
  return {
    id: 0,
    source: 's',
    depth: 0,
    key: null,
    rows,
    views,
    unique: false,
    probe: null,
    lookup: null,
    fills: null,
    window: null,
    counted: false,
    windows: null,
    merge: null,
    onDemand: false,
  }
}

/** Column names, or names with values: `object('id', { name: 'orders', value })`. */
export function object(...fields: (string | { name: string | { alias: number }; value: Value })[]): ObjectValue {
  return {
    kind: 'object',
    fields: fields.map((field) =>
      typeof field === 'string' ? { name: field, value: { kind: 'column', column: field } } : field,
    ),
  }
}

export function list(...fields: Parameters<typeof object>): View {
  return { kind: 'list', value: object(...fields) }
}

export function asc(column: string, nulls: 'first' | 'last' = 'last'): OrderTerm {
  return { by: { kind: 'column', column }, direction: 'asc', nulls }
}

export function desc(column: string, nulls: 'first' | 'last' = 'first'): OrderTerm {
  return { by: { kind: 'column', column }, direction: 'desc', nulls }
}

export function compare(column: string, op: Extract<Predicate, { kind: 'compare' }>['op'], slot: number): Predicate {
  return { kind: 'compare', left: { kind: 'column', column }, op, slot }
}
