import type { ColumnType } from '../../catalog/catalog.ts'
import { raw, spelled, sql, type Sql } from '../fragment.ts'

/** The two servers that speak this language. What each does its own way stands in records by this name. */
export type Server = 'mariadb' | 'mysql'

/** Text by code point, without padding: `'a' = 'a '` is false in it, as everywhere else. */
export const codePointCollations: Readonly<Record<Server, string>> = {
  mariadb: 'utf8mb4_nopad_bin',
  mysql: 'utf8mb4_0900_bin',
}

/** The same in a statement. */
export const codePointCollation = spelled(codePointCollations)

/** Text that compares by code point, on either server. */
export const codePoints: ColumnType = {
  kind: 'string',
  sqlType: 'longtext',
  collation: codePointCollations.mariadb,
  dimensions: 0,
}

/** Digits behind the point, and in all, that a decimal can have. */
export const mostScale: Readonly<Record<Server, number>> = { mariadb: 38, mysql: 30 }
export const mostDigits = 65

/** A type's name without its size: `bigint`, `tinyint`, `binary`. */
export function baseName(type: ColumnType): string {
  return /^[a-z0-9_]+/.exec(type.sqlType.toLowerCase())?.[0] ?? ''
}

export function isUnsigned(type: ColumnType): boolean {
  return /\bunsigned\b/i.test(type.sqlType)
}

/** A floating-point number of 32 bits. Its own text has six digits; as a double it has those that it holds. */
export function isSingle(type: ColumnType): boolean {
  return type.kind === 'float' && baseName(type) === 'float'
}

export function isBit(type: ColumnType): boolean {
  return baseName(type) === 'bit'
}

/** MariaDB's own UUIDs order by their time. */
export function isNativeUuid(type: ColumnType): boolean {
  return type.kind === 'uuid' && baseName(type) === 'uuid'
}

/** A UUID in 16 bytes. */
export function isBinaryUuid(type: ColumnType): boolean {
  return type.kind === 'uuid' && /binary/.test(baseName(type))
}

/** JSON that the database stores as such (MySQL), not as text (MariaDB). */
export function isNativeJson(type: ColumnType): boolean {
  return type.kind === 'json' && type.storage === 'native'
}

/** Text that compares by code point without being told to. */
export function isByCodePoint(type: ColumnType): boolean {
  return type.collation === codePointCollations.mariadb || type.collation === codePointCollations.mysql
}

/** The value as text in utf8mb4, compared by code point. */
export function exactText(c: Sql, type: ColumnType): Sql {
  if (isByCodePoint(type)) return c
  return sql`${inUtf8(c, type)} collate ${codePointCollation}`
}

/** Text in the connection's character set: another cannot be collated with it. */
export function inUtf8(c: Sql, type: ColumnType): Sql {
  if (type.storage === 'text' && /^(geometry|point|linestring|polygon|multi\w+|geom\w+)/.test(baseName(type))) {
    return sql`st_astext(${c})`
  }
  if (type.storage === 'text' && type.collation === undefined) return sql`cast(${c} as char)`
  return characterSet(type) === 'utf8mb4' ? c : sql`convert(${c} using utf8mb4)`
}

/** The character set of a column's text; that of a literal where the column says none. */
export function characterSet(type: ColumnType): string {
  return type.collation?.split('_')[0] ?? 'utf8mb4'
}

/** The name of a collation as SQL: of the catalog, so letters, digits and `_`. */
export function collationName(type: ColumnType): Sql | null {
  return type.collation !== undefined && /^\w+$/.test(type.collation) ? raw(type.collation) : null
}

/** The number itself: without the zeros before it, and with all digits of a float. */
export function plainNumber(c: Sql, type: ColumnType): Sql {
  if (isSingle(type)) return sql`(${c} + 0e0)`
  return /\bzerofill\b/i.test(type.sqlType) ? sql`(${c} + 0)` : c
}

/**
 * The shortest digits that mean the double. A server takes 22 characters for the longest of them: MariaDB cuts texts of which
 * it is a part by what is more, and MySQL rounds; as JSON it has them all, and `.0` behind a whole number.
 */
export function floatText(number: Sql): Sql {
  const before = spelled({ mariadb: 'cast(', mysql: `trim(trailing '.0' from cast(cast(` })
  return sql`${before}${number}${spelled({ mariadb: ' as char(30))', mysql: ' as json) as char))' })}`
}

/** The bytes of a BIT, whose value is a number. */
export function plainBytes(c: Sql, type: ColumnType): Sql {
  return isBit(type) ? sql`cast(${c} as binary)` : c
}

/**
 * The type of a key or of a list's item in JSON_TABLE. Bytes and UUIDs are hex and text there; what compares with them says
 * how they are read.
 */
export function tableType(type: ColumnType): Sql {
  switch (type.kind) {
    case 'int':
      return raw('int')
    case 'bigint':
      return raw(isUnsigned(type) ? 'bigint unsigned' : 'bigint')
    case 'decimal':
      return spelled({ mariadb: decimalType(type, 'mariadb'), mysql: decimalType(type, 'mysql') })
    case 'float':
      return raw('double')
    case 'boolean':
      return raw('tinyint')
    case 'date':
      return raw('date')
    case 'time':
      return raw('time(6)')
    case 'dateTime':
    case 'localDateTime':
      return raw('datetime(6)')
    default:
      return textType(type)
  }
}

/** As short as the column: only short texts are indexed on the fly. A longer one is null there, and equals nothing. */
function textType(type: ColumnType): Sql {
  const length = shortText(type)
  const name = length === null ? 'longtext' : `varchar(${length})`
  return sql`${raw(name)} character set utf8mb4 collate ${codePointCollation}`
}

/** How many characters a text of the type has at most, where a list of them can be indexed as it is; else null. */
export function shortText(type: ColumnType): number | null {
  const length = type.kind === 'uuid' ? 36 : type.kind === 'enum' ? shortLength : mostCharacters(type)
  return length !== null && length <= shortLength ? length : null
}

const shortLength = 255

/** How many characters a column of text can hold, where its type says so. */
export function mostCharacters(type: ColumnType): number | null {
  const [, name, length] = /^(char|varchar)\((\d+)\)/i.exec(type.sqlType) ?? []
  return type.kind === 'string' && name !== undefined ? Number(length) : null
}

/** Whether JSON_TABLE reads values of the type as text. */
export function isTextInTable(type: ColumnType): boolean {
  return ['string', 'uuid', 'enum', 'bytes', 'json'].includes(type.kind)
}

/** What stands for a text where the database is to hash it: of a width that it can index. */
export function digest(text: Sql): Sql {
  return sql`unhex(sha2(${text}, 256))`
}

/** A decimal that is compared with one of the type. */
export function decimalType(type: ColumnType, server: Server): string {
  return `decimal(${mostDigits}, ${decimalScale(type, server)})`
}

/**
 * Digits behind the point of what is compared with a decimal: one more than the column has, where there is room, so that a
 * number between two of the column's stays between them.
 */
export function decimalScale(type: ColumnType, server: Server): number {
  const most = mostScale[server]
  const scale = type.scale ?? mostScale.mysql
  const whole = type.precision === undefined ? mostDigits - most : type.precision - scale
  return Math.min(scale + 1, most, mostDigits - whole)
}
