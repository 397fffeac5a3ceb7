import type { Catalog, Column, Relation, Table } from '../catalog/catalog.ts'
import type { CardColumn, End, RelationFacts, Region, TableFacts } from './schema-map.ts'

/** Columns that a card shows; of a table with more, the keys come first. */
const SHOWN_COLUMNS = 12

/** What a map shows, before it has places. */
export interface SchemaFacts {
  readonly sources: readonly Pick<Region, 'source' | 'dialect'>[]
  readonly tables: readonly TableFacts[]
  readonly relations: readonly RelationFacts[]
}

/** What a catalog says of its databases, tables and relations: each relation once, whichever end has a field for it. */
export function describeSchema(catalog: Catalog): SchemaFacts {
  const tables = [...catalog.tables.values()]
  const shown = new Set(tables.map(({ source }) => source))
  return {
    sources: [...catalog.sources.values()]
      .filter(({ name }) => shown.has(name))
      .map(({ name, dialect }) => ({ source: name, dialect })),
    tables: tables.map((table) => describeTable(catalog, table)),
    relations: relationsOf(catalog, tables),
  }
}

function describeTable(catalog: Catalog, table: Table): TableFacts {
  const { id, source, plural, typeName, description } = table
  const used = new Set(table.relations.flatMap(({ on }) => on.map(({ from }) => from)))
  const columns = table.columns.map((column): CardColumn => {
    const primary = table.primaryKey?.columns.includes(column.name) ?? false
    const key = primary ? 'primary' : used.has(column.name) ? 'relation' : null
    return { name: column.name, type: typeText(catalog, column), key }
  })
  const kept = columns.length <= SHOWN_COLUMNS ? columns : keysFirst(columns).slice(0, SHOWN_COLUMNS)
  const hidden = columns.length - kept.length
  return { id, source, name: plural, typeName, description, columns: kept, hidden, query: queryOf(table) }
}

function keysFirst(columns: readonly CardColumn[]): readonly CardColumn[] {
  return [...columns.filter(({ key }) => key !== null), ...columns.filter(({ key }) => key === null)]
}

const scalars: Readonly<Record<Exclude<Column['type']['kind'], 'enum'>, string>> = {
  ...{ int: 'Int', bigint: 'BigInt', float: 'Float', decimal: 'Decimal', string: 'String', boolean: 'Boolean' },
  ...{ uuid: 'UUID', date: 'Date', time: 'Time', dateTime: 'DateTime', localDateTime: 'LocalDateTime' },
  ...{ json: 'JSON', bytes: 'Bytes' },
}

function typeText({ enums }: Catalog, { type, nullable }: Column): string {
  const { kind, dimensions } = type
  const name = kind === 'enum' ? (enums.get(type.enum ?? '')?.name ?? 'String') : scalars[kind]
  return `${'['.repeat(dimensions)}${name}${']'.repeat(dimensions)}${nullable ? '' : '!'}`
}

/** `{ orders(limit: 10) { id total } }`, as an operation with a name. */
function queryOf({ plural, typeName, columns }: Table): string {
  const fields = columns.slice(0, 6).map(({ name }) => `    ${name}\n`)
  return `query ${typeName}List {\n  ${plural}(limit: 10) {\n${fields.join('')}  }\n}\n`
}

function relationsOf(catalog: Catalog, tables: readonly Table[]): readonly RelationFacts[] {
  const found = new Map<string, { -readonly [K in keyof RelationFacts]: RelationFacts[K] }>()
  for (const { relations } of tables) {
    for (const relation of relations) {
      // The junction's own relations say the same, where it is shown.
      if (relation.through && catalog.tables.has(relation.through.table)) continue
      const [near, far] = endsOf(relation)
      const back = found.get(idOf(far, near))
      if (back) {
        back.from = { ...back.from, many: far.many }
        back.to = { ...back.to, field: relation.name }
      } else if (!found.has(idOf(near, far))) found.set(idOf(near, far), { kind: relation.kind, from: near, to: far })
    }
  }
  return [...found.values()]
}

function idOf(near: End, far: End): string {
  return JSON.stringify([near.table, near.columns, far.table, far.columns])
}

/** The end that a relation leaves, and the one that it leads to. What is not known of the former counts as several. */
function endsOf({ name, from, to, on, through, cardinality }: Relation): readonly [End, End] {
  const near = { table: from, columns: on.map((pair) => pair.from), field: name, many: cardinality === 'one' }
  const far = {
    table: to,
    columns: (through?.on ?? on).map((pair) => pair.to),
    field: null,
    many: cardinality === 'many',
  }
  return [near, far]
}
