import type { ColumnType } from '../../catalog/catalog.ts'
import { raw, sql, type Sql } from '../fragment.ts'

/** Text by code point, without padding: `'a' = 'a '` is false in it, as everywhere else. */
export const codePointCollation = 'utf8mb4_nopad_bin'

/** Text that compares by code point. */
export const codePoints: ColumnType = {
  kind: 'string',
  sqlType: 'longtext',
  collation: codePointCollation,
  dimensions: 0,
}

/** Digits behind the point, and in all, that a decimal can have. */
export const mostScale = 38
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
  return type.collation === codePointCollation
}

/** The value as text in utf8mb4, compared by code point. */
export function exactText(c: Sql, type: ColumnType): Sql {
  if (isByCodePoint(type)) return c
  return sql`${inUtf8(c, type)} collate ${raw(codePointCollation)}`
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

/** The server takes 22 characters for the longest text of a double, and cuts texts of which it is a part by what is more. */
export function floatText(number: Sql): Sql {
  return sql`cast(${number} as char(30))`
}

/** The bytes of a BIT, whose value is a number. */
export function plainBytes(c: Sql, type: ColumnType): Sql {
  return isBit(type) ? sql`cast(${c} as binary)` : c
}

/**
 * The type of a key or of a list's item in JSON_TABLE. Bytes and UUIDs are hex and text there; what compares with them says
 * how they are read.
 */
export function tableType(type: ColumnType): string {
  switch (type.kind) {
    case 'int':
      return 'int'
    case 'bigint':
      return isUnsigned(type) ? 'bigint unsigned' : 'bigint'
    case 'decimal':
      return `decimal(${mostDigits}, ${decimalScale(type)})`
    case 'float':
      return 'double'
    case 'boolean':
      return 'tinyint'
    case 'date':
      return 'date'
    case 'time':
      return 'time(6)'
    case 'dateTime':
    case 'localDateTime':
      return 'datetime(6)'
    default:
      return textType(type)
  }
}

/** As short as the column: only short texts are indexed on the fly. A longer one is null there, and equals nothing. */
function textType(type: ColumnType): string {
  const length = type.kind === 'uuid' ? 36 : type.kind === 'enum' ? shortLength : mostCharacters(type)
  const name = length !== null && length <= shortLength ? `varchar(${length})` : 'longtext'
  return `${name} character set utf8mb4 collate ${codePointCollation}`
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

/**
 * Digits behind the point of what is compared with a decimal: one more than the column has, where there is room, so that a
 * number between two of the column's stays between them.
 */
export function decimalScale(type: ColumnType): number {
  const scale = type.scale ?? mostScale - 8
  const whole = type.precision === undefined ? mostDigits - mostScale : type.precision - scale
  return Math.min(scale + 1, mostScale, mostDigits - whole)
}
