import { randomUUID } from 'node:crypto'
import { bodyText } from '../byte-text.ts'
import type { Catalog, Table } from '../catalog/catalog.ts'
import { relationOf, tableById } from '../catalog/lookup.ts'
import { invariant, Sentinel, type HeddleError } from '../errors.ts'
import type {
  GroupField,
  GroupKeyField,
  GroupsView,
  ObjectValue,
  ResponseName,
  RootField,
  Value,
  View,
  WrittenField,
} from '../plan/plan.ts'
import type { SentinelReason } from '../sql/marks.ts'
import type { AnswerBudgets } from './answer-size.ts'
import { createAnswerText } from './answer-text.ts'
import { assembleMembers, nameText, type Assembling } from './assemble.ts'
import type { CompiledPlan } from './compile-plan.ts'
import { explainSentinel } from './explain-sentinel.ts'
import { markInexact } from '../catalog/inexact-numbers.ts'
import type { PlanResult } from './run-plan.ts'

/** An object of the result tree, by response name. Hidden entries begin with a dot: `.type` on every row. */
export type Tree = Record<string, unknown>

/** A plan that ran: all of a query, or a root field of a mutation. */
export interface RunPart {
  readonly compiled: CompiledPlan
  readonly result: PlanResult
  /** Rows that a mutation wrote. */
  readonly written: number
  /** Why nothing of it can be answered. */
  readonly error: HeddleError | null
  /** What was answered when the same request came before: nothing was run for this one. */
  readonly kept?: Tree | undefined
}

/** What a tree is built from. */
export interface TreeSource {
  readonly catalog: Catalog
  /** The role's: an error names no column that it may not. */
  readonly visible: Catalog
  readonly parts: readonly RunPart[]
  readonly values: readonly unknown[]
  /** Of the whole. */
  readonly budgets: AnswerBudgets
  /** Marks an object of the tree, so that resolvers tell it from one that the user made. */
  mark<T extends object>(object: T): T
}

interface Building extends Omit<TreeSource, 'parts'>, RunPart {
  /** A property name that no data holds: what stands in for an error has it. */
  readonly token: string
}

/**
 * The answer as objects, for the reference path: the same texts as the direct path's, parsed, with a {@link Sentinel}
 * where a value is missing for a reason and `.type` on every row. It is the executor's root value.
 */
export function buildTree(source: TreeSource): Tree {
  const token = randomUUID()
  const tree: Tree = {}
  for (const part of source.parts) addPart({ ...source, ...part, token }, tree)
  return source.mark(tree)
}

function addPart(building: Building, tree: Tree): void {
  if (building.kept) return addKept(building.kept, tree)
  const { roots } = building.compiled.plan
  const parsed = building.error ? {} : parsePart(building)
  for (const root of roots) {
    if (root.kind === 'foreign') continue
    const key = nameText(root.name, building.values)
    const value = Object.hasOwn(parsed, key) ? parsed[key] : undefined
    replace(building, tree, root.name, () =>
      building.error && root.kind !== 'typename' ? new Sentinel(building.error) : finishRoot(building, root, value),
    )
  }
}

function addKept(kept: Tree, tree: Tree): void {
  for (const [name, value] of Object.entries(kept)) define(tree, name, value)
}

function parsePart({ compiled, values, result, written, token, budgets }: Building): Tree {
  const answer = createAnswerText(budgets, compiled.leastObject)
  const assembling: Assembling = {
    answers: result.answers,
    splices: compiled.splices,
    values,
    written,
    sentinel: (reason) => JSON.stringify({ [token]: reason }),
    failure: (fetch) => JSON.stringify({ [token]: fetch }),
  }
  answer.addAscii('{')
  assembleMembers(assembling, compiled.plan.roots, true, answer)
  answer.addAscii('}')
  const text = bodyText(answer.finish())
  return JSON.parse(markInexact(text, (number) => JSON.stringify({ [token]: 'number', number }))) as Tree
}

function finishRoot(building: Building, root: Exclude<RootField, { kind: 'foreign' }>, value: unknown): unknown {
  switch (root.kind) {
    case 'typename':
      return root.typeName
    case 'fetch':
    case 'row':
      return finishFetch(building, root.fetch, root.view, value)
    case 'nodes':
      return root.items.map((item, index) => finishFetch(building, item.fetch, item.view, (value as unknown[])[index]))
    case 'rows':
      return finishWritten(building, root.fields, value as Tree)
  }
}

function finishWritten(building: Building, fields: readonly WrittenField[], written: Tree): Tree {
  for (const field of fields) {
    if (field.kind !== 'rows') continue
    replace(building, written, field.name, (rows) =>
      Array.isArray(rows)
        ? rows.map((row) => finishFetch(building, field.fetch, field.view, row))
        : finishFetch(building, field.fetch, field.view, rows),
    )
  }
  return building.mark(written)
}

/** Replaces a property, also one called `__proto__`, which plain assignment would not. */
function replace(building: Building, object: Tree, name: ResponseName, change: (value: unknown) => unknown): void {
  const key = nameText(name, building.values)
  define(object, key, change(Object.hasOwn(object, key) ? object[key] : undefined))
}

function define(object: Tree, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true })
}

function finishFetch(building: Building, fetch: number, view: number, value: unknown): unknown {
  const planned = building.compiled.plan.fetches[fetch]
  invariant(planned, 'a splice names a fetch of the plan')
  const table = tableById(building.catalog, planned.rows.table)
  return finishView(building, table, planned.views[view]!, value) // a splice names a view of its fetch
}

