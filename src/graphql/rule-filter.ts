import type { GraphQLInputObjectType } from 'graphql'
import type { Catalog } from '../catalog/catalog.ts'
import { tableById } from '../catalog/lookup.ts'
import { scalarOfKind } from './scalars.ts'
import { createTypeRegistry } from './type-registry.ts'
import { whereInput } from './where-input.ts'

/** The type of a table's `where`, by the table's id. */
export type RuleFilters = (table: string) => GraphQLInputObjectType

/**
 * The types of the filters that rules of the config are written in: those of the API over the whole catalog, as a rule may
 * name what a role may not. No schema holds them; each is made at its first use.
 */
export function ruleFilters(whole: Catalog): RuleFilters {
  const draft = { catalog: whole, types: createTypeRegistry(Object.values(scalarOfKind)) }
  return (table) => whereInput(draft, tableById(whole, table))
}
