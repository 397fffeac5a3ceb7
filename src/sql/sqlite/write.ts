import type { ColumnType } from '../../catalog/catalog.ts'
import type { Expression } from '../expression.ts'
import { join, param, raw, sql, type Sql } from '../fragment.ts'
import type { RowTable, WriteGrammar } from '../write-grammar.ts'

/** How SQLite is written: all rows are one JSON text, in which numbers keep all their digits. */
export const writes: WriteGrammar = {
  updateReturns: true,
  asksInserted: null,
  upserts: true,
  rowTable(alias, cells, keys): RowTable {
    const rows = param({ kind: 'cells', column: 'all', types: cells, keys })
    const item = (index: number): Sql => raw(`(${alias}.value ->> ${index})`)
    return {
      from: sql`json_each(${rows}) as ${raw(alias)}`,
      order: raw(`${alias}.key`),
      cells: cells.map((type, index) => storedCell(type, item(index))),
      keys: keys.map((_, index) => item(cells.length + index)),
    }
  },
  // The list is scanned in its order. Without `where`, an `on` that follows would be taken for that of a join.
  insertRows(columns, { from, cells }) {
    if (columns.length === 0) return sql` (rowid) select null from ${from} where true`
    return sql` (${join(columns, ', ')}) select ${join(cells, ', ')} from ${from} where true`
  },
  onConflict(key, sets) {
    const target = key ? sql` (${join(key, ', ')})` : []
    return sql` on conflict${target} do ${sets.length > 0 ? sql`update set ${join(sets, ', ')}` : raw('nothing')}`
  },
  offered: (column) => sql`excluded.${column}`,
  updateFrom({ table, rows, sets, on }) {
    const assigned = sets.map(({ column, value }) => sql`${column} = ${value}`)
    return sql`update ${table} set ${join(assigned, ', ')} from ${rows} where ${on}`
  },
  deleteMatching({ name, table, key, list, on }) {
    const bare = join(key.map(({ column }) => column), ', ') // prettier-ignore
    const found = join(key.map(({ qualified }) => qualified), ', ') // prettier-ignore
    const own = key.length === 1 ? bare : sql`(${bare})`
    return sql`delete from ${name} where ${own} in (select ${found} from ${list} join ${table} on ${on})`
  },
  add: addition,
  // A transaction that writes holds the whole file.
  lock: () => [],
}

/** JSON has no bytes: they stand in it in hex. */
function storedCell(type: ColumnType, cell: Sql): Sql {
  if (type.kind === 'bytes' || (type.kind === 'uuid' && type.storage === 'blob')) return sql`unhex(${cell})`
  return type.kind === 'json' && type.storage === 'blob' ? sql`cast(${cell} as blob)` : cell
}

/** The only way to an error in an expression. */
const overflow = raw('abs(-9223372036854775807 - 1)')

/** SQLite turns an integer that is too large into a floating-point number, and adds decimals as such. */
function addition({ sql: column, type }: Expression, value: Sql): Sql {
  const sum = sql`${column} + ${value}`
  const fits = (condition: Sql): Sql =>
    sql`case when ${column} is null then null when ${condition} then ${sum} else ${overflow} end`
  switch (type.kind) {
    case 'int':
      return fits(sql`${sum} between -2147483648 and 2147483647`)
    case 'bigint':
      return fits(sql`typeof(${sum}) = 'integer'`)
    case 'decimal': {
      const rounded = sql`round(${sum}, ${raw(String(type.scale ?? 0))})`
      if (type.precision === undefined) return rounded
      const bound = raw(`1e${type.precision - (type.scale ?? 0)}`)
      return sql`case when ${column} is null then null when abs(${rounded}) < ${bound} then ${rounded} else ${overflow} end`
    }
    default:
      return sum
  }
}
