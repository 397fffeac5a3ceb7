import type { Catalog, Column, ColumnType, EnumInfo, Table } from '../catalog/catalog.ts'
import { columnOf } from '../catalog/lookup.ts'
import type { Aggregate } from '../plan/plan.ts'
import { raw, type Sql } from './fragment.ts'

/** A value in SQL, and what it means. */
export interface Expression {
  readonly sql: Sql
  readonly type: ColumnType
  readonly nullable: boolean
  /** The values of an enum. */
  readonly enum: EnumInfo | null
  /** A column of the primary key. In SQLite a single INTEGER one can hold nothing but integers. */
  readonly key: 'alone' | 'part' | null
}

/** A column of a link's key, and the type of the column at the other end, which says how the two compare. */
export interface KeyColumn {
  readonly value: Expression
  readonly keyType: ColumnType
}

/** A row that can be read: a table, or a page of one, under its alias. */
export interface Row {
  readonly table: Table
  readonly alias: string
  /** A column by its API name. */
  column(name: string): Expression
  /** Where rows are grouped already: an aggregate of the group's. */
  aggregate?(aggregate: Aggregate): Expression
}

/** What a row's column is in SQL. `quoted` is `alias."column"`. */
export function columnExpression(catalog: Catalog, table: Table, column: Column, quoted: string): Expression {
  const key = table.primaryKey?.columns ?? []
  return {
    sql: raw(quoted),
    type: column.type,
    nullable: column.nullable,
    enum: column.type.enum === undefined ? null : (catalog.enums.get(column.type.enum) ?? null),
    key: !key.includes(column.name) ? null : key.length === 1 ? 'alone' : 'part',
  }
}

/** The columns of `table` under `alias`. `used` hears of each column that is read. */
export function rowOf(
  catalog: Catalog,
  table: Table,
  alias: string,
  quote: (name: string) => string,
  used?: (column: Column) => void,
): Row {
  return {
    table,
    alias,
    column(name) {
      const column = columnOf(table, name)
      used?.(column)
      return columnExpression(catalog, table, column, `${alias}.${quote(column.sqlName)}`)
    },
  }
}

/** A value that no column holds: a sum, a position. */
export function computed(sql: Sql, type: ColumnType, nullable = true): Expression {
  return { sql, type, nullable, enum: null, key: null }
}
