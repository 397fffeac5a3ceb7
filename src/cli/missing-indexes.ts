import type { Catalog, DialectName, Relation, Table } from '../catalog/catalog.ts'

/** Columns that a relation searches and that no index leads with: each search reads the whole table. */
export interface MissingIndex {
  readonly source: string
  /** The table's id. */
  readonly table: string
  /** SQL names. */
  readonly columns: readonly string[]
  /** The relations that search them: `accounts.users.orders`. */
  readonly relations: readonly string[]
  /** What creates it: `CREATE INDEX "orders_user_id_index" ON "orders" ("user_id");` */
  readonly statement: string
}

/** What `doctor` advises: one index for each set of columns that a relation has to search without one. */
export function missingIndexes({ tables, sources }: Catalog): readonly MissingIndex[] {
  const found = new Map<string, MissingIndex>()
  for (const from of tables.values()) {
    for (const relation of from.relations) {
      const searched = relation.indexed ? undefined : tables.get(relation.through?.table ?? relation.to)
      if (searched === undefined || searched.kind === 'view') continue
      const columns = sqlColumns(searched, relation)
      const key = JSON.stringify([searched.id, columns])
      const relations = [...(found.get(key)?.relations ?? []), `${from.id}.${relation.name}`]
      const statement = createIndex(searched, columns, marks[sources.get(searched.source)?.dialect ?? 'postgres'])
      found.set(key, { source: searched.source, table: searched.id, columns, relations, statement })
    }
  }
  return [...found.values()]
}

function sqlColumns(table: Table, { on }: Relation): readonly string[] {
  return on.map(({ to }) => table.columns.find(({ name }) => name === to)?.sqlName ?? to)
}

/** What names stand in. */
const marks: Readonly<Record<DialectName, string>> = { postgres: '"', sqlite: '"', mariadb: '`', mysql: '`' }

/** For a person to run. @param mark what names stand in */
function createIndex({ sqlSchema, sqlName }: Table, columns: readonly string[], mark: string): string {
  const quote = (name: string): string => `${mark}${name.replaceAll(mark, mark + mark)}${mark}`
  const place = sqlSchema === null ? quote(sqlName) : `${quote(sqlSchema)}.${quote(sqlName)}`
  const name = quote(`${sqlName}_${columns.join('_')}_index`)
  return `CREATE INDEX ${name} ON ${place} (${columns.map(quote).join(', ')});`
}
