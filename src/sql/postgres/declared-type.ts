import type { ColumnType, ValueKind } from '../../catalog/catalog.ts'
import type { DeclaredType } from '../../catalog/introspection.ts'

/** The type of a column as the introspection query describes it: domains and arrays followed to the element. */
interface PostgresType {
  readonly schema: string
  readonly name: string
  /** pg_type.typtype: b base, e enum, c composite, r range, m multirange */
  readonly type: string
  readonly typmod: number
  readonly dimensions: number
  /** As SQL writes it, whatever the search path. */
  readonly sql: string
  readonly collation: string | null
  readonly labels: readonly string[] | null
  readonly comment: string | null
}

/** Kinds of the types of pg_catalog that are more than their text. */
const kinds: ReadonlyMap<string, ValueKind> = new Map([
  ['int2', 'int'],
  ['int4', 'int'],
  ['int8', 'bigint'],
  ['float4', 'float'],
  ['float8', 'float'],
  ['numeric', 'decimal'],
  ['bool', 'boolean'],
  ['text', 'string'],
  ['varchar', 'string'],
  ['bpchar', 'string'],
  ['uuid', 'uuid'],
  ['date', 'date'],
  ['time', 'time'],
  ['timestamp', 'localDateTime'],
  ['timestamptz', 'dateTime'],
  ['json', 'json'],
  ['jsonb', 'json'],
  ['bytea', 'bytes'],
])

/**
 * What a column of this type holds. What PostgreSQL has no kind for (inet, ranges, money, an extension's types) is read and
 * written as its text.
 *
 * @param json one row's `type` of the introspection query
 */
export function declaredType(json: string): DeclaredType {
  const declared = JSON.parse(json) as PostgresType // made by our own query
  const sqlType = declared.dimensions > 0 ? `${declared.sql}[]` : declared.sql
  const base = { sqlType, dimensions: declared.dimensions }
  if (declared.type === 'e' && declared.labels) {
    return {
      type: { kind: 'enum', ...base },
      enumValues: declared.labels,
      enumType: `${declared.schema}.${declared.name}`,
      ...(declared.comment === null ? {} : { enumComment: declared.comment }),
    }
  }
  const kind = declared.schema === 'pg_catalog' ? kinds.get(declared.name) : undefined
  if (kind === undefined) {
    const type: Omit<ColumnType, 'enum'> = { kind: 'string', storage: 'text', ...base, ...collation(declared) }
    if (declared.schema === 'pg_catalog') return { type }
    return { type, notice: `type ${declared.sql} is served as text (String)` }
  }
  return { type: { kind, ...base, ...modifier(declared), ...(kind === 'string' ? collation(declared) : {}) } }
}

function collation(declared: PostgresType): { collation?: string } {
  return declared.collation === null ? {} : { collation: declared.collation }
}

/** What the type modifier says. PostgreSQL packs it; the packing is the same in versions 15 to 18. */
function modifier({ name, typmod }: PostgresType): Pick<ColumnType, 'precision' | 'scale' | 'paddedLength'> {
  if (typmod < 4) return {}
  if (name === 'bpchar') return { paddedLength: typmod - 4 }
  if (name !== 'numeric') return {}
  // The scale has 11 bits and a sign: numeric(5,-2) holds whole hundreds, so it has no digits after the point.
  const scale = (((typmod - 4) & 0x7ff) ^ 1024) - 1024
  return { precision: ((typmod - 4) >> 16) & 0xffff, scale: Math.max(scale, 0) }
}
