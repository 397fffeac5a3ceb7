import type { ColumnType } from '../../catalog/catalog.ts'
import { invariant } from '../../errors.ts'

/** Names of types as PostgreSQL prints them: words, quoted identifiers, dots, a modifier. */
const printedType = /^(?:[A-Za-z0-9_ .,()]|"(?:[^"\0]|"")+")+$/

/** An enum that is a type of the database; others are text that the schema narrows. */
export function isNativeEnum(type: ColumnType): boolean {
  return type.kind === 'enum' && type.storage === undefined
}

/** Text whose type calls different texts equal: citext, collations that are not deterministic. */
export function isLoose(type: ColumnType): boolean {
  return type.collation !== undefined && type.collation !== 'C' && type.collation !== 'POSIX'
}

/** Text that compares by code point without being told to. */
export function isByCodePoint(type: ColumnType): boolean {
  return type.collation === 'C' || type.collation === 'POSIX'
}

/** The type's element: what an array holds. */
export function elementType(type: ColumnType): ColumnType {
  return { ...type, dimensions: 0, sqlType: type.sqlType.replace(/(\[\])+$/, '') }
}

/**
 * The type to which parameters are cast, without a modifier: `numeric(12,2)` would round and `varchar(5)` cut what is
 * compared. Indexes serve these types as they do the column's own.
 */
export function castName(type: ColumnType): string {
  const name = elementName(elementType(type))
  return type.dimensions > 0 ? `${name}[]` : name
}

function elementName(type: ColumnType): string {
  switch (type.kind) {
    case 'int':
      return 'int4'
    case 'bigint':
      return 'int8'
    case 'decimal':
      return 'numeric'
    case 'float':
      return isSingle(type) ? 'float4' : 'float8'
    case 'boolean':
      return 'bool'
    case 'dateTime':
      return 'timestamptz'
    case 'localDateTime':
      return 'timestamp'
    case 'json':
      return 'jsonb'
    case 'bytes':
      return 'bytea'
    case 'uuid':
    case 'date':
    case 'time':
      return type.kind
    case 'string':
      return 'text'
    case 'enum':
      return isNativeEnum(type) ? typeName(type) : 'text'
  }
}

/** A floating-point number of 32 bits. */
export function isSingle(type: ColumnType): boolean {
  return type.kind === 'float' && /^(real|float4)$/.test(type.sqlType)
}

/** The type's own name in SQL, from the schema. */
function typeName(type: ColumnType): string {
  invariant(printedType.test(type.sqlType), 'a type of the schema is written as PostgreSQL prints types')
  return type.sqlType
}

/**
 * The type to which a value is cast before a column takes it. Its own, without a modifier: then the database does not cut
 * the value to what fits, but refuses it.
 */
export function storedTypeName(type: ColumnType): string {
  const brackets = '[]'.repeat(type.dimensions > 0 ? 1 : 0)
  const element = elementType(type)
  if (element.kind === 'json') return `${element.sqlType === 'json' ? 'json' : 'jsonb'}${brackets}`
  if (element.kind !== 'string' || element.storage !== 'text') return castName(type)
  if (/^bit\b(?! varying)/.test(element.sqlType)) return `varbit${brackets}`
  return typeName({ ...element, sqlType: element.sqlType.replace(/\(\d+(?:, ?\d+)?\)/, '') }) + brackets
}

/** The type to which keys are cast: as {@link castName}, and text where a key may be no value of the type. */
export function keyCastName(type: ColumnType): string {
  return type.kind === 'enum' ? 'text' : castName(type)
}
