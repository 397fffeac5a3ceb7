import type { GraphQLSchema } from 'graphql'
import { LRUCache } from 'lru-cache'
import type { Catalog, Catalogs } from './catalog/catalog.ts'
import { buildSchema, type SchemaOptions } from './graphql/build-schema.ts'
import { createDocuments, type Documents } from './operation/documents.ts'
import type { BoundRoot } from './operation/shape.ts'
import { buildPlan } from './plan/build-plan.ts'
import { compilePlan, type CompiledPlan } from './runtime/compile-plan.ts'

/** What a role has: its catalog, its schema, its documents and the plans of its shapes. */
export interface RoleModel {
  readonly catalog: Catalog
  readonly schema: GraphQLSchema
  readonly documents: Documents
  /** The plan of a shape, with its statements: made at the first request, kept while it is used. */
  planOf(roots: readonly BoundRoot[]): CompiledPlan
}

/** All roles, each made at its first request. Replaced as a whole when a database's schema changed. */
export interface Model {
  forRole(role: string): RoleModel
}

const MAX_PLANS = 2_000

export function createModel(catalogs: Catalogs, options: SchemaOptions): Model {
  const byRole = new Map<string, RoleModel>()
  return {
    forRole(role) {
      let model = byRole.get(role)
      if (!model) byRole.set(role, (model = createRoleModel(catalogs.forRole(role), options)))
      return model
    },
  }
}

function createRoleModel(catalog: Catalog, options: SchemaOptions): RoleModel {
  const schema = buildSchema(catalog, options)
  const plans = new LRUCache<string, CompiledPlan>({ max: MAX_PLANS })
  return {
    catalog,
    schema,
    documents: createDocuments(schema),
    planOf(roots) {
      const shape = JSON.stringify(roots)
      let plan = plans.get(shape)
      if (!plan) plans.set(shape, (plan = compilePlan(buildPlan(catalog, roots), catalog)))
      return plan
    },
  }
}