function finishView(building: Building, table: Table, view: View, value: unknown): unknown {
  const sentinel = asSentinel(building, table, value)
  if (sentinel) return sentinel
  if (value === null) return null
  switch (view.kind) {
    case 'list':
      return (value as unknown[]).map((row) => finishRow(building, table, view.value, row))
    case 'one':
      return finishRow(building, table, view.value, value)
    case 'connection':
      return finishConnection(building, table, view, value as Tree)
    case 'aggregate':
      return finishAggregate(building, table, view.fields, value as Tree)
    case 'groups':
      return (value as Tree[]).map((group) => finishGroup(building, table, view, group))
  }
}

function finishRow(building: Building, table: Table, object: ObjectValue, value: unknown): unknown {
  if (value === null) return null
  const row = value as Tree
  for (const field of object.fields) {
    if (field.value.kind === 'typename') continue
    replace(building, row, field.name, (inside) => finishValue(building, table, field.value, inside))
  }
  row['.type'] = table.typeName
  return building.mark(row)
}

function finishValue(building: Building, table: Table, planned: Value, value: unknown): unknown {
  switch (planned.kind) {
    case 'object':
      return finishRow(building, table, planned, value)
    case 'splice':
      return finishFetch(building, planned.fetch, planned.view, value)
    case 'rows': {
      const target = tableById(building.catalog, relationOf(table, planned.rows.relation as string).to)
      return finishView(building, target, planned.view, value)
    }
    case 'column':
      return finishColumn(building, table, planned.column, value)
    default:
      return value
  }
}

function finishColumn(building: Building, table: Table, column: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value
  const isJson = table.columns.find(({ name }) => name === column)?.type.kind === 'json'
  if (isJson && holdsInexact(building, value)) return inexact(building, table, column)
  if (Array.isArray(value)) return value.map((item: unknown) => finishColumn(building, table, column, item))
  // A float may be printed with more digits than it has: the number is the same.
  return asNumber(building, value) ?? asSentinel(building, table, value, column) ?? value
}

function asNumber({ token }: Building, value: object): number | null {
  const { [token]: reason, number } = value as Record<string, unknown>
  return reason === 'number' ? Number(number) : null
}

/** JSON passes through JavaScript here, whose numbers have fewer digits than JSON's may have. */
function holdsInexact(building: Building, value: unknown): boolean {
  if (value === null || typeof value !== 'object') return false
  return asNumber(building, value) !== null || Object.values(value).some((item) => holdsInexact(building, item))
}

function inexact(building: Building, table: Table, column: string): Sentinel {
  const named = building.visible.tables.get(table.id)?.columns.some(({ name }) => name === column)
  return new Sentinel(explainSentinel('inexactNumber', table, named ? column : undefined))
}

type ConnectionView = Extract<View, { kind: 'connection' }>

function finishConnection(building: Building, table: Table, view: ConnectionView, connection: Tree): Tree {
  for (const field of view.fields) {
    if (field.kind === 'nodes') {
      replace(building, connection, field.name, (rows) =>
        (rows as unknown[]).map((row) => finishRow(building, table, field.value, row)),
      )
    }
    if (field.kind === 'pageInfo') replace(building, connection, field.name, (info) => building.mark(info as Tree))
    if (field.kind !== 'edges') continue
    replace(building, connection, field.name, (edges) => {
      for (const edge of edges as Tree[]) {
        for (const part of field.fields) {
          if (part.kind !== 'node') continue
          replace(building, edge, part.name, (row) => finishRow(building, table, part.value, row))
        }
        building.mark(edge)
      }
      return edges
    })
  }
  return building.mark(connection)
}

function finishAggregate(building: Building, table: Table, fields: readonly GroupField[], aggregate: Tree): Tree {
  for (const field of fields) {
    if (field.kind !== 'group') continue
    replace(building, aggregate, field.name, (group) => {
      if (group === null) return null
      for (const part of field.fields) {
        if (part.kind !== 'column') continue
        replace(building, group as Tree, part.name, (value) => finishColumn(building, table, part.column, value))
      }
      return building.mark(group as Tree)
    })
  }
  return building.mark(aggregate)
}

function finishGroup(building: Building, table: Table, view: GroupsView, group: Tree): Tree {
  for (const field of view.fields) {
    if (field.kind !== 'key') continue
    replace(building, group, field.name, (key) => finishKey(building, table, view, field.fields, key as Tree))
  }
  return finishAggregate(building, table, view.fields, group)
}

function finishKey(
  building: Building,
  table: Table,
  view: GroupsView,
  fields: readonly GroupKeyField[],
  key: Tree,
): Tree {
  for (const field of fields) {
    if (field.kind === 'typename') continue
    replace(building, key, field.name, (value) => {
      if (field.kind === 'related') return finishKey(building, table, view, field.fields, value as Tree)
      const { path, column } = view.by.find(({ name }) => name === field.key)! // a field names a key of its view
      const owner = path.reduce(
        (from, { relation }) => tableById(building.catalog, relationOf(from, relation).to),
        table,
      )
      return finishColumn(building, owner, column, value)
    })
  }
  return building.mark(key)
}

function asSentinel(building: Building, table: Table, value: unknown, column?: string): Sentinel | null {
  if (value === null || typeof value !== 'object' || !Object.hasOwn(value, building.token)) return null
  const reason = (value as Record<string, unknown>)[building.token]
  if (typeof reason !== 'number') {
    const named = building.visible.tables.get(table.id)?.columns.some(({ name }) => name === column)
    return new Sentinel(explainSentinel(reason as SentinelReason, table, named ? column : undefined))
  }
  const error = building.result.answers[reason]?.error
  invariant(error, 'what stands in for a failed fetch names one that failed')
  return new Sentinel(error)
}
