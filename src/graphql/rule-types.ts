import { GraphQLNonNull, type GraphQLInputObjectType, type GraphQLInputType } from 'graphql'
import type { Catalog } from '../catalog/catalog.ts'
import { columnOf, tableById } from '../catalog/lookup.ts'
import { allScalars } from './scalars.ts'
import { createTypeRegistry } from './type-registry.ts'
import { columnInputType } from './value-type.ts'
import { whereInput } from './where-input.ts'

/** The types that rules of the config are written in, by the table's id. */
export interface RuleTypes {
  /** Of a table's `where`. */
  filterOf(table: string): GraphQLInputObjectType
  /** Of a column's value. */
  valueOf(table: string, column: string): GraphQLInputType
}

/**
 * The types of the filters that rules of the config are written in: those of the API over the whole catalog, as a rule may
 * name what a role may not. No schema holds them; each is made at its first use.
 */
export function ruleTypes(whole: Catalog): RuleTypes {
  const draft = { catalog: whole, types: createTypeRegistry(allScalars) }
  return {
    filterOf: (table) => whereInput(draft, tableById(whole, table)),
    valueOf(table, name) {
      const column = columnOf(tableById(whole, table), name)
      const type = columnInputType(draft, column.type)
      return column.nullable ? type : new GraphQLNonNull(type)
    },
  }
}
