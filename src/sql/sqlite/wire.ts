import type { Expression } from '../expression.ts'
import { raw, sql, type Sql } from '../fragment.ts'
import type { OnBad } from '../grammar.ts'
import { markPieces, sentinelText, textOf, type Piece } from '../json-text.ts'
import { literal, textGrammar } from './text.ts'
import { factor, isExact, scaleOf } from './types.ts'

/**
 * The wire form of a value as JSON text. SQLite stores any value in any column, so every form is checked; the checks also
 * find a null behind NOT NULL.
 *
 * | column | SQL |
 * |---|---|
 * | int | `case when c between -2147483648 and 2147483647 and typeof(c) = 'integer' then c … end` |
 * | text | `json_quote(cast(c as text))` |
 * | decimal | `printf('"%.2f"', round(c * 100.0) / 100.0)` within 15 digits |
 * | dateTime, seconds | `strftime('"%Y-%m-%dT%H:%M:%SZ"', c, 'unixepoch')` |
 * | boolean | `case c when 1 then 'true' when 0 then 'false' … end` |
 * | bytes | the mark `b` with `hex(c)` |
 */
export function json(value: Expression, onBad: OnBad): Piece[] {
  const { sql: c, type } = value
  const bad = (reason: Parameters<OnBad>[0]): Sql => literal(onBad(reason))
  if (type.dimensions > 0) return [jsonJson(value, onBad)]
  switch (type.kind) {
    case 'int':
      return [intJson(value, onBad)]
    case 'bigint':
      return [
        checked(value, sql`typeof(${c}) = 'integer'`, {
          then: sql`'"' || ${c} || '"'`,
          bad: sql`case typeof(${c}) when 'real' then ${bad('outOfRange')} else ${bad('malformed')} end`,
        }),
      ]
    case 'float':
      // Text and blobs are greater than all numbers.
      return [
        checked(value, sql`${c} between -1.7976931348623157e308 and 1.7976931348623157e308`, {
          then: sql`json_quote(${c})`,
          bad: sql`case typeof(${c}) when 'real' then ${bad('notFinite')} else ${bad('malformed')} end`,
        }),
      ]
    case 'decimal':
      return [
        checked(value, isExact(c, type), {
          then: sql`printf('"%.${raw(String(scaleOf(type)))}f"', round(${c} * ${factor(type)}) / ${factor(type)})`,
          bad: sql`case when typeof(${c}) in ('real', 'integer') then ${bad('outOfRange')} else ${bad('malformed')} end`,
        }),
      ]
    case 'string':
      // A blob or a number in a column of text is read as text: json_quote would fail on the one and not quote the other.
      return [
        value.nullable
          ? sql`json_quote(cast(${c} as text))`
          : sql`case when ${c} is null then ${bad('malformed')} else json_quote(cast(${c} as text)) end`,
      ]
    case 'boolean': {
      const otherwise = value.nullable
        ? sql`case when ${c} is null then 'null' else ${bad('malformed')} end`
        : bad('malformed')
      return [sql`case ${c} when 1 then 'true' when 0 then 'false' else ${otherwise} end`]
    }
    case 'json':
      return [jsonJson(value, onBad)]
    case 'bytes':
      return [bytesJson(value, onBad)]
    case 'enum':
      return [enumJson(value, onBad)]
    case 'uuid':
      return [uuidJson(value, onBad)]
    default:
      return [temporalJson(value, onBad)]
  }
}

interface Outcome {
  readonly then: Sql
  readonly bad: Sql
}

/** `case when good then … when c is null then 'null' else <bad> end`. */
function checked({ sql: c, nullable }: Expression, good: Sql, { then, bad }: Outcome): Sql {
  const absent = nullable ? sql` when ${c} is null then 'null'` : []
  return sql`case when ${good} then ${then}${absent} else ${bad} end`
}

