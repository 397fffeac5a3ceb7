import type { ColumnType } from '../../catalog/catalog.ts'
import { join, param, raw, sql, type Sql } from '../fragment.ts'
import type { AskInserted, RowTable, WriteGrammar } from '../write-grammar.ts'
import { isBinaryUuid, tableType } from './types.ts'

/** MySQL's numbers of an insert of listed rows: the first, and as many more. */
const numbers: AskInserted = {
  cell: (type, value) => storedCell(type, value),
  isNew: (number, count) =>
    sql`${number} >= last_insert_id() and ${number} < last_insert_id() + ${count} * @@session.auto_increment_increment`,
}

/** How both servers are written: all rows are one JSON text, which JSON_TABLE reads. */
export const writes: WriteGrammar = {
  updateReturns: false,
  asksInserted: null,
  upserts: false,
  rowTable(alias, cells, keys): RowTable {
    const rows = param({ kind: 'cells', column: 'all', types: cells, keys })
    const columns = [
      raw('n for ordinality'),
      ...cells.map((type, index) => column(`c${index}`, type, index)),
      ...keys.map((type, index) => column(`k${index}`, type, cells.length + index)),
    ]
    return {
      from: sql`json_table(${rows}, '$[*]' columns (${join(columns, ', ')})) as ${raw(alias)}`,
      order: raw(`${alias}.n`),
      cells: cells.map((type, index) => storedCell(type, raw(`${alias}.c${index}`))),
      keys: keys.map((_, index) => raw(`${alias}.k${index}`)),
    }
  },
  insertRows(columns, { from, order, cells }, key) {
    const named = columns.length > 0 ? columns : [key]
    const values = columns.length > 0 ? cells : [raw('null')]
    return sql` (${join(named, ', ')}) select ${join(values, ', ')} from ${from} order by ${order}`
  },
  // It minds every key of the table: only where any of them is meant.
  onConflict: (_key, sets, columns) => {
    const kept = columns.slice(0, 1).map((column) => sql`${column} = ${column}`)
    return sql` on duplicate key update ${join(sets.length > 0 ? sets : kept, ', ')}`
  },
  offered: (column) => sql`values(${column})`,
  updateFrom({ table, rows, sets, on }) {
    const assigned = sets.map(({ qualified, value }) => sql`${qualified} = ${value}`)
    return sql`update ${table} join ${rows} on ${on} set ${join(assigned, ', ')}`
  },
  deleteMatching: ({ alias, table, list, on }) => sql`delete ${raw(alias)} from ${table} join ${list} on ${on}`,
  add: (column, value) => sql`${column.sql} + ${value}`,
  lock: () => raw(' for update'),
}

/** MySQL has no RETURNING, and locks no table that is made of a text. */
export const mysqlWrites: WriteGrammar = {
  ...writes,
  asksInserted: numbers,
  lock: (alias) => raw(` for update of ${alias}`),
}

function column(name: string, type: ColumnType, place: number): Sql {
  return sql`${raw(name)} ${tableType(type)} path '$[${raw(String(place))}]' error on error`
}

/** JSON has no bytes: they stand in it in hex. */
function storedCell(type: ColumnType, cell: Sql): Sql {
  return type.kind === 'bytes' || isBinaryUuid(type) ? sql`unhex(${cell})` : cell
}
