import type { Catalog, ColumnType, DialectName } from '../catalog/catalog.ts'
import type { Fetch } from '../plan/plan.ts'
import type { PackedKeys } from './packed-keys.ts'
import type { CanonicalKey, Param, SqlValue, Statement } from './statement.ts'

type KeysParam = Extract<Param, { kind: 'keys' }>

/** A database's language. Adding a dialect is adding one folder with one of these. */
export interface Dialect {
  readonly name: DialectName
  /** A fetch as one statement. Pure: the same bytes for the same input. */
  compile(fetch: Fetch, catalog: Catalog): Statement
  /** A parameter's value for the driver. Throws BAD_USER_INPUT for a value that the column's type cannot hold. */
  encode(param: Param, values: readonly unknown[], keys: readonly CanonicalKey[]): SqlValue
  /** The parameter of a probe's keys. */
  encodeKeys(param: KeysParam, keys: PackedKeys): SqlValue
  /** The one text that equal key values have in every dialect, from the wire JSON in a mark. */
  canonicalKey(type: ColumnType, wire: string): string | null
}
