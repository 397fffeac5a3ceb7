import { coerceInputValue, isNonNullType, type GraphQLInputObjectType, type GraphQLInputType } from 'graphql'
import type { LRUCache } from 'lru-cache'
import type { Catalog } from '../catalog/catalog.ts'
import type { RoleRules, RowRule } from '../catalog/rules.ts'
import { HeddleError, invariant } from '../errors.ts'
import { formOfValue, withoutPrototypes } from './variables.ts'

/** What a filter of `permissions` is about: the rows that may be read, updated or deleted, or what a written row must fulfil. */
export type RuleUse = (typeof uses)[number]

const uses = ['read', 'update', 'delete', 'check create', 'check update'] as const

/** The rules of one role, and the language that they are written in. */
export interface Rules {
  /** Everything that there is: a rule may name what its role may not. */
  readonly catalog: Catalog
  readonly role: string
  readonly tables: RoleRules
  /** The type of a table's `where` over that catalog. */
  filterOf(table: string): GraphQLInputObjectType
  /** The type of a column's value over that catalog. */
  valueOf(table: string, column: string): GraphQLInputType
  /** Filters that were made before, by their use, their table and their JSON: a viewer who asks again has the same ones. */
  readonly made: LRUCache<string, RuleFilter>
}

/** Filters of one role that are kept: one for each rule and viewer. */
export const MOST_MADE = 1_000

/** Characters of the JSON of a filter that is kept. */
const LONGEST_KEPT = 1_000

/** A filter of a rule, coerced like a client's `where`; null: no row fulfils it. */
export type Filter = Readonly<Record<string, unknown>> | null

/** The filter, and what of it decides the shape: all but its values. */
export interface RuleFilter {
  readonly filter: Filter
  readonly form: string
}

/** The rule of a table for a use; null where there is none. */
export function ruleFor({ tables }: Rules, table: string, use: RuleUse): RowRule | null {
  const rules = tables.get(table)
  switch (use) {
    case 'read':
      return rules?.read?.where ?? null
    case 'update':
    case 'delete':
      return rules?.[use]?.where ?? null
    case 'check create':
      return rules?.create?.check ?? null
    case 'check update':
      return rules?.update?.check ?? null
  }
}

/**
 * What a rule says for one viewer. A value in it that is undefined or null is a value that the viewer does not have: then no
 * row fulfils the rule, wherever in it the value stands.
 *
 * @example (c) => ({ userId: { eq: c.userId } }) // for a viewer without a userId: no rows, and not all of them
 *
 * @throws TypeError, which clients see as a fault, for what is no filter of the table; and whatever the rule throws
 */
export function evaluateRule(rules: Rules, table: string, use: RuleUse, context: unknown): RuleFilter {
  const rule = ruleFor(rules, table, use)
  invariant(rule !== null, 'only a rule that is there is evaluated')
  const place = `The rule of ${rules.role} to ${use} ${table}`
  const made: unknown = typeof rule === 'function' ? rule(context as never) : rule
  const content = contentOf(place, made)
  if (content === 'absent') return formed(rules, table, null)
  // JSON tells all that it can hold apart, and drops or changes what it cannot.
  const text = content === 'JSON' ? JSON.stringify(made) : ''
  const key = text === '' || text.length > LONGEST_KEPT ? null : `${use} ${table} ${text}`
  const known = key === null ? undefined : rules.made.get(key)
  if (known) return known
  const coerced: unknown = coerceInputValue(
    withoutPrototypes({ made })['made'],
    rules.filterOf(table),
    (path, _, error) => {
      throw new TypeError(`${place} is no filter of the table: at ${path.join('.') || 'its top'}, ${error.message}`)
    },
  )
  const filter = formed(rules, table, coerced as Filter) // an input object
  if (key !== null) rules.made.set(key, filter)
  return filter
}

function formed(rules: Rules, table: string, filter: Filter): RuleFilter {
  return { filter, form: formOfValue(rules.filterOf(table), filter) }
}

/**
 * Evaluates the rules and presets that are the same for every viewer.
 *
 * @throws HeddleError CONFIG_INVALID for one that is no filter of its table, or no value of its column
 */
export function checkRules(rules: Rules): void {
  for (const table of rules.tables.keys()) {
    for (const use of uses) {
      const rule = ruleFor(rules, table, use)
      if (rule === null || typeof rule === 'function') continue
      asConfig(table, () => evaluateRule(rules, table, use, undefined))
    }
    for (const action of ['create', 'update'] as const) {
      for (const [column, value] of Object.entries(rules.tables.get(table)?.[action]?.set ?? {})) {
        if (typeof value === 'function') continue
        asConfig(table, () => presetValue(rules.valueOf(table, column), value, placeOf(column, table)))
      }
    }
  }
}

function asConfig(table: string, check: () => unknown): void {
  try {
    check()
  } catch (error) {
    throw new HeddleError('CONFIG_INVALID', (error as Error).message, { table }, { cause: error })
  }
}

function placeOf(column: string, table: string): string {
  return `The preset ${column} of ${table}`
}

/**
 * Whether a value is missing in what a rule made, and whether all others are JSON's. A promise, a Date or a Map has no entries
 * of its own, and would say nothing where it was meant to.
 */
function contentOf(place: string, value: unknown): 'absent' | 'JSON' | 'more' {
  if (value === null || value === undefined) return 'absent'
  if (typeof value !== 'object') return isJson(value) ? 'JSON' : 'more'
  const prototype: unknown = Object.getPrototypeOf(value)
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(
      `${place} holds a ${value.constructor.name}, where plain objects and the API's values are wanted.`,
    )
  }
  let content: 'JSON' | 'more' = 'JSON'
  for (const item of Object.values(value)) {
    const inner = contentOf(place, item)
    if (inner === 'absent') return inner
    if (inner === 'more') content = inner
  }
  return content
}

function isJson(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || (Number.isFinite(value) && !Object.is(value, -0))
}

/**
 * The columns that the server sets in a write, with the viewer's values, coerced like a client's.
 *
 * @example presetsFor(rules, 'shop.orders', 'create', { userId: 7 }) // userId → 7
 *
 * @throws HeddleError FORBIDDEN where the viewer has no value for one: the row would be nobody's
 * @throws TypeError, which clients see as a fault, for what is no value of its column; and whatever the function throws
 */
export function presetsFor(
  { tables, valueOf }: Rules,
  table: string,
  action: 'create' | 'update',
  context: unknown,
): ReadonlyMap<string, unknown> {
  const entries = Object.entries(tables.get(table)?.[action]?.set ?? {}).map(([column, given]) => {
    const value: unknown = typeof given === 'function' ? (given as (context: unknown) => unknown)(context) : given
    const type = valueOf(table, column)
    if (value === undefined || (value === null && isNonNullType(type))) {
      // The column may be one that the role does not know.
      const message = 'The request lacks a value that the server writes for whoever asks.'
      throw new HeddleError('FORBIDDEN', message, {}, { cause: new Error(`set.${column} of ${table} is ${value}`) })
    }
    return [column, presetValue(type, value, placeOf(column, table))] as const
  })
  return new Map(entries)
}

function presetValue(type: GraphQLInputType, value: unknown, place: string): unknown {
  if (value instanceof Promise) throw new TypeError(`${place} is a promise, where a value is wanted.`)
  return coerceInputValue(withoutPrototypes({ value })['value'], type, (path, _, error) => {
    throw new TypeError(`${place} is no value of the column: at ${path.join('.') || 'its top'}, ${error.message}`)
  })
}
