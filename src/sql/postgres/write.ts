import type { ColumnType } from '../../catalog/catalog.ts'
import { join, param, raw, sql, type Sql } from '../fragment.ts'
import type { RowTable, WriteGrammar } from '../write-grammar.ts'
import { storedTypeName } from './types.ts'

/** How PostgreSQL is written: rows are arrays, a parameter for each column, whatever their number. */
export const writes: WriteGrammar = {
  updateReturns: true,
  asksInserted: null,
  upserts: true,
  rowTable(alias, cells, keys): RowTable {
    const columns = [
      ...cells.map((type, column) => param({ kind: 'cells', column, types: [type], keys: [] })),
      ...keys.map((type, column) => param({ kind: 'keys', column, types: [type] })),
    ]
    const names = [...cells.map((_, index) => `c${index}`), ...keys.map((_, index) => `k${index}`)]
    // Rows without a cell still have to be counted.
    const counted = columns.length > 0 ? columns : [param({ kind: 'cells', column: 0, types: [anyText], keys: [] })]
    const named = names.length > 0 ? names : ['c0']
    return {
      from: sql`unnest(${join(counted, ', ')}) with ordinality as ${raw(`${alias}(${named.join(', ')}, n)`)}`,
      order: raw(`${alias}.n`),
      cells: cells.map((type, index) => raw(`${alias}.c${index}::${storedTypeName(type)}`)),
      keys: keys.map((_, index) => raw(`${alias}.k${index}`)),
    }
  },
  insertRows(columns, { from, order, cells }) {
    const named = columns.length > 0 ? sql` (${join(columns, ', ')})` : []
    return sql`${named} select ${join(cells, ', ')} from ${from} order by ${order}`
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
  deleteMatching: ({ table, list, on }) => sql`delete from ${table} using ${list} where ${on}`,
  add: (column, value): Sql => sql`${column.sql} + ${value}`,
  lock: (alias) => raw(` for update of ${alias}`),
}

const anyText: ColumnType = { kind: 'string', sqlType: 'text', dimensions: 0 }
