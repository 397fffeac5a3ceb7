import type { ColumnType } from '../../catalog/catalog.ts'
import type { CompareOp, LikeMatch, Slot } from '../../plan/plan.ts'
import type { Expression } from '../expression.ts'
import { param, raw, sql, type Sql } from '../fragment.ts'
import type { Membership } from '../grammar.ts'
import type { Piece } from '../json-text.ts'
import { ordered } from '../ordered.ts'
import { literal, shownText } from './text.ts'
import { castName, isByCodePoint, isLoose, isNativeEnum } from './types.ts'

const operators: Readonly<Record<CompareOp, string>> = { eq: '=', ne: '<>', gt: '>', gte: '>=', lt: '<', lte: '<=' }
/** Text that compares by code point. */
export const codePoints: ColumnType = { kind: 'string', sqlType: 'text', collation: 'C', dimensions: 0 }
const position: ColumnType = { kind: 'int', sqlType: 'int4', dimensions: 0 }

/** Text by code point, enums by their declared order, JSON by its value; everything else compares as it is. */
export function comparable(value: Expression): Expression {
  const { sql: c, type } = value
  if (type.dimensions > 0) return value
  if (type.kind === 'string') {
    if (isByCodePoint(type) && type.storage === undefined) return value
    return { ...value, sql: sql`${asText(value)} collate "C"`, type: codePoints }
  }
  if (type.kind === 'enum' && !isNativeEnum(type)) {
    return { ...value, sql: positionOf(value, c), type: position, enum: null }
  }
  if (type.kind === 'json') return { ...value, sql: sql`${c}::jsonb` }
  return value
}

/** The value as text: through its text form where it has no kind, without padding. */
function asText({ sql: c, type }: Expression): Sql {
  return type.storage === 'text' || type.paddedLength !== undefined ? shownText(c, type) : c
}

/** The place of an enum's value in its declared order; behind all for one that the schema does not know. */
function positionOf(value: Expression, c: Sql): Sql {
  const items = value.enum?.values ?? []
  const places = items.map((item, index) => sql` when ${literal(item.value)} then ${raw(String(index))}`)
  const unknown = sql`case when ${c} is not null then ${raw(String(items.length))} end`
  return places.length === 0 ? unknown : sql`case ${c}::text${places.flat()} else ${unknown} end`
}

export function compare(left: Expression, op: CompareOp, slot: Slot): Sql {
  const at = param({ kind: 'value', slot, type: left.type })
  if (op === 'eq' || op === 'ne') return equality(left, op, at)
  const right = left.type.kind === 'enum' && !isNativeEnum(left.type) ? positionOf(left, at) : at
  return sql`${ordered(left, comparable).sql} ${raw(operators[op])} ${right}`
}

function equality(left: Expression, op: 'eq' | 'ne', at: Sql): Sql {
  const { sql: c, type } = left
  if (type.dimensions === 0 && type.kind === 'string') {
    if (op === 'eq' && searchedAs(type))
      return sql`(${c} = ${at}${raw(searchedAs(type) ?? '')} and ${exact(left)} = ${at})`
    return sql`${exact(left)} ${raw(operators[op])} ${at}`
  }
  return sql`${comparableForEquality(left)} ${raw(operators[op])} ${at}`
}

/** A list as the operators of lists take it beside a parameter: they do not know a list of smallint from one of int. */
export function listForOperators({ sql: c, type }: Expression): Sql {
  if (type.dimensions === 0 || isNativeEnum(type)) return c
  // An element's text is what it prints, which is not what its type casts it to: '10.0.0.1', not '10.0.0.1/32'.
  return type.storage === 'text' ? sql`${c}::text::text[]` : sql`${c}::${raw(castName(type))}`
}

/** Positions tell unknown values of an enum from none of each other: equality is that of their text. */
function comparableForEquality(left: Expression): Sql {
  if (left.type.dimensions > 0) return listForOperators(left)
  return left.type.kind === 'enum' ? left.sql : comparable(left).sql
}

