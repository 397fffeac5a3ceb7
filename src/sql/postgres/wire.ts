import type { Expression } from '../expression.ts'
import { raw, sql, type Sql } from '../fragment.ts'
import type { OnBad } from '../grammar.ts'
import { sentinelText, textOf, type Piece } from '../json-text.ts'
import { literal, shownText, textGrammar } from './text.ts'
import { elementType } from './types.ts'

/**
 * The wire form of a value as JSON text.
 *
 * | column | SQL |
 * |---|---|
 * | int | `c` |
 * | bigint, numeric, uuid | `'"', c, '"'`; numeric checks for NaN |
 * | text | `to_json(c)` |
 * | timestamptz | `left(to_json(c)::text, -7), 'Z"'` in a session whose zone is UTC |
 * | bytea | `'"', translate(encode(c, 'base64'), E'\n', ''), '"'` |
 * | enum | `case c::text when 'value' then '"name"' … end` |
 *
 * A nullable one is `null` where it is null. A column that is NOT NULL is taken at its word here; `rowText` checks the row.
 */
export function json(value: Expression, onBad: OnBad): Piece[] {
  if (value.type.dimensions > 0) return arrayJson(value, onBad)
  const { sql: c, nullable } = value
  switch (value.type.kind) {
    case 'int':
      return [nullable ? sql`coalesce(${c}::text, 'null')` : c]
    case 'bigint':
    case 'uuid':
      return quoted(value)
    case 'decimal':
      // numeric(p, s) holds NaN, without a precision also infinities: neither is itself when subtracted.
      if (value.type.storage === 'finite') return quoted(value)
      return checked(value, value.type.precision === undefined ? sql`${c} - ${c} = 0` : sql`${c} <> 'NaN'`, {
        then: sql`'"' || ${c} || '"'`,
        bad: onBad('notFinite'),
      })
    case 'float':
      return checked(value, sql`${c} - ${c} = 0`, { then: sql`${c}::text`, bad: onBad('notFinite') })
    case 'string':
      return stringJson(value)
    case 'boolean':
      return [nullable ? sql`coalesce(${c}::text, 'null')` : sql`${c}::text`]
    case 'json':
      return [nullable ? sql`coalesce(${c}::text, 'null')` : sql`${c}::text`]
    case 'bytes':
      return nullable ? [sql`coalesce('"' || ${base64(c)} || '"', 'null')`] : ['"', base64(c), '"']
    case 'enum':
      return [enumJson(value, onBad)]
    default:
      return temporalJson(value, onBad)
  }
}

function quoted({ sql: c, nullable }: Expression): Piece[] {
  return nullable ? [sql`coalesce('"' || ${c} || '"', 'null')`] : ['"', c, '"']
}

function stringJson({ sql: c, nullable, type }: Expression): Piece[] {
  // char(n) as text has no padding; types without a kind are read through their text.
  const text = isPlainText(type) ? c : shownText(c, type)
  return [nullable ? sql`coalesce(to_json(${text})::text, 'null')` : sql`to_json(${text})`]
}

/** Whether to_json writes the value as it is meant. */
function isPlainText(type: Expression['type']): boolean {
  return type.storage !== 'text' && type.paddedLength === undefined
}

function base64(c: Sql): Sql {
  return sql`translate(encode(${c}, 'base64'), E'\\n', '')`
}

interface Outcome {
  readonly then: Sql
  readonly bad: string
}

/** `case when good then … when c is null then 'null' else <bad> end`; null behind NOT NULL stays one. */
function checked({ sql: c, nullable }: Expression, good: Sql, { then, bad }: Outcome): Piece[] {
  const absent = sql` when ${c} is null then ${raw(nullable ? "'null'" : 'null')}`
  return [sql`case when ${good} then ${then}${absent} else ${literal(bad)} end`]
}

/** Values to names: two tables may name an enum's values differently from how GraphQL may. */
function enumJson(value: Expression, onBad: OnBad): Sql {
  const { sql: c, nullable } = value
  const names = (value.enum?.values ?? []).map(
    (item) => sql` when ${literal(item.value)} then ${literal(JSON.stringify(item.name))}`,
  )
  const bad = literal(onBad('unknownEnumValue'))
  const otherwise = nullable ? sql`case when ${c} is null then 'null' else ${bad} end` : bad
  return names.length === 0 ? otherwise : sql`case ${c}::text${names.flat()} else ${otherwise} end`
}

// ───────── dates and times ─────────

