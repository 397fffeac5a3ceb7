import type { ColumnType } from '../../catalog/catalog.ts'
import type { CompareOp, LikeMatch, Slot } from '../../plan/plan.ts'
import type { Expression } from '../expression.ts'
import { param, raw, sql, type Sql } from '../fragment.ts'
import type { Membership } from '../grammar.ts'
import type { Piece } from '../json-text.ts'
import { ordered } from '../ordered.ts'
import { literal } from './text.ts'
import { factor, instantKey, isByCodePoint, isComputed, isLoose, isTextInstant, scaled } from './types.ts'

const operators: Readonly<Record<CompareOp, string>> = { eq: '=', ne: '<>', gt: '>', gte: '>=', lt: '<', lte: '<=' }

/**
 * Text by code point, decimals as integers × 10^scale, text of an instant by the instant, enums by their declared order;
 * everything else compares as it is.
 */
export function comparable(value: Expression): Expression {
  const { sql: c, type } = value
  if (isComputed(type)) return value
  switch (type.kind) {
    case 'decimal':
      return { ...value, sql: scaled(c, type), type: { ...type, storage: 'scaled' } }
    case 'enum':
      return { ...value, sql: positionOf(value, c), type: { ...type, storage: 'position' } }
    case 'json':
      return {
        ...value,
        sql: sql`case when json_valid(cast(${c} as text)) then json(cast(${c} as text)) else ${c} end`,
      }
    case 'string':
      return isByCodePoint(type) ? value : { ...value, sql: exact(c) }
    case 'uuid':
      return type.storage === 'blob' ? value : { ...value, sql: exact(c) }
    case 'date':
    case 'dateTime':
    case 'localDateTime':
      return instant(value)
    case 'time':
      return type.storage === 'text' || type.storage === undefined
        ? { ...value, sql: sql`rtrim(${c}, '0.')`, type: { ...type, storage: 'key' } }
        : value
    default:
      return value
  }
}

function instant(value: Expression): Expression {
  const { sql: c, type } = value
  if (isTextInstant(type)) return { ...value, sql: instantKey(c), type: { ...type, storage: 'key' } }
  if (type.storage === 'julian' && type.kind !== 'date') {
    return { ...value, sql: sql`rtrim(strftime('%Y-%m-%d %H:%M:%f', ${c}), '0.')`, type: { ...type, storage: 'key' } }
  }
  if (type.kind !== 'date') return value
  const day: ColumnType = { ...type, storage: 'text' }
  switch (type.storage) {
    case 'seconds':
      return { ...value, sql: sql`date(${c}, 'unixepoch')`, type: day }
    case 'milliseconds':
      return { ...value, sql: sql`date(${c} / 1000.0, 'unixepoch')`, type: day }
    case 'julian':
      return { ...value, sql: sql`date(${c})`, type: day }
    default:
      return value
  }
}

/** Compared by bytes, whatever the column's collation; an index of the default collation serves it. */
function exact(c: Sql): Sql {
  return sql`${c} collate binary`
}

/** The place of an enum's value in its declared order; behind all for one that the schema does not know. */
function positionOf(value: Expression, c: Sql): Sql {
  const items = value.enum?.values ?? []
  const places = items.map((item, index) => sql` when ${literal(item.value)} then ${raw(String(index))}`)
  const unknown = sql`case when ${c} is not null then ${raw(String(items.length))} end`
  return places.length === 0 ? unknown : sql`case ${c} collate binary${places.flat()} else ${unknown} end`
}

export function compare(left: Expression, op: CompareOp, slot: Slot): Sql {
  const { sql: c, type } = left
  const at = param({ kind: 'value', slot, type })
  const operator = raw(operators[op])
  const equality = op === 'eq' || op === 'ne'
  const plain = sql`${equality ? comparable(left).sql : ordered(left, comparable).sql} ${operator} ${at}`
  if (isComputed(type)) return type.storage === 'position' ? sql`${c} ${operator} ${positionOf(left, at)}` : plain
  switch (type.kind) {
    case 'decimal':
      return bounded(plain, op, {
        c,
        low: sql`(${at} - 0.6) / ${factor(type)}`,
        high: sql`(${at} + 0.6) / ${factor(type)}`,
      })
    case 'enum':
      if (op === 'eq' || op === 'ne') return sql`${exact(c)} ${operator} ${at}`
      return sql`${comparable(left).sql} ${operator} ${positionOf(left, at)}`
    case 'json':
      return jsonEquality(c, at, op === 'ne')
    case 'uuid':
      if (type.storage === 'blob' || (op !== 'eq' && op !== 'ne')) return plain
      return sql`${exact(c)} ${raw(op === 'eq' ? 'in' : 'not in')} (${at}, upper(${at}))`
    case 'string':
      return isLoose(type) && op === 'eq' ? sql`(${c} = ${at} and ${plain})` : plain
    default:
      return isTextInstant(type) ? bounded(plain, op, dayOf(c, at)) : plain
  }
}

/** What a value must lie between for an index of the column to find candidates. */
interface Bounds {
  readonly c: Sql
  readonly low: Sql
  readonly high: Sql
}

/** The exact comparison, whose expression no index serves, beside a wider one that an index does serve. */
function bounded(exactly: Sql, op: CompareOp, { c, low, high }: Bounds): Sql {
  switch (op) {
    case 'eq':
      return sql`(${c} between ${low} and ${high} and ${exactly})`
    case 'gt':
    case 'gte':
      return sql`(${c} >= ${low} and ${exactly})`
    case 'lt':
    case 'lte':
      return sql`(${c} <= ${high} and ${exactly})`
    case 'ne':
      return exactly
  }
}

