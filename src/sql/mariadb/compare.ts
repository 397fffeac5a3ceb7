import type { ColumnType } from '../../catalog/catalog.ts'
import type { CompareOp, LikeMatch, Slot } from '../../plan/plan.ts'
import type { Expression } from '../expression.ts'
import { isFragment, param, raw, sql, type Sql } from '../fragment.ts'
import type { Membership } from '../grammar.ts'
import type { Piece } from '../json-text.ts'
import { ordered } from '../ordered.ts'
import { literal } from './text.ts'
import {
  baseName,
  characterSet,
  codePointCollation,
  codePoints,
  collationName,
  digest,
  exactText,
  floatText,
  inUtf8,
  isBinaryUuid,
  isByCodePoint,
  isNativeJson,
  isNativeUuid,
  isTextInTable,
  plainBytes,
  plainNumber,
  shortText,
  tableType,
} from './types.ts'
import { dashed } from './wire.ts'

const operators: Readonly<Record<CompareOp, string>> = { eq: '=', ne: '<>', gt: '>', gte: '>=', lt: '<', lte: '<=' }
const position: ColumnType = { kind: 'int', sqlType: 'int', dimensions: 0 }
const varbinary: ColumnType = { kind: 'bytes', sqlType: 'varbinary', dimensions: 0 }

/** Text by code point, enums by their declared order, JSON by its value, floats as doubles; everything else as it is. */
export function comparable(value: Expression): Expression {
  const { sql: c, type } = value
  switch (type.kind) {
    case 'string':
      return isByCodePoint(type) && type.storage === undefined
        ? value
        : { ...value, sql: exactText(c, type), type: codePoints }
    case 'enum':
      return { ...value, sql: positionOf(value, c), type: position, enum: null }
    case 'float':
      return { ...value, sql: plainNumber(c, type), type: { ...type, sqlType: 'double' } }
    case 'json':
      // What is no JSON has no normal form, and is itself.
      return isNativeJson(type)
        ? value
        : { ...value, sql: sql`ifnull(json_normalize(${c}), ${c}) collate ${codePointCollation}` }
    case 'bytes':
      return baseName(type) === 'bit' ? { ...value, sql: plainBytes(c, type), type: varbinary } : value
    case 'uuid':
      return isByCodePoint(type) ? value : { ...value, sql: uuidText(c, type), type: { ...codePoints, kind: 'uuid' } }
    default:
      return value
  }
}

/** A UUID as it is written, in lower case. */
function uuidText(c: Sql, type: ColumnType): Sql {
  const text = isBinaryUuid(type) ? dashed(c) : isNativeUuid(type) ? sql`cast(${c} as char)` : sql`lower(${c})`
  return sql`${text} collate ${codePointCollation}`
}

/** The place of an enum's value in its declared order; behind all for one that the schema does not know. */
function positionOf(value: Expression, c: Sql): Sql {
  const items = value.enum?.values ?? []
  const places = items.map((item, index) => sql` when ${literal(item.value)} then ${raw(String(index))}`)
  const unknown = sql`case when ${c} is not null then ${raw(String(items.length))} end`
  return places.length === 0 ? unknown : sql`case ${exactText(c, value.type)}${places.flat()} else ${unknown} end`
}

export function compare(left: Expression, op: CompareOp, slot: Slot): Sql {
  const { sql: c, type } = left
  const at = param({ kind: 'value', slot, type })
  const operator = raw(operators[op])
  const equality = op === 'eq' || op === 'ne'
  switch (type.kind) {
    case 'string':
      return op === 'eq' && !isByCodePoint(type) && type.storage === undefined
        ? sql`(${c} = ${at} and ${exactText(c, type)} = ${at})`
        : sql`${equality ? comparable(left).sql : ordered(left, comparable).sql} ${operator} ${at}`
    case 'enum':
      if (equality) return sql`${exactText(c, type)} ${operator} ${at}`
      return sql`${comparable(left).sql} ${operator} ${positionOf({ ...left, type: codePoints }, at)}`
    case 'json':
      return jsonEquality(left, at, op === 'ne')
    case 'uuid':
      if (equality && (isNativeUuid(type) || isBinaryUuid(type))) return sql`${c} ${operator} ${nativeUuid(at, type)}`
      return sql`${comparable(left).sql} ${operator} ${at}`
    default:
      return sql`${comparable(left).sql} ${operator} ${at}`
  }
}

/** A UUID's text as the column holds it. */
function nativeUuid(text: Sql, type: ColumnType): Sql {
  return isBinaryUuid(type) ? sql`unhex(replace(${text}, '-', ''))` : sql`cast(${text} as uuid)`
}

function jsonEquality({ sql: c, type }: Expression, at: Sql, negated: boolean): Sql {
  const same = isNativeJson(type) ? sql`(${c} = cast(${at} as json))` : sql`json_equals(${c}, ${at})`
  return negated ? sql`not ${same}` : same
}

/**
 * A statement that is prepared remembers whether its first list was empty, and takes null to be among none or unknown ever
 * after (seen in 10.11). Where that makes a difference, nulls do not come to it.
 */
export function isIn(left: Expression, slot: Slot, { negated, exact }: Membership): Sql {
  const test = members(left, slot, negated)
  if (!left.nullable || (!negated && !exact)) return test
  const list = param({ kind: 'list', slot, type: left.type })
  const none = raw(negated ? 'true' : 'false')
  return sql`case when json_length(${list}) = 0 then ${none} when ${left.sql} is not null then ${test} end`
}