function temporalJson(value: Expression, onBad: OnBad): Piece[] {
  const { sql: c } = value
  const bad = onBad('malformed')
  switch (value.type.kind) {
    case 'date':
      return checked(value, between(c, "date '0001-01-01'", "date '9999-12-31'"), {
        then: sql`to_json(${c})::text`,
        bad,
      })
    case 'time':
      // 24:00:00 is a time of PostgreSQL's and of nobody else's.
      return checked(value, sql`${c} < time '24:00'`, { then: sql`to_json(${c})::text`, bad })
    case 'localDateTime':
      return checked(value, between(c, "timestamp '0001-01-01'", "timestamp '9999-12-31 23:59:59.999999'"), {
        then: sql`to_json(${c})::text`,
        bad,
      })
    default:
      // to_json ends in +00:00" because the session's zone is UTC.
      return checked(
        value,
        between(c, "timestamptz '0001-01-01 00:00:00+00'", "timestamptz '9999-12-31 23:59:59.999999+00'"),
        { then: sql`left(to_json(${c})::text, -7) || 'Z"'`, bad },
      )
  }
}

function between(c: Sql, low: string, high: string): Sql {
  return sql`${c} between ${raw(low)} and ${raw(high)}`
}

// ───────── arrays ─────────

/** A list of the elements' wire forms, nulls among them. An array of another depth than the schema's is malformed. */
function arrayJson(value: Expression, onBad: OnBad): Piece[] {
  const { sql: c, type } = value
  const depth = raw(String(type.dimensions))
  const good = sql`coalesce(array_ndims(${c}), ${depth}) = ${depth} and ${c} is not null`
  return checked(value, good, { then: elementsJson(value, onBad), bad: onBad('malformed') })
}

function elementsJson(value: Expression, onBad: OnBad): Sql {
  const { sql: c, type } = value
  const { kind } = type
  if (kind === 'int' || kind === 'boolean' || kind === 'uuid' || kind === 'json') return sql`to_json(${c})::text`
  if (kind === 'string' && isPlainText(type)) return sql`to_json(${c})::text`
  const brackets = '[]'.repeat(type.dimensions)
  // The cast of an inet adds a mask that it does not print: its elements are written one by one.
  if (kind === 'bigint' || (kind === 'string' && elementType(type).sqlType !== 'inet')) {
    return sql`to_json(${c}::text${raw(brackets)})::text`
  }
  const element = (text: Sql): Sql =>
    textOf(json({ ...value, sql: text, type: elementType(type), nullable: true }, onBad), textGrammar)
  if (type.dimensions === 1) {
    return sql`(select concat('[', string_agg(${element(raw('e.v'))}, ',' order by e.i), ']') from unnest(${c}) with ordinality as e(v, i))`
  }
  const cells = sql`select i, concat('[', string_agg(${element(sql`(${c})[i][j]`)}, ',' order by j), ']') as v from generate_subscripts(${c}, 1) as i, generate_subscripts(${c}, 2) as j group by i`
  return sql`(select concat('[', string_agg(e.v, ',' order by e.i), ']') from (${cells}) as e)`
}

// ───────── keys and node ids ─────────

/** A link's key: as the wire form, but an enum by its value, bytes in hex, and null for what cannot be a key. */
export function keyJson(value: Expression): Piece[] {
  const { sql: c, type } = value
  if (type.dimensions > 0) return ['null']
  if (type.kind === 'enum') return [sql`coalesce(to_json(${c}::text)::text, 'null')`]
  if (type.kind === 'bytes') return [sql`coalesce('"\\\\x' || encode(${c}, 'hex') || '"', 'null')`]
  return json(value, () => 'null')
}

/** The text of a key column in a node id, JSON-escaped. */
export function nodeIdPart(value: Expression, escape: boolean): Piece[] {
  const { sql: c, type } = value
  if (type.kind === 'int' || type.kind === 'bigint' || type.kind === 'uuid' || type.kind === 'decimal') return [c]
  if (type.kind === 'boolean') return [sql`${c}::text`]
  if (type.kind === 'bytes') return ['\\\\x', sql`encode(${c}, 'hex')`]
  if (type.kind === 'string') {
    const text = shownText(c, type)
    return [inner(sql`to_json(${escape ? sql`replace(replace(${text}, '%', '%25'), ',', '%2C')` : text})::text`)]
  }
  if (type.kind === 'float') return json({ ...value, nullable: false }, sentinelText)
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

/** A JSON string without its quotes. */
function inner(text: Sql): Sql {
  return sql`left(right(${text}, -1), -1)`
}