/** Whatever follows it, text of an instant begins with its day. */
function dayOf(c: Sql, at: Sql): Bounds {
  return { c, low: sql`substr(${at}, 1, 10)`, high: sql`substr(${at}, 1, 10) || '~'` }
}

/** Equal as JSON: the same leaves at the same places. The order of keys does not count, nor how a number is written. */
function jsonEquality(c: Sql, at: Sql, negated: boolean): Sql {
  const leaves = (text: Sql): Sql =>
    sql`select fullkey, case when type in ('integer', 'real') then 'number' else type end, atom from json_tree(${text})`
  const own = leaves(sql`cast(${c} as text)`)
  const same = sql`not exists (${own} except ${leaves(at)}) and not exists (${leaves(at)} except ${own})`
  const test = negated ? sql`not (${same})` : same
  return sql`case when json_valid(cast(${c} as text)) then ${test} end`
}

export function isIn(left: Expression, slot: Slot, { negated }: Membership): Sql {
  const { sql: c, type } = left
  const list = param({ kind: 'list', slot, type })
  const operator = raw(negated ? 'not in' : 'in')
  if (type.kind === 'json') {
    const some = sql`exists (select 1 from json_each(${list}) as e where ${jsonEquality(c, sql`e.value`, false)})`
    const test = sql`case when json_array_length(${list}) = 0 then false when ${c} is not null then ${some} end`
    return negated ? sql`not (${test})` : sql`(${test})`
  }
  const value = isBinary(type) ? sql`unhex(value)` : sql`value`
  const members = sql`(select ${value} from json_each(${list}))`
  if (type.storage === 'position') {
    // The smallest or largest of some values is a place in their order.
    return sql`${c} ${operator} (select ${positionOf(left, sql`value`)} from json_each(${list}))`
  }
  if (type.kind === 'enum') return sql`${exact(c)} ${operator} ${members}`
  const exactly = sql`${comparable(left).sql} ${operator} ${members}`
  return isLoose(type) && !negated && type.kind === 'string' ? sql`(${c} in ${members} and ${exactly})` : exactly
}

/** Values that JSON holds as hex. */
export function isBinary(type: ColumnType): boolean {
  return type.kind === 'bytes' || (type.kind === 'uuid' && type.storage === 'blob')
}

/**
 * `like` through GLOB, which tells case apart; `ilike` through LIKE, which folds A–Z alone. What is to be contained is
 * searched as it is.
 */
export function like(left: Expression, match: LikeMatch, slot: Slot): Sql {
  const pattern = param({ kind: 'pattern', slot, match })
  switch (match) {
    case 'contains':
      return sql`instr(${left.sql}, ${pattern}) > 0`
    case 'ilike':
      return sql`${left.sql} like ${pattern} escape '\\'`
    default:
      return sql`${left.sql} glob ${pattern}`
  }
}

/** The column's own index, then the exact comparison where that is another. */
export function equalsKey(value: Expression, key: Sql, keyType: ColumnType): Sql {
  const { sql: c, type } = value
  const plain = sql`${comparable(value).sql} = ${key}`
  if (type.kind === 'decimal') {
    return bounded(plain, 'eq', {
      c,
      low: sql`(${key} - 0.6) / ${factor(type)}`,
      high: sql`(${key} + 0.6) / ${factor(type)}`,
    })
  }
  if (isBinary(type)) return sql`${c} = unhex(${key})`
  if (type.kind === 'enum') return sql`${exact(c)} = ${key}`
  if (type.kind === 'uuid' || (type.kind === 'string' && keyType.kind === 'uuid')) {
    return sql`${exact(c)} in (${key}, upper(${key}))`
  }
  if (isTextInstant(type)) return bounded(plain, 'eq', dayOf(c, key))
  return isLoose(type) ? sql`(${c} = ${key} and ${plain})` : plain
}

/**
 * Without a look at the column's index. The plus takes the column's affinity away: SQLite indexes the keys on the fly only
 * where none is to be applied to them.
 */
export function hasKey(value: Expression, key: Sql, keyType: ColumnType): Sql {
  const { kind } = value.type
  const bare = isBinary(value.type) || kind === 'uuid' || (kind === 'string' && keyType.kind === 'uuid')
  return sql`${key} = ${raw(bare ? '' : '+')}${keyed(value, keyType)}`
}

export function keyed(value: Expression, keyType: ColumnType): Sql {
  const { sql: c, type } = value
  if (isBinary(type)) return sql`lower(hex(${c}))`
  if (type.kind === 'enum') return exact(c)
  if (type.kind === 'uuid' || (type.kind === 'string' && keyType.kind === 'uuid')) return sql`lower(${c})`
  return comparable(value).sql
}

/** As a foreign key compares. */
export function meets(left: Expression, right: Expression): Sql {
  return sql`${left.sql} = ${right.sql}`
}

/** Digits of an integer, 17 digits of a float, text as it is, hex of a blob. */
export function orderText({ sql: c, type, nullable }: Expression): Piece[] {
  const text = isBinary(type) ? sql`'"' || hex(${c}) || '"'` : sql`json_quote(${c} || '')`
  return [nullable ? sql`case when ${c} is null then 'null' else ${text} end` : text]
}