/**
 * How a parameter of type text is written for the column's index to find candidates, where the column's own equality is
 * not that of text: it is loose, so the exact comparison stands beside it. Null: the exact comparison uses the index.
 */
function searchedAs(type: ColumnType): string | null {
  if (type.paddedLength !== undefined) return '::bpchar'
  if (isCitext(type)) return `::${type.sqlType}`
  return isLoose(type) && type.storage === undefined ? '' : null
}

function isCitext(type: ColumnType): boolean {
  return /^("?[A-Za-z0-9_]+"?\.)?citext$/.test(type.sqlType)
}

/** Text whose `=` is exact. The default collation is deterministic: its equality is that of bytes. */
function exact(value: Expression): Sql {
  const { type } = value
  return isLoose(type) && type.storage === undefined ? sql`${asText(value)} collate "C"` : asText(value)
}

export function isIn(left: Expression, slot: Slot, { negated }: Membership): Sql {
  const { sql: c, type } = left
  const list = param({ kind: 'list', slot, type })
  // `= any('{}')` is false and `<> all('{}')` is true, also for null: as the API says.
  const test = (value: Sql): Sql => (negated ? sql`${value} <> all(${list})` : sql`${value} = any(${list})`)
  if (type.dimensions > 0 || type.kind !== 'string') return test(comparableForEquality(left))
  if (negated || searchedAs(type) === null) return test(exact(left))
  return sql`(${c} = any(${list}${raw(arrayCast(searchedAs(type) ?? ''))}) and ${test(exact(left))})`
}

function arrayCast(cast: string): string {
  return cast === '' ? '' : `${cast}[]`
}

/** LIKE, with `\` as its escape by default. `ilike` folds A–Z: the pattern's are folded already. */
export function like(left: Expression, match: LikeMatch, slot: Slot): Sql {
  const pattern = param({ kind: 'pattern', slot, match })
  if (match === 'ilike') return sql`lower(${asText(left)} collate "C") like ${pattern}`
  return sql`${exact(left)} like ${pattern}`
}

/** The column's own index, then the exact comparison where its equality is loose. */
export function equalsKey(value: Expression, key: Sql, keyType: ColumnType): Sql {
  const { sql: c, type } = value
  if (type.kind === 'enum') return sql`${c}::text = ${key}`
  if (type.kind !== 'string') return sql`${c} = ${key}`
  // A UUID is written in lower case, mostly, and in upper case by some.
  if (keyType.kind === 'uuid') return sql`${exact(value)} in (${key}, upper(${key}))`
  const cast = searchedAs(type)
  return cast === null ? sql`${exact(value)} = ${key}` : sql`(${c} = ${key}${raw(cast)} and ${exact(value)} = ${key})`
}

/** Without a look at the column's own equality: one that can be hashed. */
export function hasKey(value: Expression, key: Sql, keyType: ColumnType): Sql {
  return sql`${keyed(value, keyType)} = ${key}`
}

export function keyed(value: Expression, keyType: ColumnType): Sql {
  if (value.type.kind === 'enum') return sql`${value.sql}::text`
  if (value.type.kind !== 'string') return value.sql
  return keyType.kind === 'uuid' ? sql`lower(${exact(value)})` : exact(value)
}

/** Columns of the text family have no operator between their types. */
export function meets(left: Expression, right: Expression): Sql {
  if (left.type.kind === right.type.kind && isNativeEnum(left.type) === isNativeEnum(right.type)) {
    if (left.type.kind !== 'enum' || left.type.sqlType === right.type.sqlType) return sql`${left.sql} = ${right.sql}`
  }
  const texts = ['string', 'uuid', 'enum']
  if (texts.includes(left.type.kind) && texts.includes(right.type.kind)) {
    return sql`${left.sql}::text = ${right.sql}::text`
  }
  return sql`${left.sql} = ${right.sql}`
}

/** PostgreSQL's text of a value is exact: shortest digits that give the same float, microseconds, all digits of numeric. */
export function orderText({ sql: c, nullable }: Expression): Piece[] {
  const text = sql`to_json((${c})::text)`
  return [nullable ? sql`coalesce(${text}::text, 'null')` : text]
}
