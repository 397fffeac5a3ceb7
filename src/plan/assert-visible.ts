import type { Catalog, Relation, Table } from '../catalog/catalog.ts'
import { columnOf, relationOf, tableById } from '../catalog/lookup.ts'
import { invariant } from '../errors.ts'
import type { BoundRoot } from '../operation/bound-root.ts'
import type {
  AggregateField,
  BoundObject,
  BoundRead,
  ConnectionField,
  GroupField,
  GroupsView,
  Operand,
  OrderBy,
  Predicate,
  RowSet,
  Step,
  View,
} from '../operation/shape.ts'
import type { Batch, BoundWrite } from '../operation/write-shape.ts'
import { assertPairsWritable, assertWritable, type WrittenByCode } from './assert-writable.ts'

/**
 * Holds a shape against what its role may see, before it is planned over everything that there is: every table, column and
 * relation in it is in the role's catalog, and wherever it reaches rows of a table that the role sees by a policy, the policy
 * stands. Binding sees to both; this is what notices where a new position of the language does not. What a policy itself
 * names is the config's affair, and so is what a custom field needs.
 *
 * @throws Error, a fault: the request is not answered
 */
export function assertVisible(catalog: Catalog, roots: readonly BoundRoot[], written: WrittenByCode): void {
  for (const root of roots) {
    if (root.kind === 'read') checkRead(catalog, null, root.read)
    if (root.kind === 'nodes') root.items.forEach((read) => checkRead(catalog, null, read))
    if (root.kind === 'write') checkWrite(catalog, root.write, written)
  }
}

/** The table that a step leads to, once the step was seen to carry its policy. */
function reached(catalog: Catalog, id: string, policy: Predicate | null): Table {
  const table = tableById(catalog, id)
  invariant((policy !== null) === (table.rights?.policed ?? false), `rows of ${id} are reached by their policy alone`)
  return table
}

/** The table that a relation leads to, once its pairs, too, were seen to be those of a policy. */
function follow(catalog: Catalog, from: Table, step: Step): Table {
  const relation = relationOf(from, step.relation)
  assertPairs(catalog, relation, step.pairPolicy)
  return reached(catalog, relation.to, step.policy)
}

function assertPairs(catalog: Catalog, { through }: Relation, policy: Predicate | null): void {
  if (through) reached(catalog, through.table, policy)
  else invariant(policy === null, 'only a junction has pairs')
}

function checkWrite(catalog: Catalog, write: BoundWrite, written: WrittenByCode): void {
  const { table: id, policy, batches, answer } = write
  const table = reached(catalog, id, policy)
  for (const batch of batches) {
    if (batch.via) assertWay(catalog, batches, batch)
    if ('where' in batch.work && batch.work.where) {
      checkPredicate(catalog, tableById(catalog, batch.table), batch.work.where)
    }
    if (batch.work.kind === 'keyed') {
      for (const { where } of batch.work.matches) checkPredicate(catalog, tableById(catalog, batch.table), where)
    }
    assertWritable(tableById(catalog, batch.table), batch, written)
  }
  if (answer.kind === 'one') return checkObject(catalog, table, answer.value)
  for (const field of answer.fields) if (field.kind === 'rows') checkObject(catalog, table, field.value)
}

/** Rows that are written along with others are reached by a relation that the role has, and by pairs that it may write. */
function assertWay(catalog: Catalog, batches: BoundWrite['batches'], batch: Batch): void {
  const { table, via } = batch
  const from = tableById(catalog, batches[via?.batch ?? 0]?.table ?? '')
  const { to, through } = relationOf(from, via?.relation ?? '')
  invariant(to === table, 'a relation leads to the rows that are written along with others')
  if (through) assertPairsWritable(tableById(catalog, through.table), batch)
}

function checkRead(catalog: Catalog, from: Table | null, { rows, view }: BoundRead): void {
  const table = reached(catalog, rows.table, rows.policy)
  if (from) {
    const relation = relationOf(from, rows.relation ?? '')
    invariant(relation.to === table.id, 'a relation leads to its table')
    assertPairs(catalog, relation, rows.pairPolicy)
  } else invariant(rows.relation === null && rows.pairPolicy === null, 'no relation leads to a root')
  checkRows(catalog, table, rows)
  checkView(catalog, table, view)
}

