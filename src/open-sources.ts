import type { DialectName } from './catalog/catalog.ts'
import type { SourceDescription } from './catalog/description.ts'
import { completeDescription } from './catalog/drizzle/complete-description.ts'
import { introspect } from './catalog/introspect.ts'
import { text, type ColumnExpression, type IntrospectionRow } from './catalog/introspection.ts'
import { tableId } from './catalog/table-paths.ts'
import type { ResolvedSource } from './config/resolved-config.ts'
import { HeddleError } from './errors.ts'
import { examineCapacity, type CapacityReport } from './examine-capacity.ts'
import type { Events } from './events.ts'
import { commentStatements } from './source/comment-statements.ts'
import { migrateSource } from './source/migrate.ts'
import { openSource } from './source/open-source.ts'
import type { PoolState, Source } from './source/source.ts'
import { introspections } from './sql/introspections.ts'
import { rowCounts } from './sql/row-counts.ts'

/** A source as `/ready` and `heddle doctor` see it. */
export interface HeddleSource {
  readonly name: string
  readonly dialect: DialectName
  /** Asks the database for a sign of life. */
  check(deadline?: number): Promise<'up' | { readonly down: string }>
  /** What the database says of its version. Rejects where it does not answer. */
  version(): Promise<string>
  /** Its connections now, and how many requests wait for one. */
  pool(): PoolState
  /** Whether its server has as many connections as its pool may open. Rejects where it does not answer. */
  capacity(): Promise<CapacityReport>
  /** Texts whose index serves no order by code point, and what makes one that does. Rejects where it does not answer. */
  slowOrders(): Promise<readonly SlowOrder[]>
}

/** A column of text by its table's id, and the statement after which an index serves its order. */
export interface SlowOrder {
  readonly table: string
  /** Its name in SQL. */
  readonly column: string
  readonly statement: string
}

export type Expressions = ReadonlyMap<string, ReadonlyMap<string, ColumnExpression>>

/** The sources of a config, open. */
export interface OpenSources {
  readonly sources: ReadonlyMap<string, Source>
  readonly checks: readonly HeddleSource[]
  /** Whether a source is introspected, so that reading it again can show something new. */
  readonly introspected: boolean
  /** What the sources hold now: from their Drizzle schemas, or from the databases. */
  describe(): Promise<readonly SourceDescription[]>
  /** What fills the columns of their tables, by the table's id, then by the column's name in the database. */
  expressions(): Promise<Expressions>
  /** About how many rows their tables have, by id, as far as the databases know without counting. */
  countRows(): Promise<ReadonlyMap<string, number>>
  close(): Promise<void>
}

/** Migrates and opens all sources of a config, side by side. One that fails closes the others. */
export async function openSources(resolved: readonly ResolvedSource[], options: OpenOptions): Promise<OpenSources> {
  const opened = await Promise.allSettled(resolved.map((source) => open(source, options)))
  const sources = new Map(
    opened.flatMap((each) => (each.status === 'fulfilled' ? [[each.value.name, each.value]] : [])),
  )
  const close = async (): Promise<void> => {
    await Promise.all([...sources.values()].map((source) => source.close()))
  }
  const failed = opened.find((each) => each.status === 'rejected')
  if (failed) {
    await close()
    throw failed.reason
  }
  return {
    sources,
    checks: resolved.map(({ spec }) => checkOf(sources.get(spec.name)!)), // all opened
    introspected: resolved.some(({ schema }) => schema === null),
    describe: () => Promise.all(resolved.map((source) => describe(source, sources.get(source.spec.name)!))), // all opened
    async expressions() {
      return new Map((await Promise.all([...sources.values()].map(expressionsOf))).flat())
    },
    async countRows() {
      const counted = await Promise.allSettled([...sources.values()].map(countRowsOf))
      return new Map(counted.flatMap((each) => (each.status === 'fulfilled' ? each.value : [])))
    },
    close,
  }
}

async function countRowsOf(source: Source): Promise<[id: string, rows: number][]> {
  const { query, next } = rowCounts[source.dialect]
  const { defaultSchema } = introspections[source.dialect]
  const ask = async (text: string) => (await source.run({ text, values: [], prepare: false }, { bounded: true })).rows
  const first = await ask(query)
  const rows = next ? (await Promise.all(next(first).map(ask))).flat() : first
  return rows.map(([schema, name, count]) => {
    const sqlSchema = schema === defaultSchema ? null : String(schema)
    return [tableId(source.name, { sqlSchema, sqlName: String(name) }), Number(count ?? 0)]
  })
}

