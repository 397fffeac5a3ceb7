import type { DocumentNode, GraphQLError, GraphQLSchema } from 'graphql'
import { LRUCache } from 'lru-cache'
import type { Catalog, Catalogs } from './catalog/catalog.ts'
import { columnOf, tableById } from './catalog/lookup.ts'
import type { RoleRules } from './catalog/rules.ts'
import { buildSchema, type SchemaOptions } from './graphql/build-schema.ts'
import { createOperation, type BoundOperation, type Operation } from './operation/bind.ts'
import type { BindingContext } from './operation/binding.ts'
import { chooseOperation, createDocuments, type DocumentOptions } from './operation/documents.ts'
import { readWithin } from './operation/parse-document.ts'
import type { BoundRoot } from './operation/bound-root.ts'
import { ruleTypes, type RuleTypes } from './graphql/rule-types.ts'
import { HeddleError } from './errors.ts'
import { createZones, type Zones } from './operation/zones.ts'
import { checkRules, MOST_MADE, type Rules } from './operation/viewer-rules.ts'
import { assertVisible } from './plan/assert-visible.ts'
import { buildPlan } from './plan/build-plan.ts'
import type { PreparedPart } from './prepared-part.ts'
import { compilePlan } from './runtime/compile-plan.ts'
import { compileMutation } from './write/compile-mutation.ts'
import type { Planning } from './plan/planning.ts'

/** What a role has: its catalog, its schema, its operations and the plans of their shapes. */
export interface RoleModel {
  readonly catalog: Catalog
  /** Everything that there is: plans are made of what was looked up in `catalog`, and of what the config's rules name. */
  readonly whole: Catalog
  readonly schema: GraphQLSchema
  /** Whether a policy hides rows of some table from it: then it may not know every key that a statement is given. */
  readonly policed: boolean
  /**
   * The operation that a request means: parsed, validated and prepared once.
   *
   * @throws RequestErrors
   */
  operationOf(document: string | DocumentNode, name: string | null | undefined): Operation
  /** Why a document is none that this role can send, whatever operation of it is meant. */
  errorsIn(document: string): readonly GraphQLError[]
  /** The plans of a shape, with their statements: made at the first request, kept while they are used. */
  partsOf(bound: Pick<BoundOperation, 'roots' | 'operation'>): readonly PreparedPart[]
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
export type ModelOptions = Omit<SchemaOptions, 'whole'> &
  Pick<DocumentOptions, 'introspection'> &
  Pick<BindingContext, 'cursors' | 'limits' | 'hooks'> & {
    readonly caches: CacheCounts
    /** What plans go by: another object makes other plans. */
    planning(): Planning
  }

const MAX_PLANS = 2_000

/** How often what is made once was there, and how often it had to be made. */
export interface CacheCount {
  hits: number
  misses: number
}

/** Of all roles. */
export interface CacheCounts {
  readonly document: CacheCount
  readonly plan: CacheCount
}

export function startCacheCounts(): CacheCounts {
  return { document: { hits: 0, misses: 0 }, plan: { hits: 0, misses: 0 } }
}

/** @throws HeddleError CONFIG_INVALID for a rule that is no filter of its table, where that can be known without a viewer */
export function createModel(catalogs: Catalogs, options: ModelOptions): Model {
  /** By catalog, which all roles share that may read the same for want of permissions: any text may be a role. */
  const byCatalog = new Map<Catalog, RoleModel>()
  const zones = createZones()
  const types = ruleTypes(catalogs.whole)
  for (const role of catalogs.roles) checkRules(rulesOf(catalogs, role, types, catalogs.rulesFor(role) ?? new Map()))
  return {
    parse: (document) => readWithin(document, options.limits),
    forRole(role) {
      const catalog = catalogs.forRole(role)
      let model = byCatalog.get(catalog)
      if (!model) byCatalog.set(catalog, (model = createRoleModel(catalogs, catalog, { ...options, zones, types })))
      return model
    },
  }
}

function forbidden(): HeddleError {
  return new HeddleError('FORBIDDEN', 'Nothing in this API may be read with the role that the request has.')
}

function rulesOf({ whole }: Catalogs, role: string, types: RuleTypes, tables: RoleRules): Rules {
  return { catalog: whole, role, tables, ...types, made: new LRUCache({ max: MOST_MADE }) }
}

function createRoleModel(
  catalogs: Catalogs,
  catalog: Catalog,
  { types, zones, ...options }: ModelOptions & { readonly types: RuleTypes; readonly zones: Zones },
): RoleModel {
  const { whole } = catalogs
  const schema = buildSchema(catalog, { ...options, whole })
  const { role } = catalog
  const tables = catalogs.rulesFor(role)
  const context = { ...options, catalog, schema, zones, rules: tables && rulesOf(catalogs, role, types, tables) }
  const documents = createDocuments(schema, { ...options, count: options.caches.document })
  const operations = new WeakMap<DocumentNode, Map<string, Operation>>()
  const plans = new LRUCache<string, PreparedPart>({ max: MAX_PLANS })
  let planOfForm = new WeakMap<readonly BoundRoot[], readonly PreparedPart[]>()
  let planning = options.planning()

  function writtenByCode(table: string, column: string): boolean {
    const filled = options.hooks.get(table)?.get(columnOf(tableById(whole, table), column).sqlName)
    return (filled?.onCreate ?? filled?.onUpdate ?? null) !== null
  }

  function partOf(roots: readonly BoundRoot[]): PreparedPart {
    const shape = JSON.stringify(roots)
    let part = plans.get(shape)
    if (part) options.caches.plan.hits += 1
    else {
      options.caches.plan.misses += 1
      assertVisible(catalog, roots, writtenByCode)
      plans.set(shape, (part = compilePart(whole, roots, planning)))
    }
    return part
  }

  return {
    catalog,
    whole,
    schema,
    policed: [...catalog.tables.values()].some(({ rights }) => rights?.policed === true),
    operationOf(given, name) {
      if (catalog.tables.size === 0 && tables) throw forbidden()
      const document = documents.read(given)
      let byName = operations.get(document)
      if (!byName) operations.set(document, (byName = new Map()))
      let operation = byName.get(name ?? '')
      if (!operation) {
        operation = createOperation(context, document, chooseOperation(document, name))
        byName.set(name ?? '', operation)
      }
      return operation
    },
    errorsIn: documents.errorsIn,
    partsOf({ roots, operation }) {
      const current = options.planning()
      if (current !== planning) {
        planning = current
        plans.clear()
        planOfForm = new WeakMap()
      }
      let parts = planOfForm.get(roots)
      if (parts) options.caches.plan.hits += 1
      else {
        // A query is planned as a whole; of a mutation each field runs, and is planned, by itself.
        parts = operation.operation === 'mutation' ? roots.map((root) => partOf([root])) : [partOf(roots)]
        planOfForm.set(roots, parts)
      }
      return parts
    },
  }
}

function compilePart(catalog: Catalog, roots: readonly BoundRoot[], planning: Planning): PreparedPart {
  const [root] = roots
  if (root?.kind === 'write') return compileMutation(catalog, root.name, root.write)
  return { compiled: compilePlan(buildPlan(catalog, roots, planning), catalog), write: null }
}
