import type { Table } from '../catalog/catalog.ts'
import { columnOf } from '../catalog/lookup.ts'
import type { Assignment, Conflict } from '../plan/write-plan.ts'
import { HeddleError } from '../errors.ts'
import { findKeysSql, keyTexts } from './compile-find.ts'
import { openTable, type Compiling } from './compiling.ts'
import { columnExpression, type Row } from './expression.ts'
import { all, join, param, raw, sql, type Sql } from './fragment.ts'
import type { AskInserted, WriteGrammar } from './write-grammar.ts'

interface Insert {
  readonly columns: readonly string[]
  /** What is answered of each row, in their order: its key first. */
  readonly returns: readonly string[]
  readonly keyLength: number
  readonly conflict: Conflict | null
}

/** The parts of an insert, see {@link Statement}. */
export interface InsertSql {
  readonly text: Sql
  readonly each?: Sql
  readonly inserted?: { readonly by: 'keys' | 'numbers'; readonly text: Sql }
}

/**
 * Inserts all rows that give the same columns; their number is no part of the text.
 *
 * @example insert into "users" ("email", "name") select r.c0::text, r.c1::text
 *   from unnest($1::text[], $2::text[]) with ordinality as r(c0, c1, n) order by r.n returning concat("id")
 */
export function insertSql(start: () => Compiling, table: Table, insert: Insert): InsertSql {
  const compiling = start()
  const { columns, returns, keyLength, conflict } = insert
  const { asksInserted, ...writes } = compiling.grammar.writes
  if (asksInserted) {
    const key = returns.slice(0, keyLength)
    const unknown = key.filter((name) => !columns.includes(name))
    if (unknown.length > 0) return numberedSql(compiling, table, insert, { ...asksInserted, number: unknown })
    const text = findKeysSql(start(), table, returns, { key, policy: null, owner: null, lock: false })
    return { text: rowsSql(compiling, table, columns, returns[0] ?? ''), inserted: { by: 'keys', text } }
  }
  const inserted = rowsSql(compiling, table, columns, returns[0] ?? '')
  const onConflict = conflict && upsertsAtOnce({ writes }, conflict) ? conflictSql(compiling, table, conflict) : []
  return { text: sql`${inserted}${onConflict}${returningSql(compiling, table, returns)}` }
}

/**
 * Inserts rows whose keys the database counts, and asks which they were.
 *
 * @example insert into `users` (`email`) values (?), (?)
 *   select concat(t0.`id`) from `users` as t0 where t0.`id` >= last_insert_id() and … order by t0.`id`
 */
function numberedSql(
  compiling: Compiling,
  table: Table,
  { columns, returns }: Insert,
  { cell, isNew, number }: AskInserted & { readonly number: readonly string[] },
): InsertSql {
  const [name = '', ...others] = number
  if (others.length > 0 || !/^(big)?int$/.test(columnOf(table, name).type.kind)) throw unknownKey(table, number)
  const named = columns.length > 0 ? columns : [name]
  const targets = named.map((column) => target(compiling, table, column))
  const cells = typesOf(table, columns).map((type, index) =>
    cell(type, param({ kind: 'cells', column: index, types: [type], keys: [] })),
  )
  const { row, from } = openTable(compiling, table)
  const key = row.column(name).sql
  const count = param({ kind: 'page', part: 'size' })
  return {
    text: sql`insert into ${raw(tableName(compiling, table))} (${join(targets, ', ')}) values `,
    each: sql`(${cells.length > 0 ? join(cells, ', ') : raw('null')})`,
    inserted: {
      by: 'numbers',
      text: sql`select ${keyTexts(compiling, row, returns)} from ${from} where ${all([isNew(key, count)])} order by ${key}`,
    },
  }
}

function unknownKey({ plural, source }: Table, columns: readonly string[]): HeddleError {
  return new HeddleError(
    'BAD_USER_INPUT',
    `A row of ${plural} has to give ${columns.join(' and ')}: its database does not tell which key it makes.`,
    { source, table: plural, columns: [...columns] },
  )
}

/** Whether an insert can mind the row that has its key: no rule says whether it may be changed. */
export function upsertsAtOnce(
  { writes }: { readonly writes: Pick<WriteGrammar, 'upserts'> },
  { apart }: Conflict,
): boolean {
  return writes.upserts && apart === null
}

/** Inserts pairs of keys; one that is there already stays as it is. */
export function joinSql(compiling: Compiling, junction: Table, columns: readonly string[]): Sql {
  const targets = columns.map((name) => target(compiling, junction, name))
  const inserted = rowsSql(compiling, junction, columns, columns[0] ?? '')
  return sql`${inserted}${compiling.grammar.writes.onConflict(null, [], targets)}`
}

function rowsSql(compiling: Compiling, table: Table, columns: readonly string[], key: string): Sql {
  const { writes } = compiling.grammar
  const rows = writes.rowTable('r', typesOf(table, columns), [])
  const targets = columns.map((name) => target(compiling, table, name))
  const inserted = writes.insertRows(targets, rows, target(compiling, table, key))
  return sql`insert into ${raw(tableName(compiling, table))}${inserted}`
}

function conflictSql(compiling: Compiling, table: Table, { key, update, set }: Conflict): Sql {
  const { writes } = compiling.grammar
  const offered = update.map((name) => {
    const column = target(compiling, table, name)
    return sql`${column} = ${writes.offered(column)}`
  })
  // The row that is there is called by its table; what it would have been replaced with has another name.
  const row = namedRow(compiling, table, `${compiling.grammar.quote(table.sqlName)}.`)
  const others = set.map((assignment) => {
    return sql`${target(compiling, table, assignment.column)} = ${assignedSql(compiling, row, assignment)}`
  })
  const keys = key.map((name) => target(compiling, table, name))
  return writes.onConflict(keys, [...offered, ...others], keys)
}

/** ` returning …`: columns by their bare names, which is all that every database takes there. */
export function returningSql(compiling: Compiling, table: Table, columns: readonly string[]): Sql {
  return sql` returning ${keyTexts(compiling, namedRow(compiling, table, ''), columns)}`
}

/** A row whose columns are called by their names, with this before each. */
function namedRow({ grammar, catalog }: Compiling, table: Table, before: string): Row {
  return {
    table,
    alias: '',
    column(name) {
      const column = columnOf(table, name)
      return columnExpression(catalog, table, column, `${before}${grammar.quote(column.sqlName)}`)
    },
  }
}

/** What a column of a row is set to: a value of the request, or what it has and so much more. */
export function assignedSql({ grammar }: Compiling, row: Row, assignment: Assignment): Sql {
  const value = stored(row.table, assignment)
  return assignment.adds ? grammar.writes.add(row.column(assignment.column), value) : value
}

/** A value of the request as a column stores it. */
function stored(table: Table, { column, slot }: Assignment): Sql {
  return param({ kind: 'written', slot, type: columnOf(table, column).type })
}

/** `"name"`, where a column is given a value. */
export function target({ grammar }: Compiling, table: Table, name: string): Sql {
  return raw(grammar.quote(columnOf(table, name).sqlName))
}

export function typesOf(table: Table, columns: readonly string[]) {
  return columns.map((name) => columnOf(table, name).type)
}

/** `"schema"."table"` */
export function tableName({ grammar }: Compiling, { sqlSchema, sqlName }: Table): string {
  return sqlSchema === null ? grammar.quote(sqlName) : `${grammar.quote(sqlSchema)}.${grammar.quote(sqlName)}`
}
