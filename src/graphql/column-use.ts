import type { Column, Key, Table, ValueKind } from '../catalog/catalog.ts'
import { identityOf } from '../catalog/table-writes.ts'

/** What can be done with a column beyond reading and filtering it. */

const ordered: ReadonlySet<ValueKind> = new Set([
  'int',
  'bigint',
  'float',
  'decimal',
  'string',
  'boolean',
  'uuid',
  'date',
  'time',
  'dateTime',
  'localDateTime',
  'enum',
])
const numeric: ReadonlySet<ValueKind> = new Set(['int', 'bigint', 'float', 'decimal'])
/** Ordered, but databases have no min and max of them. */
const withoutExtremes: ReadonlySet<ValueKind> = new Set(['boolean', 'uuid'])

/** Columns that rows can be ordered by. */
export const orderColumns = oncePerTable((table) =>
  table.columns.filter((column) => column.type.dimensions === 0 && ordered.has(column.type.kind)),
)

/** Columns that have a smallest and a largest value. */
export const extremeColumns = oncePerTable((table) =>
  orderColumns(table).filter((column) => !withoutExtremes.has(column.type.kind)),
)

/** Columns whose values add up to something: numbers that are not the key of a row, its own or another's. */
export const sumColumns = oncePerTable((table) => {
  const keys = new Set(table.primaryKey?.columns)
  for (const relation of table.relations) {
    if (relation.cardinality === 'one') for (const pair of relation.on) keys.add(pair.from)
  }
  return table.columns.filter(
    (column) => column.type.dimensions === 0 && numeric.has(column.type.kind) && !keys.has(column.name),
  )
})

/** Columns whose values can be told apart: not JSON, which has no equality across databases. */
export const distinctColumns = oncePerTable((table) =>
  table.columns.filter((column) => column.type.kind !== 'json' && !notInEnums.has(column.name)),
)

/** Tables do not change, and each is asked once for every relation that leads to it. */
function oncePerTable(columnsOf: (table: Table) => readonly Column[]): (table: Table) => readonly Column[] {
  const known = new WeakMap<Table, readonly Column[]>()
  return (table) => {
    let columns = known.get(table)
    if (columns === undefined) {
      columns = columnsOf(table)
      known.set(table, columns)
    }
    return columns
  }
}

/** Columns of distinguishable values that lie in a month and a year. */
export function dateColumns(table: Table): readonly Column[] {
  return distinctColumns(table).filter(({ type }) => type.dimensions === 0 && dated.has(type.kind))
}

const dated: ReadonlySet<ValueKind> = new Set(['date', 'dateTime', 'localDateTime'])

/** Names of fields that cannot be values of a GraphQL enum. */
const notInEnums: ReadonlySet<string> = new Set(['true', 'false', 'null'])

/** Columns that an insert may give a value. */
export function creatableColumns({ writes }: Table): readonly Column[] {
  return writes.create?.columns ?? []
}

/** Whether a row can be given at all: the database may make every column, or the server. */
export function mayCreate(table: Table): boolean {
  return creatableColumns(table).length > 0
}

/** Columns that an update may change: all but what the database makes, and the key that says which row it is. */
export function updatableColumns(table: Table): readonly Column[] {
  const key = identityOf(table)?.columns ?? []
  return (table.writes.update?.columns ?? []).filter(({ name }) => !key.includes(name))
}

/** Columns that an update may count up or down; what is added to must be known to the role. */
export function incrementColumns(table: Table): readonly Column[] {
  const names = new Set(sumColumns(table).map(({ name }) => name))
  return updatableColumns(table).filter(({ name }) => names.has(name))
}

/** The keys by which an upsert can tell that its row is there: it gives all their columns, or the server does. */
export function upsertKeys({ keys, columns, writes }: Table): readonly Key[] {
  const given = new Set([...(writes.create?.columns.map(({ name }) => name) ?? []), ...(writes.create?.set ?? [])])
  for (const { name, generated } of columns) if (generated) given.add(name)
  return keys.filter((key) => key.columns.every((column) => given.has(column)))
}

/** Where a column comes from, for messages. */
export function columnOrigin(table: Table, column: Column): string {
  return `column ${column.sqlName} of table ${table.id}`
}