function intJson(value: Expression, onBad: OnBad): Sql {
  const { sql: c } = value
  const range = sql`${c} between -2147483648 and 2147483647`
  const outOfRange = literal(onBad('outOfRange'))
  // A single INTEGER key is the rowid, which holds nothing but integers.
  if (value.key === 'alone' && value.type.sqlType.toUpperCase() === 'INTEGER') {
    return checked(value, range, { then: c, bad: outOfRange })
  }
  const bad = sql`case typeof(${c}) when 'integer' then ${outOfRange} else ${literal(onBad('malformed'))} end`
  return checked(value, sql`${range} and typeof(${c}) = 'integer'`, { then: c, bad })
}

function jsonJson(value: Expression, onBad: OnBad): Sql {
  const text = sql`cast(${value.sql} as text)`
  return checked(value, sql`json_valid(${text})`, { then: text, bad: literal(onBad('malformed')) })
}

/** SQLite knows no base64: hex in a mark. */
function bytesJson(value: Expression, onBad: OnBad): Sql {
  const text = textOf(markPieces('b', [[sql`hex(${value.sql})`]]), textGrammar)
  return checked(value, sql`${value.sql} is not null`, { then: text, bad: literal(onBad('malformed')) })
}

/** Values to names: two tables may name an enum's values differently from how GraphQL may. */
function enumJson(value: Expression, onBad: OnBad): Sql {
  const { sql: c, nullable } = value
  const names = (value.enum?.values ?? []).map(
    (item) => sql` when ${literal(item.value)} then ${literal(JSON.stringify(item.name))}`,
  )
  const bad = literal(onBad('unknownEnumValue'))
  const otherwise = nullable ? sql`case when ${c} is null then 'null' else ${bad} end` : bad
  return names.length === 0 ? otherwise : sql`case ${c} collate binary${names.flat()} else ${otherwise} end`
}

function uuidJson(value: Expression, onBad: OnBad): Sql {
  const { sql: c, type } = value
  const bad = literal(onBad('malformed'))
  if (type.storage === 'blob') {
    const part = (from: number, length: number): string => `, ${from}, ${length})`
    const parts = [part(1, 8), part(9, 4), part(13, 4), part(17, 4), part(21, 12)].map(
      (range) => sql`substr(hex(${c})${raw(range)}`,
    )
    const dashed = parts.flatMap((piece, index) => (index === 0 ? piece : [` || '-' || `, ...piece]))
    return checked(value, sql`typeof(${c}) = 'blob' and length(${c}) = 16`, {
      then: sql`'"' || lower(${dashed}) || '"'`,
      bad,
    })
  }
  const shaped = sql`length(${c}) = 36 and ${c} not glob '*[^0-9A-Fa-f-]*' and ${c} glob '????????-????-????-????-????????????'`
  return checked(value, shaped, { then: sql`'"' || lower(${c}) || '"'`, bad })
}

// ───────── dates and times ─────────

function temporalJson(value: Expression, onBad: OnBad): Sql {
  const { sql: c, type, nullable } = value
  const bad = literal(onBad('malformed'))
  const zone = type.kind === 'dateTime' ? 'Z' : ''
  const numeric = numericText(value, zone)
  const absent = nullable ? sql` when ${c} is null then 'null'` : []
  if (numeric) return sql`case when ${numeric.good} then ${numeric.then}${absent} else ${bad} end`
  switch (type.kind) {
    case 'date':
      return checked(value, sql`date(${c}) = ${c}`, { then: sql`'"' || ${c} || '"'`, bad })
    case 'time': {
      const clock = sql`substr(${c}, 1, 8)`
      const fraction = sql`substr(${c}, 9)`
      return sql`case when time(${c}) = ${c} then '"' || ${c} || '"'${absent} when time(${clock}) = ${clock} and ${isFraction(fraction)} then '"' || ${clock} || ${shortest(fraction)} || '"' else ${bad} end`
    }
    default: {
      const text = sql`replace(replace(${c}, 'Z', ''), '+00:00', '')`
      const clock = sql`replace(substr(${text}, 1, 19), 'T', ' ')`
      const fraction = sql`substr(${text}, 20)`
      const end = raw(`'${zone}"'`)
      // First as CURRENT_TIMESTAMP writes; then ISO 8601 with T, a fraction, or the zone of UTC.
      return sql`case when datetime(${c}) = ${c} then '"' || replace(${c}, ' ', 'T') || ${end}${absent} when datetime(${clock}) = ${clock} and (${fraction} = '' or ${isFraction(fraction)}) then '"' || replace(${clock}, ' ', 'T') || ${shortest(fraction)} || ${end} else ${bad} end`
    }
  }
}

