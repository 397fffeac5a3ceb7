import type { ColumnType, ValueKind } from '../../catalog/catalog.ts'
import type { DeclaredType } from '../../catalog/introspection.ts'

/** Decimal digits that a double, SQLite's only fraction, keeps. */
const exactDigits = 15

/**
 * What a column declared so holds. SQLite has no types, only names that somebody wrote; they are taken at their word.
 *
 * @example declaredType('NUMERIC(10,2)') // { type: { kind: 'decimal', precision: 10, scale: 2, storage: 'real', … } }
 */
export function declaredType(sqlType: string): DeclaredType {
  const name = sqlType.replace(/\(.*$/s, '').trim().replace(/\s+/g, ' ').toUpperCase()
  if (name === 'NUMERIC' || name === 'DECIMAL' || name === 'DEC' || name === 'NUMBER') return decimal(sqlType)
  const known = knownTypes.get(name) ?? byAffinity(name)
  return { type: { ...known, sqlType, dimensions: 0 } }
}

type Meaning = Pick<ColumnType, 'kind'> & { readonly storage?: string }

const knownTypes: ReadonlyMap<string, Meaning> = new Map([
  ...names('bigint', ['BIGINT', 'INT8', 'UNSIGNED BIG INT', 'BIG INT', 'UNSIGNED BIGINT', 'BIGINT UNSIGNED']),
  ...names('boolean', ['BOOLEAN', 'BOOL'], 'integer'),
  ...names('date', ['DATE'], 'text'),
  ...names('time', ['TIME', 'TIME WITHOUT TIME ZONE'], 'text'),
  ...names('localDateTime', ['DATETIME', 'TIMESTAMP', 'TIMESTAMP WITHOUT TIME ZONE'], 'text'),
  ...names('dateTime', ['TIMESTAMPTZ', 'TIMESTAMP WITH TIME ZONE', 'DATETIMEOFFSET'], 'text'),
  ...names('uuid', ['UUID', 'GUID', 'UNIQUEIDENTIFIER'], 'text'),
  ...names('json', ['JSON', 'JSONB'], 'text'),
  ...names('bytes', ['BLOB', 'BINARY', 'VARBINARY', 'BYTEA']),
])

function names(kind: ValueKind, list: readonly string[], storage?: string): [string, Meaning][] {
  return list.map((name) => [name, storage === undefined ? { kind } : { kind, storage }])
}

/** SQLite's own rules of affinity, for the names that are left; what follows none is read as text. */
function byAffinity(name: string): Meaning {
  if (name.includes('INT') && !name.includes('INTERVAL') && !name.includes('POINT')) return { kind: 'int' }
  if (/CHAR|CLOB|TEXT/.test(name)) return { kind: 'string' }
  if (name.includes('BLOB')) return { kind: 'bytes' }
  if (/REAL|FLOA|DOUB/.test(name)) return { kind: 'float' }
  return { kind: 'string', storage: 'text' }
}

function decimal(sqlType: string): DeclaredType {
  const match = /\(\s*(\d+)\s*,\s*(\d+)\s*\)/.exec(sqlType)
  const precision = Number(match?.[1] ?? 0)
  const scale = Number(match?.[2] ?? 0)
  if (match && precision <= exactDigits && scale <= precision) {
    return { type: { kind: 'decimal', sqlType, storage: 'real', precision, scale, dimensions: 0 } }
  }
  const remark = match
    ? `Declared ${sqlType}, more digits than SQLite keeps: a floating-point number.`
    : 'No declared scale: a floating-point number.'
  return {
    type: { kind: 'float', sqlType, dimensions: 0 },
    remark,
    notice: `${sqlType} is served as Float: ${match ? `SQLite keeps ${exactDigits} digits` : 'declare a precision and a scale for a Decimal'}`,
  }
}
