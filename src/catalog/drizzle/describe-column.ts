import { Column, SQL, is } from 'drizzle-orm'
import { MySqlColumn } from 'drizzle-orm/mysql-core'
import { PgColumn, PgEnumColumn, PgEnumObjectColumn } from 'drizzle-orm/pg-core'
import type { ColumnDescription } from '../description.ts'
import { mariadbType } from './mariadb-type.ts'
import { postgresType } from './postgres-type.ts'
import { sqliteType } from './sqlite-type.ts'
import type { SqliteRead } from './sqlite-type.ts'

/** A described column, and what the developer should know of it: `shop.orders.total` … goes in front of a remark. */
export interface DescribedColumn {
  readonly column: ColumnDescription
  readonly remark?: string
}

/**
 * Describes one column of a Drizzle table or view.
 *
 * @param name the property that holds it: its name in the API.
 */
export function describeColumn(name: string, column: Column): DescribedColumn {
  const read = readColumn(column)
  const remark = read.remark ?? (read.known ? undefined : unknownType(column))
  return {
    column: {
      name,
      sqlName: column.name,
      type: read.type,
      ...enumOf(column),
      nullable: !column.notNull,
      hasDefault: hasDefault(column),
      generated: isGenerated(column),
      comment: read.comment ?? null,
    },
    ...(remark === undefined ? {} : { remark }),
  }
}

/**
 * Describes a field that a view computes (`sql\`…\`.as('total')`). Drizzle knows no type for it; where it is decoded like
 * a column (`max(orders.total)`), it has that column's type, else its text form is used.
 */
export function describeComputed(name: string, field: SQL.Aliased): DescribedColumn {
  const decoder: unknown = Reflect.get(field.sql, 'decoder')
  if (is(decoder, Column)) {
    const like = describeColumn(name, decoder)
    return {
      ...like,
      column: { ...like.column, sqlName: field.fieldAlias, nullable: true, hasDefault: false, generated: false },
    }
  }
  return {
    column: {
      name,
      sqlName: field.fieldAlias,
      type: { kind: 'string', sqlType: 'text', storage: 'text', dimensions: 0 },
      nullable: true,
      hasDefault: false,
      generated: false,
      comment: null,
    },
    remark:
      'is computed, and Drizzle knows no SQL type for it: it is a String. Give the view its columns to change that',
  }
}

function readColumn(column: Column): SqliteRead {
  if (is(column, PgColumn)) return readPostgres(column)
  return is(column, MySqlColumn) ? readMariadb(column) : readSqlite(column)
}

function readMariadb(column: Column): SqliteRead {
  const declared = column.getSQLType()
  if (/^enum\b/i.test(declared)) return { known: true, type: { kind: 'enum', sqlType: 'enum', dimensions: 0 } }
  const read = mariadbType(declared)
  if (!column.enumValues?.length || read.type.kind !== 'string') return read
  return { known: true, type: { ...read.type, kind: 'enum' } }
}

function readPostgres(column: PgColumn): SqliteRead {
  const declared = column.getSQLType()
  const values = column.enumValues
  if (is(column, PgEnumColumn) || is(column, PgEnumObjectColumn)) {
    const dimensions = column.dimensions
    const sqlType = enumTypeName(column).sqlType + (dimensions > 0 ? '[]' : '')
    return { known: true, type: { kind: 'enum', sqlType, dimensions } }
  }
  const read = postgresType(declared, column.dimensions)
  if (!values?.length || read.type.kind !== 'string') return read
  return { known: true, type: { ...read.type, kind: 'enum', storage: 'text' } }
}

function readSqlite(column: Column): SqliteRead {
  const mode: unknown = 'mode' in column ? column.mode : undefined
  const read = sqliteType({ columnType: column.columnType, sqlType: column.getSQLType(), mode })
  if (!column.enumValues?.length || read.type.kind !== 'string') return read
  return { known: true, type: { ...read.type, kind: 'enum', storage: 'text' } }
}

/** A pgEnum is one type for all its columns; `text({ enum })` is each column's own. */
function enumOf(column: Column): Pick<ColumnDescription, 'enumValues' | 'enumType'> {
  if (!column.enumValues?.length) return {}
  if (is(column, PgEnumColumn) || is(column, PgEnumObjectColumn)) {
    return { enumValues: [...column.enumValues], enumType: enumTypeName(column).id }
  }
  return { enumValues: [...column.enumValues] }
}

function enumTypeName(column: { readonly enum: { readonly enumName: string; readonly schema: string | undefined } }): {
  id: string
  sqlType: string
} {
  const { enumName, schema = 'public' } = column.enum
  return { id: `${schema}.${enumName}`, sqlType: `${quoted(schema)}.${quoted(enumName)}` }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** `$onUpdateFn` fills a new row too, where nothing else does. */
function hasDefault(column: Column): boolean {
  return column.hasDefault || column.onUpdateFn !== undefined
}

/** What Drizzle itself leaves out of an INSERT. */
function isGenerated(column: Column): boolean {
  const expression = column.generated !== undefined && column.generated.type !== 'byDefault'
  return expression || column.generatedIdentity?.type === 'always'
}

function unknownType(column: Column): string {
  return `has the type ${column.getSQLType()} (Drizzle: ${column.columnType}), which Heddle does not know: it is read as text, a String`
}
