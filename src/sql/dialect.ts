import type { Catalog, ColumnType, DialectName } from '../catalog/catalog.ts'
import type { Fetch } from '../plan/plan.ts'
import type { WritePlan, WriteStep } from '../plan/write-plan.ts'
import type { PackedKeys } from './packed-keys.ts'
import type { CanonicalKey, Param, SqlValue, Statement } from './statement.ts'
import type { WriteGrammar } from './write-grammar.ts'

type KeysParam = Extract<Param, { kind: 'keys' }>

/** A database's language. Adding a dialect is adding one folder with one of these. */
export interface Dialect {
  readonly name: DialectName
  /** What a write's step takes several statements for elsewhere. */
  readonly writes: Pick<WriteGrammar, 'updateReturns' | 'upserts'>
  /** A fetch as one statement. Pure: the same bytes for the same input. */
  compile(fetch: Fetch, catalog: Catalog): Statement
  /** A step of a write as statements, one for each of its groups. Pure. */
  compileWrite(plan: WritePlan, step: WriteStep, catalog: Catalog): Statement[]
  /**
   * A parameter's value for the driver. Throws BAD_USER_INPUT or VALUE_OUT_OF_RANGE for a value that the column's type cannot
   * hold.
   *
   * @param rows the cells that a statement writes, in the API's canonical form
   */
  encode(
    param: Param,
    values: readonly unknown[],
    keys: readonly CanonicalKey[],
    rows?: readonly (readonly unknown[])[],
  ): SqlValue
  /** The parameter of a probe's keys. */
  encodeKeys(param: KeysParam, keys: PackedKeys): SqlValue
  /** The one text that equal key values have in every dialect, from the wire JSON in a mark. */
  canonicalKey(type: ColumnType, wire: string): string | null
}
