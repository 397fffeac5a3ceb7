import type { ColumnType, ValueKind } from '../catalog.ts'
import type { ReadType } from './postgres-type.ts'

/** The kind of a value, by every name that Drizzle or people use. */
const kinds: ReadonlyMap<string, ValueKind> = new Map([
  ...named('int', ['tinyint', 'smallint', 'mediumint', 'int', 'integer', 'year']),
  ...named('bigint', ['bigint', 'serial']),
  ...named('float', ['float', 'double', 'double precision', 'real']),
  ...named('decimal', ['decimal', 'numeric', 'dec', 'fixed']),
  ...named('boolean', ['boolean', 'bool']),
  ...named('string', ['char', 'varchar', 'tinytext', 'text', 'mediumtext', 'longtext']),
  ...named('uuid', ['uuid']),
  ...named('date', ['date']),
  ...named('time', ['time']),
  ...named('localDateTime', ['datetime']),
  ...named('dateTime', ['timestamp']),
  ...named('json', ['json']),
  ...named('bytes', ['bit', 'binary', 'varbinary', 'tinyblob', 'blob', 'mediumblob', 'longblob']),
])

/** Types that are rightly text in the API: no notice is due. */
const textForms: ReadonlySet<string> = new Set(['set', 'inet4', 'inet6'])

/** What MariaDB calls a type by itself, where it is another name. */
const spellings: Readonly<Record<string, string>> = {
  integer: 'int',
  numeric: 'decimal',
  dec: 'decimal',
  fixed: 'decimal',
  real: 'double',
  'double precision': 'double',
  boolean: 'tinyint(1)',
  bool: 'tinyint(1)',
  serial: 'bigint unsigned',
}

/**
 * Reads a type of MariaDB or MySQL as Drizzle's `getSQLType()` or a `customType` spells it. A number without a sign is read
 * as one with twice the bits: `int unsigned` does not fit into an Int.
 *
 * @example
 * mariadbType('decimal(12,2)').type   // { kind: 'decimal', sqlType: 'decimal(12,2)', precision: 12, scale: 2, dimensions: 0 }
 * mariadbType('int unsigned').type    // { kind: 'bigint', sqlType: 'int unsigned', dimensions: 0 }
 */
export function mariadbType(declared: string): ReadType {
  const text = declared.trim().toLowerCase()
  const [, name = '', args = ''] = /^(double precision|[a-z0-9_]+)\s*(?:\(([^)]*)\))?/.exec(text) ?? []
  const meaning = text.startsWith('tinyint(1)') && !text.includes('unsigned') ? 'boolean' : kinds.get(name)
  if (meaning === undefined) {
    return { known: textForms.has(name), type: { kind: 'string', sqlType: declared, storage: 'text', dimensions: 0 } }
  }
  const kind = meaning === 'int' && /^int/.test(name) && text.includes('unsigned') ? 'bigint' : meaning
  return {
    known: true,
    type: {
      kind,
      sqlType: spellings[name] === undefined ? text : text.replace(name, spellings[name]),
      ...sizes(kind, name, args),
      dimensions: 0,
    },
  }
}

function named(kind: ValueKind, names: readonly string[]): [string, ValueKind][] {
  return names.map((name) => [name, kind])
}

function sizes(kind: ValueKind, name: string, args: string): Pick<ColumnType, 'precision' | 'scale' | 'paddedLength'> {
  const [first, second] = args.split(',').map((arg) => (arg.trim() === '' ? undefined : Number(arg)))
  if (kind === 'decimal') return { precision: first ?? 10, scale: second ?? 0 }
  if (name === 'char') return { paddedLength: first ?? 1 }
  return {}
}
