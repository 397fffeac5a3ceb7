import type { SqlValue } from '../../sql/statement.ts'

/** A parameter in PostgreSQL's text form: the statement's casts say what it is. Bytes become `\x…`. */
export function parameterText(value: SqlValue): string | null {
  if (value === null || typeof value === 'string') return value
  return value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : String(value)
}
