import type { Table } from '../catalog/catalog.ts'
import type { FieldMeta } from '../catalog/field-meta.ts'
import { tableById } from '../catalog/lookup.ts'
import { HeddleError } from '../errors.ts'
import type { BatchDraft } from './batch-draft.ts'
import { bindUnique } from './bind-key.ts'
import { bindFields, bindObject, objectType, type Selected } from './bind-selection.ts'
import { bindWhere } from './bind-where.ts'
import type { Binding } from './binding.ts'
import type { BoundObject, Predicate } from './shape.ts'
import { unwrap } from './variables.ts'
import { mayWrite } from '../catalog/table-writes.ts'
import { changedBeside, givenValues } from './written-row.ts'
import { collectBatches, type Batches } from './write-batches.ts'
import { guardsOf } from './write-guards.ts'
import { assertNamesRows, bindMatch } from './write-filter.ts'
import type { Assignment, BoundWrite, WrittenField } from './write-shape.ts'

type Input = Readonly<Record<string, unknown>>
type WriteMeta = Extract<FieldMeta, { kind: 'write' }>

/**
 * A root field of a mutation: what to write, and what to answer of it.
 *
 * @throws HeddleError EMPTY_FILTER, BAD_USER_INPUT, BAD_NODE_ID, before anything is asked of a database
 */
export function bindWrite(binding: Binding, meta: WriteMeta, selected: Selected): BoundWrite {
  const table = tableById(binding.catalog, meta.table)
  const batches = collectBatches(binding)
  bindRows(binding, batches, table, meta, selected.args)
  return {
    table: table.id,
    action: meta.action,
    many: meta.many,
    matched: Object.hasOwn(selected.args, 'ifMatch'),
    batches: batches.finish(),
    policy: binding.policyOf(table),
    answer: meta.many
      ? { kind: 'many', fields: bindWritten(binding, table, selected) }
      : { kind: 'one', value: bindObject(binding, table, objectType(selected), selected.sets) },
  }
}

function bindRows(binding: Binding, batches: Batches, table: Table, meta: WriteMeta, args: Input): void {
  switch (meta.action) {
    case 'create': {
      const batch = batches.root(table, { kind: 'insert', conflict: null })
      const rows = meta.many ? (args['data'] as Input[]) : [args['data'] as Input]
      for (const row of rows) batches.insert(batch, row, null)
      return
    }
    case 'upsert':
      return bindUpsert(binding, batches, table, args)
    case 'update':
      return bindUpdate(binding, batches, table, meta.many, args)
    case 'delete':
      batches.root(table, { kind: 'filtered', where: whereOf(binding, table, meta.many, args), change: 'delete' })
  }
}

/** Which rows the request names; the one of a key only as it says that the row must be still. */
function whereOf(binding: Binding, table: Table, many: boolean, args: Input): Predicate | null {
  assertNamesRows(args['where'])
  if (many) return bindWhere(binding, table, args['where'])
  const key = bindUnique(binding, table, args['where'] as Input)
  const match = bindMatch(binding, table, args)
  return match === null ? key : { kind: 'and', items: [key, match] }
}

function bindUpsert(binding: Binding, batches: Batches, table: Table, args: Input): void {
  const data = args['data'] as Input
  const key = table.keys.find(({ name }) => name === unwrap(args['on']))?.columns ?? []
  const nested = Object.keys(data).find((name) => table.relations.some((relation) => relation.name === name))
  if (nested !== undefined) {
    throw new HeddleError('BAD_USER_INPUT', `An upsert writes one row, and "${nested}" names others.`, {
      hint: 'Write them by a mutation of their own, beside it under @atomic.',
    })
  }
  const asked = (unwrap(args['update']) as unknown[] | null | undefined)?.map((name) => unwrap(name) as string)
  const given = Object.keys(data).filter((name) => !key.includes(name))
  const meant = asked ? given.filter((name) => asked.includes(name)) : given.filter((name) => !isKey(table, name))
  const update = meant.filter((name) => mayWrite(table, 'update', name))
  const beside = update.length > 0 ? changedBeside(binding, table, update) : null
  const set = beside ? [...assignments(binding, beside.set, false), ...assignments(binding, beside.added, true)] : []
  const { policy, check } = guardsOf(binding, table, 'update')
  const ruled = policy !== null || check !== null || guardsOf(binding, table, 'create').check !== null
  const conflict = { key, update, set, apart: ruled ? { policy, check } : null }
  const batch = batches.root(table, { kind: 'insert', conflict })
  batches.insert(batch, data, null)
}

function isKey(table: Table, column: string): boolean {
  return table.primaryKey?.columns.includes(column) ?? false
}

function bindUpdate(binding: Binding, batches: Batches, table: Table, many: boolean, args: Input): void {
  const where = whereOf(binding, table, many, args)
  const data = (args['data'] ?? {}) as Input
  const added = addedValues(binding, table, (args['inc'] ?? {}) as Input, data)
  const nested = Object.keys(data).find((name) => table.relations.some((relation) => relation.name === name))
  if (nested !== undefined && many) {
    throw new HeddleError('BAD_USER_INPUT', `"${nested}" is written along with one row, and this changes many.`, {
      hint: `Use update${table.typeName}, or write ${nested} by a mutation of its own.`,
    })
  }
  const values = givenValues(binding, table, 'update', data)
  if (nested === undefined && values.size + added.size > 0) {
    const beside = changedBeside(binding, table, [...values.keys(), ...added.keys()])
    const set = [
      ...assignments(binding, new Map([...values, ...beside.set]), false),
      ...assignments(binding, new Map([...added, ...beside.added]), true),
    ]
    batches.root(table, { kind: 'changed', where, set })
    return
  }
  const batch: BatchDraft = batches.root(table, { kind: 'filtered', where, change: 'update' })
  batches.change(batch, 0, data, added)
}

function addedValues(binding: Binding, table: Table, inc: Input, data: Input): ReadonlyMap<string, unknown> {
  const both = Object.keys(inc).find((name) => Object.hasOwn(data, name))
  if (both !== undefined) {
    throw new HeddleError('BAD_USER_INPUT', `"${both}" is set by "data" and added to by "inc": it can be one of both.`)
  }
  const given = Object.entries(inc).filter(([, value]) => unwrap(value) !== null)
  return givenValues(binding, table, 'update', Object.fromEntries(given))
}

function assignments(binding: Binding, values: ReadonlyMap<string, unknown>, adds: boolean): Assignment[] {
  return [...values].map(([column, value]) => ({ column, slot: slotOf(binding, value), adds }))
}

/** A slot of its own: what is written is filled in at every request. */
function slotOf(binding: Binding, value: unknown): number {
  return binding.slots.derived(`written ${binding.slots.values.length}`, value)
}

type Field = WrittenField<BoundObject>

/** `UserRows`. */
function bindWritten(binding: Binding, table: Table, selected: Selected): Field[] {
  return bindFields<Field>(
    binding,
    objectType(selected),
    selected.sets,
    (name, typeName) => ({ kind: 'typename', name, typeName }),
    (part, meta): Field => {
      if (meta?.kind !== 'writtenField') throw new Error(`Invariant violated: no field here means ${meta?.kind}`)
      if (meta.field === 'count') return { kind: 'count', name: part.name }
      return { kind: 'rows', name: part.name, value: bindObject(binding, table, objectType(part), part.sets) }
    },
  )
}
