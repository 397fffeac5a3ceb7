import type { Wire } from '../reference/values.ts'
import type { World, WorldSource, WorldTable } from '../support/worlds/world.ts'
import { typeCases, type Engine, type Refused, type TypeCase } from './types.ts'

/** The table of a type in an engine: `pg_t3`. */
export function tableName(engine: Engine, type: TypeCase): string {
  return `${engine}_t${typeCases.indexOf(type)}`
}

/** The types that an engine has. */
export function typesOf(engine: Engine): TypeCase[] {
  return typeCases.filter(({ columns }) => columns[engine] !== undefined)
}

/** A row for each value, and one of null: numbered backwards, so that the order of keys is not that of values. */
export function rowsOf({ values }: Pick<TypeCase, 'values'>): { readonly id: number; readonly v: Wire }[] {
  return [...values, null].map((v, index) => ({ id: values.length - index + 1, v }))
}

const own: Readonly<Record<Engine, string>> = {
  pg: `
    CREATE TYPE conformance_mood AS ENUM ('sad', 'so-so', 'PG-13', 'happy');
    CREATE DOMAIN conformance_positive AS integer CHECK (value > 0);
  `,
  ma: '',
  my: '',
  li: '',
}
const dialects = { pg: 'postgres', ma: 'mariadb', my: 'mysql', li: 'sqlite' } as const

function sourceOf(engine: Engine): WorldSource {
  const types = typesOf(engine)
  const ddl = types.flatMap((type) => {
    const name = tableName(engine, type)
    const table = `CREATE TABLE ${name} (id INTEGER PRIMARY KEY, v ${type.columns[engine]});`
    // The left end of a link is a key; by code point, whatever the column's collation.
    const key = engine === 'li' ? 'v COLLATE BINARY' : 'v'
    return !isLeft(engine) || !isKey(type) ? [table] : [table, `CREATE UNIQUE INDEX ${name}_v ON ${name} (${key});`]
  })
  const tables = types.map((type): WorldTable => ({
    name: tableName(engine, type),
    ...(type.bytes ? { bytes: ['v'] } : {}),
    ...(type.json ? { json: ['v'] } : {}),
    rows: rowsOf(type),
  }))
  return { name: engine, dialect: dialects[engine], ddl: own[engine] + ddl.join('\n'), tables }
}

/** The types whose values can be keys of a link, which JSON, floats and lists cannot. */
export function isKey({ name, json, values }: TypeCase): boolean {
  return json !== true && !name.startsWith('float') && !Array.isArray(values[0])
}

/** Whether links begin there: their left end is a key, and those of the other two cannot be of any length. */
function isLeft(engine: Engine): boolean {
  return engine === 'pg' || engine === 'li'
}

/** A link between each two engines that have the type, but for MariaDB and MySQL. */
function linksOf(available: readonly Engine[]): string[] {
  const inOrder = (['pg', 'li', 'ma', 'my'] as const).filter((engine) => available.includes(engine))
  const pairs = inOrder
    .filter(isLeft)
    .flatMap((from, index) => inOrder.slice(index + 1).map((to) => [from, to] as const))
  return typeCases.filter(isKey).flatMap((type) =>
    pairs.flatMap(([from, to]) => {
      if (type.columns[from] === undefined || type.columns[to] === undefined) return []
      return [`${from}.${tableName(from, type)}.v=${to}.${tableName(to, type)}.v as ${to}Rows/${from}Row`]
    }),
  )
}

/** Every type of every engine that this run has, each a table with a row for each value, linked by their values. */
export function conformanceWorld(available: readonly Engine[]): World {
  return { sources: available.map(sourceOf), links: linksOf(available) }
}

/** The table of a value that is refused. */
export function refusedTable(engine: Engine, type: TypeCase, value: Refused): string {
  return `${tableName(engine, type)}_r${type.refused?.[engine]?.indexOf(value) ?? ''}`
}

/** A table with one row for each value that an engine holds and the API cannot carry. */
export function refusedWorld(engine: Engine): World {
  const tables = typesOf(engine).flatMap((type) =>
    (type.refused?.[engine] ?? []).map((value) => ({
      name: refusedTable(engine, type, value),
      declared: type.columns[engine] ?? '',
      sql: value.sql,
    })),
  )
  const ddl = tables.map(
    ({ name, declared, sql }) =>
      `CREATE TABLE ${name} (id INTEGER PRIMARY KEY, v ${declared}); INSERT INTO ${name} VALUES (1, ${sql});`,
  )
  // Zero dates and empty values of an enum are what the two make of errors where they are not strict.
  const lenient = engine === 'ma' || engine === 'my' ? "SET sql_mode = '';" : ''
  return {
    sources: [
      {
        name: engine,
        dialect: dialects[engine],
        ddl: lenient + own[engine] + ddl.join('\n'),
        tables: tables.map(({ name }) => ({ name, rows: [] })),
      },
    ],
    links: [],
  }
}
