import type { ColumnDescription } from '../../catalog/description.ts'
import { customBuilder, type Builder } from './builder.ts'
import { literal } from './literal.ts'

/** By MariaDB's own name of the type, without a width that only shows. */
const plain: Readonly<Record<string, Omit<Builder, 'imports'>>> = {
  'tinyint(1)': { call: 'boolean' },
  tinyint: { call: 'tinyint', counts: true },
  smallint: { call: 'smallint', counts: true },
  mediumint: { call: 'mediumint', counts: true },
  int: { call: 'int', counts: true },
  'int unsigned': { call: 'int', options: '{ unsigned: true }', counts: true },
  bigint: { call: 'bigint', options: `{ mode: 'bigint' }`, counts: true },
  'bigint unsigned': { call: 'bigint', options: `{ mode: 'bigint', unsigned: true }`, counts: true },
  double: { call: 'double' },
  float: { call: 'float' },
  text: { call: 'text' },
  mediumtext: { call: 'mediumtext' },
  longtext: { call: 'longtext' },
  date: { call: 'date', options: `{ mode: 'string' }` },
  time: { call: 'time' },
  datetime: { call: 'datetime', options: `{ mode: 'string' }` },
  timestamp: { call: 'timestamp', options: `{ mode: 'string' }` },
}

export function mariadbBuilder(column: ColumnDescription): Builder {
  const { type, enumValues } = column
  if (enumValues)
    return { call: 'mysqlEnum', options: `[${enumValues.map(literal).join(', ')}]`, imports: ['mysqlEnum'] }
  if (type.kind === 'json') return { call: 'json', imports: ['json'] }
  const declared = type.sqlType.toLowerCase()
  const [, name, length] = /^(varchar|char)\((\d+)\)$/.exec(declared) ?? []
  if (name !== undefined) return { call: name, options: `{ length: ${length} }`, imports: [name] }
  const [, precision, scale] = /^decimal\((\d+),(\d+)\)$/.exec(declared) ?? []
  if (precision !== undefined) {
    return { call: 'decimal', options: `{ precision: ${precision}, scale: ${scale} }`, imports: ['decimal'] }
  }
  const known = plain[declared] ?? plain[declared.replace(/^((?:tiny|small|medium|big)?int)\(\d+\)/, '$1')]
  return known ? { ...known, imports: [known.call] } : customBuilder(type.sqlType, column)
}
