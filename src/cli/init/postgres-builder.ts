import type { ColumnDescription } from '../../catalog/description.ts'
import { customBuilder, type Builder } from './builder.ts'

/** By PostgreSQL's own name of the type. */
const plain: Readonly<Record<string, Omit<Builder, 'imports'>>> = {
  smallint: { call: 'smallint' },
  integer: { call: 'integer' },
  bigint: { call: 'bigint', options: `{ mode: 'bigint' }` },
  real: { call: 'real' },
  'double precision': { call: 'doublePrecision' },
  boolean: { call: 'boolean' },
  text: { call: 'text' },
  'character varying': { call: 'varchar' },
  uuid: { call: 'uuid' },
  date: { call: 'date', options: `{ mode: 'string' }` },
  'time without time zone': { call: 'time' },
  'timestamp without time zone': { call: 'timestamp', options: `{ mode: 'string' }` },
  'timestamp with time zone': { call: 'timestamp', options: `{ withTimezone: true, mode: 'string' }` },
  json: { call: 'json' },
  jsonb: { call: 'jsonb' },
  numeric: { call: 'numeric' },
}

/** The builder of a column of PostgreSQL; an enum is declared beside the tables, and its constant is the builder. */
export function postgresBuilder(column: ColumnDescription, enumConstant: string | undefined): Builder {
  const { type } = column
  if (enumConstant !== undefined) return { call: enumConstant, imports: [] }
  const element = type.sqlType.replace(/(\[\])+$/, '')
  const [, length] = /^character varying\((\d+)\)$/.exec(element) ?? []
  if (length !== undefined) return { call: 'varchar', options: `{ length: ${length} }`, imports: ['varchar'] }
  const [, precision, scale] = /^numeric\((\d+),(\d+)\)$/.exec(element) ?? []
  if (precision !== undefined) {
    return { call: 'numeric', options: `{ precision: ${precision}, scale: ${scale} }`, imports: ['numeric'] }
  }
  const known = plain[element]
  return known ? { ...known, imports: [known.call] } : customBuilder(element, column)
}