function checkRows(catalog: Catalog, table: Table, { where, order, distinct }: RowSet): void {
  if (where) checkPredicate(catalog, table, where)
  for (const { by } of order) checkOrder(catalog, table, by)
  for (const column of distinct) columnOf(table, column)
}

function checkPredicate(catalog: Catalog, table: Table, predicate: Predicate): void {
  switch (predicate.kind) {
    case 'and':
    case 'or':
      return predicate.items.forEach((item) => checkPredicate(catalog, table, item))
    case 'not':
      return checkPredicate(catalog, table, predicate.item)
    case 'exists': {
      const target = follow(catalog, table, predicate)
      if (predicate.where) checkPredicate(catalog, target, predicate.where)
      return
    }
    case 'group':
      follow(catalog, table, predicate)
      return checkPredicate(catalog, table, predicate.test)
    case 'among':
    case 'member':
    case 'wanted':
      return invariant(false, 'a shape has no keys of probes: plans have')
    case 'compare':
    case 'in':
    case 'null':
    case 'like':
    case 'contain':
      return checkOperand(catalog, table, predicate.left)
    default:
      return unknownKind(predicate)
  }
}

/** The compiler refuses a call that can be reached: what is new in the shape has to be looked at here. */
function unknownKind(_kind: never): never {
  invariant(false, 'every kind of the shape is checked')
}

function checkOperand(catalog: Catalog, table: Table, operand: Operand): void {
  if (operand.kind !== 'aggregate') return void columnOf(table, operand.column)
  const target = follow(catalog, table, operand)
  if (operand.column !== null) columnOf(target, operand.column)
}

function checkOrder(catalog: Catalog, table: Table, by: OrderBy): void {
  if (by.kind === 'related') return checkOrder(catalog, follow(catalog, table, by), by.by)
  invariant(by.kind !== 'looked', 'a shape has no lookups: plans have')
  checkOperand(catalog, table, by)
}

function checkView(catalog: Catalog, table: Table, view: View<BoundObject>): void {
  switch (view.kind) {
    case 'list':
    case 'one':
      return checkObject(catalog, table, view.value)
    case 'connection':
      return view.fields.forEach((field) => checkConnection(catalog, table, field))
    case 'aggregate':
      return view.fields.forEach((field) => checkAggregate(table, field))
    case 'groups':
      return checkGroups(catalog, table, view)
    default:
      return unknownKind(view)
  }
}

function checkConnection(catalog: Catalog, table: Table, field: ConnectionField<BoundObject>): void {
  if (field.kind === 'nodes') return checkObject(catalog, table, field.value)
  if (field.kind !== 'edges') return
  for (const part of field.fields) if (part.kind === 'node') checkObject(catalog, table, part.value)
}

function checkObject(catalog: Catalog, table: Table, object: BoundObject): void {
  for (const { value } of object.fields) {
    switch (value.kind) {
      case 'column':
        columnOf(table, value.column)
        break
      case 'nodeId':
        invariant(table.primaryKey, 'a row with a node id has a key that may be seen')
        break
      case 'read':
        checkRead(catalog, table, value.read)
        break
      case 'typename':
      case 'object': // what code of the config needs
        break
      default:
        unknownKind(value)
    }
  }
}

function checkAggregate(table: Table, field: AggregateField | GroupField): void {
  if (field.kind === 'count' && field.distinct !== null) columnOf(table, field.distinct)
  if (field.kind !== 'group') return
  for (const part of field.fields) if (part.kind === 'column') columnOf(table, part.column)
}

/** A group's conditions and order name its keys and values, which are checked; see {@link GroupsView}. */
function checkGroups(catalog: Catalog, table: Table, { by, values, fields }: GroupsView): void {
  for (const { path, column } of by) {
    columnOf(
      path.reduce((from, step) => follow(catalog, from, step), table),
      column,
    )
  }
  for (const { column } of values) if (column !== null) columnOf(table, column)
  for (const field of fields) checkAggregate(table, field)
}
