import type { ColumnType, ValueKind } from '../catalog.ts'

type DescribedType = Omit<ColumnType, 'enum'>

/** What a declared SQL type means. `known` is false where nothing is known of the name and its text form is used. */
export interface ReadType {
  readonly type: DescribedType
  readonly known: boolean
}

/** PostgreSQL's own spelling (that of `format_type`) and the kind of value, by every name that Drizzle or people use. */
const meanings: ReadonlyMap<string, readonly [spelling: string, kind: ValueKind]> = new Map([
  ...names(['smallint', 'int2', 'smallserial', 'serial2'], 'smallint', 'int'),
  ...names(['integer', 'int', 'int4', 'serial', 'serial4'], 'integer', 'int'),
  ...names(['bigint', 'int8', 'bigserial', 'serial8'], 'bigint', 'bigint'),
  ...names(['real', 'float4'], 'real', 'float'),
  ...names(['double precision', 'float', 'float8'], 'double precision', 'float'),
  ...names(['numeric', 'decimal', 'dec'], 'numeric', 'decimal'),
  ...names(['boolean', 'bool'], 'boolean', 'boolean'),
  ...names(['text'], 'text', 'string'),
  ...names(['varchar', 'character varying'], 'character varying', 'string'),
  ...names(['char', 'character', 'bpchar'], 'character', 'string'),
  ...names(['uuid'], 'uuid', 'uuid'),
  ...names(['date'], 'date', 'date'),
  ...names(['time', 'time without time zone'], 'time without time zone', 'time'),
  ...names(['timestamp', 'timestamp without time zone'], 'timestamp without time zone', 'localDateTime'),
  ...names(['timestamptz', 'timestamp with time zone'], 'timestamp with time zone', 'dateTime'),
  ...names(['json'], 'json', 'json'),
  ...names(['jsonb'], 'jsonb', 'json'),
  ...names(['bytea'], 'bytea', 'bytes'),
])

/** Types that are rightly text in the API: no notice is due. */
const textForms: ReadonlySet<string> = new Set(
  (
    'interval timetz inet cidr macaddr macaddr8 point line lseg box path polygon circle bit varbit money xml citext ' +
    'tsvector tsquery hstore ltree vector halfvec sparsevec geometry geography int4range int8range numrange tsrange ' +
    'tstzrange daterange int4multirange int8multirange nummultirange tsmultirange tstzmultirange datemultirange oid name'
  ).split(' '),
)

/**
 * Reads a PostgreSQL type as Drizzle's `getSQLType()` or a `customType` spells it.
 *
 * Serials are the integers they make: nothing can be cast to `serial`. A type without an own meaning is read and written
 * through its text form.
 *
 * @example
 * postgresType('numeric(12, 2)', 0).type  // { kind: 'decimal', sqlType: 'numeric(12,2)', precision: 12, scale: 2, dimensions: 0 }
 * postgresType('inet', 1).type            // { kind: 'string', sqlType: 'inet[]', storage: 'text', dimensions: 1 }
 */
export function postgresType(declared: string, dimensions: number): ReadType {
  const { base, args, suffixes } = parse(declared)
  const depth = dimensions + suffixes
  const list = depth > 0 ? '[]' : '' // as PostgreSQL says it: a type knows no number of dimensions
  const meaning = meanings.get(base)
  if (!meaning) {
    const known = textForms.has(base.split(' ')[0] ?? '') || base === 'time with time zone'
    return {
      known,
      type: { kind: 'string', sqlType: element(declared) + list, storage: 'text', dimensions: depth },
    }
  }
  const [spelling, kind] = meaning
  return {
    known: true,
    type: {
      kind,
      sqlType: spell(spelling, args) + list,
      ...(kind === 'decimal' ? decimalDigits(args) : {}),
      ...(spelling === 'character' ? { paddedLength: args[0] ?? 1 } : {}),
      dimensions: depth,
    },
  }
}

function names(all: readonly string[], spelling: string, kind: ValueKind): [string, readonly [string, ValueKind]][] {
  return all.map((name) => [name, [spelling, kind]])
}

/** `timestamp (3) with time zone[]` → base `timestamp with time zone`, args [3], one suffix. */
function parse(declared: string): { base: string; args: readonly number[]; suffixes: number } {
  const text = element(declared).toLowerCase()
  const args = /\(([\d\s,-]*)\)/.exec(text)?.[1] ?? ''
  return {
    base: text
      .replace(/\([^)]*\)/, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
    args: args.split(',').flatMap((arg) => (arg.trim() === '' ? [] : [Number(arg)])),
    suffixes: declared.match(/\[\d*\]/g)?.length ?? 0,
  }
}

function element(declared: string): string {
  return declared.replace(/\s*\[\d*\]/g, '').trim()
}

/** PostgreSQL puts the length behind the first word: `timestamp(3) with time zone`, but `character varying(20)`. */
function spell(spelling: string, args: readonly number[]): string {
  if (args.length === 0) return spelling
  const list = `(${args.join(',')})`
  return spelling.startsWith('time') ? spelling.replace(/^\w+/, (word) => word + list) : spelling + list
}

/** `numeric(10)` has no digits after the point; `numeric` has as many as each value. */
function decimalDigits(args: readonly number[]): { precision?: number; scale?: number } {
  const [precision, scale = 0] = args
  return precision === undefined ? {} : { precision, scale: Math.max(scale, 0) }
}