function members(left: Expression, slot: Slot, negated: boolean): Sql {
  const { sql: c, type } = left
  const list = param({ kind: 'list', slot, type })
  const operator = raw(negated ? 'not in' : 'in')
  const items = sql`json_table(${list}, '$[*]' columns (v ${tableType(type)} path '$')) as e`
  const all = (value: Sql): Sql => sql`(select ${value} from ${items})`
  switch (type.kind) {
    case 'string': {
      const exactly =
        shortText(type) !== null
          ? sql`${comparable(left).sql} ${operator} ${all(raw('e.v'))}`
          : sql`${digest(comparable(left).sql)} ${operator} ${all(digest(raw('e.v')))}`
      const candidates = negated || type.storage !== undefined ? null : asColumn(raw('e.v'), type)
      return candidates ? sql`(${c} in ${all(candidates)} and ${exactly})` : exactly
    }
    case 'enum':
      return sql`${exactText(c, type)} ${operator} ${all(raw('e.v'))}`
    case 'json': {
      const some = sql`exists (select 1 from ${items} where ${jsonEquality(left, raw('e.v'), false)})`
      return negated ? sql`not ${some}` : some
    }
    case 'bytes':
      return sql`${plainBytes(c, type)} ${operator} ${all(sql`unhex(e.v)`)}`
    case 'uuid':
      if (isNativeUuid(type) || isBinaryUuid(type)) {
        return sql`${c} ${operator} ${all(nativeUuid(raw('e.v'), type))}`
      }
      return sql`${comparable(left).sql} ${operator} ${all(raw('e.v'))}`
    default:
      return sql`${comparable(left).sql} ${operator} ${all(raw('e.v'))}`
  }
}

/**
 * A text in the character set and collation of a column, for its index to find candidates; null where the column compares
 * by code point itself, or its collation is not known.
 */
function asColumn(text: Sql, type: ColumnType): Sql | null {
  const collation = collationName(type)
  if (collation === null || isByCodePoint(type)) return null
  const set = characterSet(type)
  const converted = set === 'utf8mb4' ? text : sql`convert(${text} using ${raw(set)})`
  return sql`${converted} collate ${collation}`
}

/**
 * LIKE, with `\` as its escape by default. `ilike` folds A–Z: the pattern's are folded already. The text's are folded as
 * if its bytes were Thai, whose character set has no other letters with a case.
 */
export function like(left: Expression, match: LikeMatch, slot: Slot): Sql {
  const pattern = param({ kind: 'pattern', slot, match })
  const text = exactText(left.sql, left.type)
  if (match !== 'ilike') return sql`${text} like ${pattern}`
  const folded = sql`lower(convert(cast(${text} as binary) using tis620))`
  return sql`convert(cast(${folded} as binary) using utf8mb4) collate ${codePointCollation} like ${pattern}`
}

/** The column's own index, then the exact comparison where that is another. */
export function equalsKey(value: Expression, key: Sql, keyType: ColumnType): Sql {
  const { sql: c, type } = value
  switch (type.kind) {
    case 'string': {
      const exactly =
        keyType.kind === 'uuid'
          ? sql`${comparable(value).sql} in (${key}, upper(${key}))`
          : sql`${comparable(value).sql} = ${key}`
      const candidate = type.storage === undefined && keyType.kind !== 'uuid' ? asColumn(key, type) : null
      return candidate ? sql`(${c} = ${candidate} and ${exactly})` : exactly
    }
    case 'bytes':
      return sql`${plainBytes(c, type)} = unhex(${key})`
    case 'uuid':
      if (isNativeUuid(type) || isBinaryUuid(type)) return sql`${c} = ${nativeUuid(key, type)}`
      return sql`${keyed(value, keyType)} = ${key}`
    default:
      return sql`${keyed(value, keyType)} = ${key}`
  }
}

/** Without a look at the column's own equality; texts by their digest, as `keyTable` has them. */
export function hasKey(value: Expression, key: Sql, keyType: ColumnType): Sql {
  const own = keyed(value, keyType)
  return isTextInTable(value.type) ? sql`${digest(own)} = ${digestBeside(key)}` : sql`${own} = ${key}`
}

/** `q.k0` → `q.h0` */
function digestBeside(key: Sql): Sql {
  return key.map((part) => {
    if (isFragment(part)) return digestBeside(part)
    return typeof part === 'string' ? part.replace(/\.k(\d+)$/, '.h$1') : part
  })
}

export function keyed(value: Expression, keyType: ColumnType): Sql {
  const { sql: c, type } = value
  if (type.kind === 'bytes') return sql`lower(hex(${plainBytes(c, type)}))`
  if (type.kind === 'enum') return exactText(c, type)
  const { sql: compared } = comparable(value)
  return type.kind === 'string' && keyType.kind === 'uuid' ? sql`lower(${compared})` : compared
}

/** As a foreign key compares. Columns of two collations have none in common. */
export function meets(left: Expression, right: Expression): Sql {
  const texts = left.type.kind === 'string' && right.type.kind === 'string'
  if (texts && left.type.collation !== right.type.collation) {
    return sql`${comparable(left).sql} = ${comparable(right).sql}`
  }
  return sql`${left.sql} = ${right.sql}`
}

/** The server's text of a comparable value is exact: shortest digits that give the same double, microseconds. */
export function orderText({ sql: c, type, nullable }: Expression): Piece[] {
  const text =
    type.kind === 'bytes'
      ? sql`concat('"', hex(${c}), '"')`
      : sql`json_quote(${isText(type) ? inUtf8(c, type) : type.kind === 'float' ? floatText(c) : sql`cast(${c} as char)`})`
  return [nullable ? sql`ifnull(${text}, 'null')` : text]
}

function isText(type: ColumnType): boolean {
  return type.kind === 'string' || type.kind === 'uuid'
}
