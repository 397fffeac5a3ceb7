import type { ColumnDescription } from '../../catalog/description.ts'
import { customBuilder, type Builder } from './builder.ts'

/** SQLite takes any name for a type, and Heddle takes it at its word: only what Drizzle itself declares so has its builder. */
const plain: Readonly<Record<string, Omit<Builder, 'imports'>>> = {
  integer: { call: 'integer' },
  text: { call: 'text' },
  real: { call: 'real' },
  blob: { call: 'blob', options: `{ mode: 'buffer' }` },
}

export function sqliteBuilder(column: ColumnDescription): Builder {
  const known = plain[column.type.sqlType.toLowerCase()]
  return known ? { ...known, imports: [known.call] } : customBuilder(column.type.sqlType, column)
}
