import type { GraphQLObjectType } from 'graphql'
import type { Catalog, Table } from '../catalog/catalog.ts'
import type { CustomFieldsByTable } from './custom-field.ts'
import type { TypeRegistry } from './type-registry.ts'

/** How many rows a list answers. */
export interface Limits {
  /** Where the client names none. */
  readonly defaultLimit: number
  /** The most that a client may ask for. */
  readonly maxLimit: number
}

/** What input types and leaves are made with. */
export type InputDraft = Pick<Draft, 'catalog' | 'types'>

/** A schema while it is built. */
export interface Draft {
  readonly catalog: Catalog
  readonly limits: Limits
  readonly types: TypeRegistry
  readonly customFields: CustomFieldsByTable
  /** The type of a table's rows: handed around, because rows lead to connections and relations, and these to rows. */
  rowType(table: Table): GraphQLObjectType
}