async function expressionsOf(source: Source): Promise<[id: string, columns: Map<string, ColumnExpression>][]> {
  const { queries, defaultSchema } = introspections[source.dialect]
  const { rows } = await source.run({ text: queries.expressions, values: [], prepare: false }, { bounded: true })
  const tables = new Map<string, Map<string, ColumnExpression>>()
  for (const [schema, table, column, kind, sql] of rows as readonly IntrospectionRow[]) {
    const id = tableId(source.name, {
      sqlSchema: schema === defaultSchema ? null : text(schema),
      sqlName: String(table),
    })
    const columns = tables.get(id) ?? new Map<string, ColumnExpression>()
    tables.set(id, columns.set(String(column), { kind: kind as ColumnExpression['kind'], sql: text(sql) })) // of our own query
  }
  return [...tables]
}

export interface OpenOptions {
  readonly events: Events
  /** Milliseconds after which a server itself ends a statement of a request that has long been answered. */
  readonly statementMs?: number | undefined
  /** What statements end in, see {@link commentStatements}. */
  readonly comment?: (() => string) | undefined
}

/** A server that is down costs its own fields, also from the start: where its tables are known, it may come later. */
async function open(resolved: ResolvedSource, options: OpenOptions): Promise<Source> {
  const source = await openPlain(resolved, options)
  return options.comment ? commentStatements(source, options.comment) : source
}

async function openPlain({ spec, schema, migrations }: ResolvedSource, options: OpenOptions): Promise<Source> {
  if (migrations !== null) await migrateSource(spec, migrations)
  const { events, statementMs } = options
  const isServer = spec.dialect === 'mariadb' || (spec.dialect === 'postgres' && spec.driver === 'postgres')
  return openSource(isServer ? { ...spec, statementMs, mayBeDown: schema !== null } : spec, events)
}

/** A Drizzle schema says what is served; the database adds what Drizzle cannot say: comments, collations. */
async function describe(resolved: ResolvedSource, source: Source): Promise<SourceDescription> {
  const { spec, readOnly, schema } = resolved
  if (!schema) return introspectSource(resolved, source)
  const { describeDrizzle } = await import('./catalog/drizzle/describe-drizzle.ts')
  const described = describeDrizzle({ name: spec.name, dialect: source.dialect, schema, readOnly })
  try {
    return completeDescription(described, await introspectSource(resolved, source))
  } catch (error) {
    if (!isDown(error)) throw error
    return described
  }
}

function isDown(error: unknown): boolean {
  return error instanceof HeddleError && (error.code === 'DATABASE_UNAVAILABLE' || error.code === 'DATABASE_TIMEOUT')
}

function introspectSource(resolved: ResolvedSource, source: Source): Promise<SourceDescription> {
  const { spec, readOnly, include, exclude, schemas } = resolved
  return introspect(
    // Bounded by the number of tables, whatever is in them. Without `bytes`, no cell is bytes.
    async (text) =>
      (await source.run({ text, values: [], prepare: false }, { bounded: true })).rows as readonly IntrospectionRow[],
    introspections[source.dialect],
    { name: spec.name, readOnly, include, exclude, schemas },
  )
}

function checkOf(source: Source): HeddleSource {
  const { name, dialect } = source
  const { queries, defaultSchema } = introspections[dialect]
  return {
    name,
    dialect,
    async check(deadline) {
      try {
        await source.run({ text: queries.alive, values: [], prepare: false }, { bounded: true, deadline })
        return 'up'
      } catch (error) {
        return { down: error instanceof HeddleError ? error.message : 'it does not answer' }
      }
    },
    capacity: () => examineCapacity(source),
    async version() {
      const { rows } = await source.run({ text: queries.version, values: [], prepare: false }, { bounded: true })
      return String(rows[0]?.[0] ?? '')
    },
    pool: () => source.pool(),
    async slowOrders() {
      const { rows } = await source.run({ text: queries.slowOrders, values: [], prepare: false }, { bounded: true })
      return rows.map(([schema, table, column, statement]) => {
        const sqlSchema = schema === defaultSchema ? null : String(schema)
        const id = tableId(name, { sqlSchema, sqlName: String(table) })
        return { table: id, column: String(column), statement: String(statement) }
      })
    },
  }
}
