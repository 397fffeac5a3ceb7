import type { Table } from '../catalog/catalog.ts'
import { tableById } from '../catalog/lookup.ts'
import type { Binding } from './binding.ts'
import { bindWhere } from './bind-where.ts'
import type { Predicate } from './shape.ts'
import {
  evaluateRule,
  presetsFor,
  ruleFor,
  type Filter,
  type RuleFilter,
  type RuleUse,
  type Rules,
} from './viewer-rules.ts'
import { wrapLeaves } from './variables.ts'

/**
 * Where the filters of rules stand among the variables, by their place: a rule is bound as if the viewer had given it as a
 * variable, so that two viewers whose rules differ in values alone have one shape. No variable's name has a space.
 */
const RULES = ' rules'

/** A rule that an operation has come across. */
export interface RulePlace {
  readonly table: string
  readonly use: RuleUse
}

/** What the rules of one viewer say: each is asked once a request, and only where the operation comes across its table. */
export interface ViewerRules {
  readonly rules: Rules
  filterAt(place: RulePlace): RuleFilter
  /** The columns that the server sets, with their values for this viewer. */
  presetsOf(table: string, action: 'create' | 'update'): ReadonlyMap<string, unknown>
  /** Those that were asked. */
  asked(): readonly RulePlace[]
}

/** The rules as a viewer's context makes them, kept in `variables`, where values are looked up again. */
export function viewerRules(rules: Rules, context: unknown, variables: Record<string, unknown>): ViewerRules {
  const filters = Object.create(null) as Record<string, Filter>
  variables[RULES] = filters
  const known = new Map<string, RuleFilter>()
  const places: RulePlace[] = []
  const presets = new Map<string, ReadonlyMap<string, unknown>>()
  return {
    rules,
    presetsOf(table, action) {
      const key = `${action} ${table}`
      let values = presets.get(key)
      if (!values) presets.set(key, (values = presetsFor(rules, table, action, context)))
      return values
    },
    filterAt(place) {
      const key = keyOf(place)
      let found = known.get(key)
      if (found === undefined) {
        places.push(place)
        known.set(key, (found = evaluateRule(rules, place.table, place.use, context)))
        filters[key] = found.filter
      }
      return found
    },
    asked: () => places,
  }
}

/** What of the rules at these places decides the shape: all but the values. */
export function formOfRules({ filterAt }: ViewerRules, places: Iterable<RulePlace>): string {
  let form = ''
  for (const place of places) form += `${keyOf(place)}${filterAt(place).form};`
  return form
}

export function keyOf({ table, use }: RulePlace): string {
  return `${use} ${table}`
}

/**
 * A rule of the config as a condition. It is bound by the binder of `where`, over the whole catalog: rows that it asks about
 * are all rows, whatever the viewer may see of them. Null: there is no such rule.
 *
 * @example orders: { read: { where: (c) => ({ user: { id: { eq: c.userId } } }) } } // some user(id = $3)
 */
export function bindRule(binding: Binding, viewer: ViewerRules | null, table: Table, use: RuleUse): Predicate | null {
  if (viewer === null || ruleFor(viewer.rules, table.id, use) === null) return null
  const place = { table: table.id, use }
  const { filter } = viewer.filterAt(place)
  if (filter === null) return nothing
  const { catalog, filterOf } = viewer.rules
  const where = wrapLeaves(filterOf(table.id), filter, [RULES, keyOf(place)])
  // What the client may ask has nothing to do with what the config says.
  const limits = { ...binding.limits, conditions: Infinity }
  return bindWhere({ ...binding, catalog, limits }, tableById(catalog, table.id), where) ?? everything
}

const nothing: Predicate = { kind: 'or', items: [] }
/** A rule that says `{}` is a rule all the same. */
const everything: Predicate = { kind: 'and', items: [] }