function isFraction(text: Sql): Sql {
  return sql`length(${text}) between 2 and 7 and ${text} glob '.[0-9]*' and substr(${text}, 2) not glob '*[^0-9]*'`
}

function shortest(fraction: Sql): Sql {
  return sql`rtrim(rtrim(${fraction}, '0'), '.')`
}

/** Dates and times that are numbers: seconds or milliseconds since 1970, or days of the Julian calendar. */
function numericText({ sql: c, type }: Expression, zone: string): { good: Sql; then: Sql } | null {
  const { storage } = type
  const format = type.kind === 'date' ? '"%Y-%m-%d' : type.kind === 'time' ? '"%H:%M:' : '"%Y-%m-%dT%H:%M:'
  const withMillis = (moment: Sql): Sql =>
    type.kind === 'date'
      ? sql`strftime('${raw(format)}"', ${moment})`
      : sql`rtrim(rtrim(strftime('${raw(format)}%f', ${moment}), '0'), '.') || '${raw(zone)}"'`
  switch (storage) {
    case 'seconds':
      return {
        good: sql`${c} between -62135596800 and 253402300799 and typeof(${c}) = 'integer'`,
        then: sql`strftime('${raw(type.kind === 'date' ? format : `${format}%S${zone}`)}"', ${c}, 'unixepoch')`,
      }
    case 'milliseconds':
      return {
        good: sql`${c} between -62135596800000 and 253402300799999 and typeof(${c}) = 'integer'`,
        then: withMillis(sql`${c} / 1000.0, 'unixepoch'`),
      }
    case 'julian':
      return {
        good: sql`${c} between 1721425.5 and 5373484.4999999`,
        then: withMillis(c),
      }
    default:
      return null
  }
}

// ───────── keys and node ids ─────────

/** A link's key: as the wire form, but an enum by its value, bytes in hex, and null for what cannot be a key. */
export function keyJson(value: Expression): Piece[] {
  const { sql: c, type } = value
  switch (type.dimensions > 0 ? 'json' : type.kind) {
    case 'json':
      return ['null']
    case 'int':
    case 'bigint':
      return [sql`case typeof(${c}) when 'integer' then ${c} else 'null' end`]
    case 'enum':
      return [sql`case typeof(${c}) when 'text' then json_quote(${c}) else 'null' end`]
    case 'bytes':
      // The hex of null is an empty text.
      return [sql`case when ${c} is null then 'null' else '"\\\\x' || hex(${c} || '') || '"' end`]
    default:
      return json({ ...value, nullable: true }, () => 'null')
  }
}

/** The text of a key column in a node id, JSON-escaped. */
export function nodeIdPart(value: Expression, escape: boolean): Piece[] {
  const { sql: c, type } = value
  switch (type.kind) {
    case 'int':
    case 'float':
    case 'boolean':
      return json({ ...value, nullable: false }, sentinelText)
    case 'bytes':
      return ['\\\\x', sql`lower(coalesce(hex(${c}), ${literal(sentinelText('malformed'))}))`]
    case 'string': {
      const escaped = escape ? sql`replace(replace(${c}, '%', '%25'), ',', '%2C')` : c
      return [inner(textOf(json({ ...value, sql: escaped, nullable: false }, quotedSentinel), textGrammar))]
    }
    default:
      return [inner(textOf(json({ ...value, nullable: false }, quotedSentinel), textGrammar))]
  }
}

/** A sentinel that is one still when the quotes around it are taken off. */
function quotedSentinel(reason: Parameters<OnBad>[0]): string {
  return `"${sentinelText(reason)}"`
}

/** A JSON string without its quotes. */
function inner(text: Sql): Sql {
  return sql`substr(${text}, 2, length(${text}) - 2)`
}
