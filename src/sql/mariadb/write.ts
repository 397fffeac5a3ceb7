import type { ColumnType } from '../../catalog/catalog.ts'
import { join, param, raw, sql, type Sql } from '../fragment.ts'
import type { RowTable, WriteGrammar } from '../write-grammar.ts'
import { isBinaryUuid, tableType } from './types.ts'

/** How MariaDB is written: all rows are one JSON text, which JSON_TABLE reads. */
export const writes: WriteGrammar = {
  updateReturns: false,
  upserts: false,
  rowTable(alias, cells, keys): RowTable {
    const rows = param({ kind: 'cells', column: 'all', types: cells, keys })
    const columns = [
      ...cells.map((type, index) => `c${index} ${tableType(type)} path '$[${index}]' error on error`),
      ...keys.map((type, index) => `k${index} ${tableType(type)} path '$[${cells.length + index}]' error on error`),
    ]
    return {
      from: sql`json_table(${rows}, '$[*]' columns (${raw(['n for ordinality', ...columns].join(', '))})) as ${raw(alias)}`,
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
  offered: (column) => sql`value(${column})`,
  updateFrom({ table, rows, sets, on }) {
    const assigned = sets.map(({ qualified, value }) => sql`${qualified} = ${value}`)
    return sql`update ${table} join ${rows} on ${on} set ${join(assigned, ', ')}`
  },
  deleteMatching: ({ alias, table, list, on }) => sql`delete ${raw(alias)} from ${table} join ${list} on ${on}`,
  add: (column, value) => sql`${column.sql} + ${value}`,
  lock: () => raw(' for update'),
}

/** JSON has no bytes: they stand in it in hex. */
function storedCell(type: ColumnType, cell: Sql): Sql {
  return type.kind === 'bytes' || isBinaryUuid(type) ? sql`unhex(${cell})` : cell
}
