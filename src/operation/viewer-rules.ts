import { coerceInputValue, isNonNullType, type GraphQLInputObjectType, type GraphQLInputType } from 'graphql'
import type { Catalog } from '../catalog/catalog.ts'
import type { RoleRules, RowRule } from '../catalog/rules.ts'
import { HeddleError, invariant } from '../errors.ts'
import { withoutPrototypes } from './variables.ts'

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
}

/** A filter of a rule, coerced like a client's `where`; null: no row fulfils it. */
export type Filter = Readonly<Record<string, unknown>> | null

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
export function evaluateRule(rules: Rules, table: string, use: RuleUse, context: unknown): Filter {
  const rule = ruleFor(rules, table, use)
  invariant(rule !== null, 'only a rule that is there is evaluated')
  const place = `The rule of ${rules.role} to ${use} ${table}`
  const made: unknown = typeof rule === 'function' ? rule(context as never) : rule
  if (!isComplete(place, made)) return null
  const coerced: unknown = coerceInputValue(
    withoutPrototypes({ made })['made'],
    rules.filterOf(table),
    (path, _, error) => {
      throw new TypeError(`${place} is no filter of the table: at ${path.join('.') || 'its top'}, ${error.message}`)
    },
  )
  return coerced as Filter // an input object
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

/** Whether every value is there. A promise, a Date or a Map has no entries of its own, and would say nothing where it was meant to. */
function isComplete(place: string, value: unknown): boolean {
  if (value === null || value === undefined) return false
  if (Array.isArray(value)) return value.every((item) => isComplete(place, item))
  if (typeof value !== 'object') return true
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(
      `${place} holds a ${value.constructor.name}, where plain objects and the API's values are wanted.`,
    )
  }
  return Object.values(value).every((item) => isComplete(place, item))
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
