import type { DocumentNode, GraphQLSchema } from 'graphql'
import { LRUCache } from 'lru-cache'
import type { Catalog, Catalogs } from './catalog/catalog.ts'
import { buildSchema, type SchemaOptions } from './graphql/build-schema.ts'
import { createOperation, type Operation } from './operation/bind.ts'
import type { BindingContext } from './operation/binding.ts'
import { chooseOperation, createDocuments, type DocumentOptions } from './operation/documents.ts'
import { readWithin } from './operation/parse-document.ts'
import type { BoundRoot } from './operation/shape.ts'
import { buildPlan } from './plan/build-plan.ts'
import type { Planning } from './plan/planning.ts'
import { compilePlan, type CompiledPlan } from './runtime/compile-plan.ts'

/** What a role has: its catalog, its schema, its operations and the plans of their shapes. */
export interface RoleModel {
  readonly catalog: Catalog
  readonly schema: GraphQLSchema
  /**
   * The operation that a request means: parsed, validated and prepared once.
   *
   * @throws RequestErrors
   */
  operationOf(document: string | DocumentNode, name: string | null | undefined): Operation
  /** The plan of a shape, with its statements: made at the first request, kept while it is used. */
  planOf(roots: readonly BoundRoot[]): CompiledPlan
}

/** All roles, each made at its first request. Replaced as a whole when a database's schema changed. */
export interface Model {
  /**
   * A document within the limits, before it is known for whom.
   *
   * @throws GraphQLError GRAPHQL_PARSE_FAILED
   * @throws HeddleError LIMIT_EXCEEDED
   */
  parse(document: string): DocumentNode
  forRole(role: string): RoleModel
}

/** What the roles have in common. */
export type ModelOptions = SchemaOptions &
  Pick<DocumentOptions, 'introspection'> &
  Pick<BindingContext, 'cursors' | 'limits'> & {
    /** What plans go by: another object makes other plans. */
    planning(): Planning
  }

const MAX_PLANS = 2_000

export function createModel(catalogs: Catalogs, options: ModelOptions): Model {
  /** By catalog, which all roles share that may read the same for want of permissions: any text may be a role. */
  const byCatalog = new Map<Catalog, RoleModel>()
  return {
    parse: (document) => readWithin(document, options.limits),
    forRole(role) {
      const catalog = catalogs.forRole(role)
      let model = byCatalog.get(catalog)
      if (!model) byCatalog.set(catalog, (model = createRoleModel(catalog, options)))
      return model
    },
  }
}

function createRoleModel(catalog: Catalog, options: ModelOptions): RoleModel {
  const schema = buildSchema(catalog, options)
  const documents = createDocuments(schema, options)
  const operations = new WeakMap<DocumentNode, Map<string, Operation>>()
  const plans = new LRUCache<string, CompiledPlan>({ max: MAX_PLANS })
  let planOfForm = new WeakMap<readonly BoundRoot[], CompiledPlan>()
  let planning = options.planning()

  function planOfShape(roots: readonly BoundRoot[]): CompiledPlan {
    const shape = JSON.stringify(roots)
    let plan = plans.get(shape)
    if (!plan) plans.set(shape, (plan = compilePlan(buildPlan(catalog, roots, planning), catalog)))
    return plan
  }

  return {
    catalog,
    schema,
    operationOf(given, name) {
      const document = documents.read(given)
      let byName = operations.get(document)
      if (!byName) operations.set(document, (byName = new Map()))
      let operation = byName.get(name ?? '')
      if (!operation) {
        operation = createOperation({ ...options, catalog, schema }, document, chooseOperation(document, name))
        byName.set(name ?? '', operation)
      }
      return operation
    },
    planOf(roots) {
      const current = options.planning()
      if (current !== planning) {
        planning = current
        plans.clear()
        planOfForm = new WeakMap()
      }
      let plan = planOfForm.get(roots)
      if (!plan) planOfForm.set(roots, (plan = planOfShape(roots)))
      return plan
    },
  }
}
