import type { ColumnType, ValueKind } from '../../catalog/catalog.ts'
import type { DeclaredType } from '../../catalog/introspection.ts'

/** The type of a column as the introspection query describes it. */
interface MariadbType {
  /** As it is declared: `int(10) unsigned`, `enum('a','b')`. */
  readonly sql: string
  readonly collation: string | null
  /** 1, as number or text, where a check says that it holds JSON. */
  readonly json: number | string
}

/** Kinds of the types that are more than their text. */
const kinds: ReadonlyMap<string, ValueKind> = new Map([
  ['tinyint', 'int'],
  ['smallint', 'int'],
  ['mediumint', 'int'],
  ['int', 'int'],
  ['year', 'int'],
  ['bigint', 'bigint'],
  ['decimal', 'decimal'],
  ['float', 'float'],
  ['double', 'float'],
  ['char', 'string'],
  ['varchar', 'string'],
  ['tinytext', 'string'],
  ['text', 'string'],
  ['mediumtext', 'string'],
  ['longtext', 'string'],
  ['uuid', 'uuid'],
  ['date', 'date'],
  ['time', 'time'],
  ['datetime', 'localDateTime'],
  ['timestamp', 'dateTime'],
  ['json', 'json'],
  ['bit', 'bytes'],
  ['binary', 'bytes'],
  ['varbinary', 'bytes'],
  ['tinyblob', 'bytes'],
  ['blob', 'bytes'],
  ['mediumblob', 'bytes'],
  ['longblob', 'bytes'],
])

/** Types that are rightly text in the API: no notice is due. */
const textForms: ReadonlySet<string> = new Set(['set', 'inet4', 'inet6'])

/**
 * What a column of this type holds. What MariaDB has no kind for (sets, addresses, geometry) is read as its text.
 *
 * @param json one row's `type` of the introspection query
 */
export function declaredType(json: string): DeclaredType {
  const declared = JSON.parse(json) as MariadbType // made by our own query
  const sqlType = declared.sql.toLowerCase().startsWith('enum') ? 'enum' : declared.sql
  const name = /^[a-z0-9_]+/i.exec(declared.sql)?.[0].toLowerCase() ?? ''
  const collation = declared.collation === null ? {} : { collation: declared.collation }
  if (name === 'enum') {
    return { type: { kind: 'enum', sqlType, dimensions: 0, ...collation }, enumValues: readLabels(declared.sql) }
  }
  if (Number(declared.json) === 1) return { type: { kind: 'json', sqlType, dimensions: 0, ...collation } }
  const kind = kindOf(name, declared.sql)
  if (kind === undefined) {
    const type = { kind: 'string', storage: 'text', sqlType, dimensions: 0, ...collation } as const
    return textForms.has(name) ? { type } : { type, notice: `type ${declared.sql} is served as text (String)` }
  }
  return {
    type: {
      kind,
      sqlType,
      dimensions: 0,
      ...(kind === 'string' ? collation : {}),
      ...(name === 'json' ? { storage: 'native' } : {}),
      ...sizes(name, declared.sql),
    },
  }
}

function kindOf(name: string, declared: string): ValueKind | undefined {
  // A number that is shown in one place is how booleans are declared here.
  if (/^tinyint\(1\)(?! unsigned)/i.test(declared)) return 'boolean'
  if (name === 'int' && /\bunsigned\b/i.test(declared)) return 'bigint'
  return kinds.get(name)
}

function sizes(name: string, declared: string): Pick<ColumnType, 'precision' | 'scale' | 'paddedLength'> {
  const [first, second] = (/\(([\d,]+)\)/.exec(declared)?.[1] ?? '').split(',').map(Number)
  if (name === 'decimal' && first !== undefined) return { precision: first, scale: second ?? 0 }
  if (name === 'char' && first !== undefined) return { paddedLength: first }
  return {}
}

/** `enum('a','it''s')` → a, it's. */
function readLabels(declared: string): string[] {
  const labels = declared.slice(declared.indexOf('(') + 1, -1).match(/'(?:[^']|'')*'/g) ?? []
  return labels.map((label) => label.slice(1, -1).replace(/''/g, "'"))
}
