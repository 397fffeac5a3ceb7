import type { Expression } from '../expression.ts'
import { raw, sql, type Sql } from '../fragment.ts'
import type { OnBad } from '../grammar.ts'
import { sentinelText, textOf, type Piece } from '../json-text.ts'
import { literal, textGrammar } from './text.ts'
import {
  exactText,
  floatText,
  inUtf8,
  isBinaryUuid,
  isNativeJson,
  isNativeUuid,
  plainBytes,
  plainNumber,
} from './types.ts'

/**
 * The wire form of a value as JSON text.
 *
 * | column | SQL |
 * |---|---|
 * | int | `c` |
 * | bigint, decimal | `concat('"', c, '"')` |
 * | float | `cast(c as char(30))`, of 32 bits `c + 0e0` |
 * | text | `json_quote(c)` |
 * | datetime(3) | `concat('"', replace(c, ' ', 'T') without zeros at the end, '"')`, a timestamp with `Z` |
 * | tinyint(1) | `case c when 1 then 'true' when 0 then 'false' … end` |
 * | json | `c`, where it is JSON |
 * | bytes | `replace(to_base64(c), char(10), '')` |
 *
 * A nullable one is `null` where it is null. A column that is NOT NULL is taken at its word here; `rowText` checks the row.
 */
export function json(value: Expression, onBad: OnBad): Piece[] {
  const { sql: c, type } = value
  switch (type.kind) {
    case 'int':
      return [orNull(value, plainNumber(c, type))]
    case 'bigint':
    case 'decimal':
      return quoted(value, plainNumber(c, type))
    case 'float':
      return [orNull(value, floatText(plainNumber(c, type)))]
    case 'string':
      return [orNull(value, sql`json_quote(${inUtf8(c, type)})`)]
    case 'boolean': {
      const bad = literal(onBad('outOfRange'))
      const otherwise = value.nullable ? sql`case when ${c} is null then 'null' else ${bad} end` : bad
      return [sql`case ${c} when 1 then 'true' when 0 then 'false' else ${otherwise} end`]
    }
    case 'json': {
      if (isNativeJson(type)) return [orNull(value, sql`cast(${c} as char)`)]
      const text = inUtf8(c, type)
      return [checked(value, sql`json_valid(${text})`, { then: text, bad: onBad('malformed') })]
    }
    case 'bytes':
      return quoted(value, base64(plainBytes(c, type)))
    case 'enum':
      return [enumJson(value, onBad)]
    case 'uuid':
      return uuidJson(value, onBad)
    default:
      return [temporalJson(value, onBad)]
  }
}

function orNull({ nullable }: Expression, text: Sql): Sql {
  return nullable ? sql`ifnull(${text}, 'null')` : text
}

function quoted({ nullable }: Expression, text: Sql): Piece[] {
  return nullable ? [sql`ifnull(concat('"', ${text}, '"'), 'null')`] : ['"', text, '"']
}

interface Outcome {
  readonly then: Sql
  readonly bad: string
}

/** `case when good then … when c is null then 'null' else <bad> end`. */
function checked({ sql: c, nullable }: Expression, good: Sql, { then, bad }: Outcome): Sql {
  const absent = nullable ? sql` when ${c} is null then 'null'` : []
  return sql`case when ${good} then ${then}${absent} else ${literal(bad)} end`
}

/** In one line: the server breaks base64 at 76 characters. */
function base64(c: Sql): Sql {
  return sql`replace(to_base64(${c}), char(10), '')`
}

/** Values to names: two tables may name an enum's values differently from how GraphQL may. */
function enumJson(value: Expression, onBad: OnBad): Sql {
  const { sql: c, nullable, type } = value
  const names = (value.enum?.values ?? []).map(
    (item) => sql` when ${literal(item.value)} then ${literal(JSON.stringify(item.name))}`,
  )
  const bad = literal(onBad('unknownEnumValue'))
  const otherwise = nullable ? sql`case when ${c} is null then 'null' else ${bad} end` : bad
  return names.length === 0 ? otherwise : sql`case ${exactText(c, type)}${names.flat()} else ${otherwise} end`
}

const uuidShape = '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$'

function uuidJson(value: Expression, onBad: OnBad): Piece[] {
  const { sql: c, type } = value
  if (isNativeUuid(type)) return quoted(value, c)
  if (isBinaryUuid(type)) {
    return [
      checked(value, sql`length(${c}) = 16`, { then: sql`concat('"', ${dashed(c)}, '"')`, bad: onBad('malformed') }),
    ]
  }
  return [
    checked(value, sql`${c} regexp ${literal(uuidShape)}`, {
      then: sql`concat('"', lower(${c}), '"')`,
      bad: onBad('malformed'),
    }),
  ]
}

/** Sixteen bytes as a UUID is written. */
export function dashed(c: Sql): Sql {
  const hex = sql`lower(hex(${c}))`
  const part = (from: number, length: number): Sql => sql`substr(${hex}, ${raw(`${from}, ${length}`)})`
  const parts = [part(1, 8), part(9, 4), part(13, 4), part(17, 4), part(21, 12)]
  return sql`concat_ws('-', ${parts.flatMap((piece, index) => (index === 0 ? piece : [', ', ...piece]))})`
}

// ───────── dates and times ─────────

/** A day from 0001-01-01 on; without a month or a day of zero, which MariaDB may hold. */
function isDay(c: Sql): Sql {
  return sql`to_days(${c}) > 365`
}

function temporalJson(value: Expression, onBad: OnBad): Sql {
  const { sql: c, type } = value
  const bad = onBad('malformed')
  switch (type.kind) {
    case 'date':
      return checked(value, isDay(c), { then: sql`concat('"', ${c}, '"')`, bad })
    case 'time':
      // A TIME may be negative, and longer than a day.
      return checked(value, sql`${c} >= '00:00:00' and ${c} < '24:00:00'`, {
        then: sql`concat('"', ${shortest(c, type.sqlType)}, '"')`,
        bad,
      })
    default: {
      const end = raw(type.kind === 'dateTime' ? `'Z"'` : `'"'`)
      const text = shortest(sql`replace(${c}, ' ', 'T')`, type.sqlType)
      return checked(value, isDay(c), { then: sql`concat('"', ${text}, ${end})`, bad })
    }
  }
}

/** Without zeros behind the point, and without a point before nothing. */
function shortest(text: Sql, sqlType: string): Sql {
  if (!/\([1-6]\)/.test(sqlType)) return text
  return sql`trim(trailing '.' from trim(trailing '0' from ${text}))`
}

// ───────── keys and node ids ─────────

/** A link's key: as the wire form, but an enum by its value, bytes in hex, and null for what cannot be a key. */
export function keyJson(value: Expression): Piece[] {
  const { sql: c, type } = value
  switch (type.kind) {
    case 'json':
      return ['null']
    case 'enum':
      return [sql`ifnull(json_quote(${inUtf8(c, type)}), 'null')`]
    case 'bytes':
      return [sql`ifnull(concat('"\\\\\\\\x', lower(hex(${plainBytes(c, type)})), '"'), 'null')`]
    default:
      return json({ ...value, nullable: true }, () => 'null')
  }
}

/** The text of a key column in a node id, JSON-escaped. */
export function nodeIdPart(value: Expression, escape: boolean): Piece[] {
  const { sql: c, type } = value
  switch (type.kind) {
    case 'int':
    case 'bigint':
    case 'decimal':
      return [plainNumber(c, type)]
    case 'float':
    case 'boolean':
      return json({ ...value, nullable: false }, sentinelText)
    case 'bytes':
      return ['\\\\x', sql`lower(hex(${plainBytes(c, type)}))`]
    case 'string': {
      const text = inUtf8(c, type)
      return [inner(sql`json_quote(${escape ? sql`replace(replace(${text}, '%', '%25'), ',', '%2C')` : text})`)]
    }
    default:
      // A sentinel that is one still when the quotes around it are taken off.
      return [
        inner(
          textOf(
            json({ ...value, nullable: false }, (reason) => `"${sentinelText(reason)}"`),
            textGrammar,
          ),
        ),
      ]
  }
}

/** A JSON string without its quotes. */
function inner(text: Sql): Sql {
  return sql`substr(${text}, 2, char_length(${text}) - 2)`
}
