import type { Table, WriteRight } from '../catalog/catalog.ts'
import { invariant } from '../errors.ts'
import type { Batch, BatchWork, Conflict } from '../operation/write-shape.ts'
import type { Predicate } from './plan.ts'

/** Whether the config's code fills a column, whatever the role may write. */
export type WrittenByCode = (table: string, column: string) => boolean

/**
 * Holds what a write does to the rows of one place against what the role may do to the table: the action itself, each
 * column, and that the rules stand which say what rows it may reach and what a row must fulfil.
 *
 * @throws Error, a fault: the request is not answered
 */
export function assertWritable(table: Table, { work, check }: Batch, written: WrittenByCode): void {
  const asserting: Asserting = { table, written }
  switch (work.kind) {
    case 'insert': {
      const right = rightOf(table, 'create')
      assertCheck(asserting, right, check)
      for (const { columns } of work.groups) assertColumns(asserting, right, columns)
      if (work.conflict) assertUpsert(asserting, right, work.conflict)
      return
    }
    case 'changed': {
      const right = rightOf(table, 'update')
      assertCheck(asserting, right, check)
      assertColumns(asserting, right, work.set.map(({ column }) => column)) // prettier-ignore
      return assertPolicy(asserting, right, work.policy)
    }
    case 'filtered':
    case 'keyed':
      return assertFound(asserting, work, check)
  }
}

/** Holds what is done to the pairs of a junction, by which a batch belongs to the rows above, against the junction's rules. */
export function assertPairsWritable(junction: Table, { work, via }: Batch): void {
  const policy = via?.pairPolicy ?? null
  const found = work.kind === 'keyed' && work.then.kind !== 'connect'
  if (!found) {
    const { set, checked, limit } = rightOf(junction, 'create')
    invariant(
      set.length === 0 && !checked && limit === null,
      `pairs of ${junction.id} are made as no rule looks at them`,
    )
    return invariant(policy === null, 'pairs that are made are not looked for')
  }
  const right = work.then.kind === 'delete' ? rightOf(junction, 'delete') : null
  invariant((right?.limit ?? null) === null, `pairs of ${junction.id} are taken out where no rule counts them`)
  assertPolicy({ table: junction }, right, policy)
}

interface Asserting {
  readonly table: Table
  readonly written: WrittenByCode
}

/** Rows that were found: they are changed, deleted, or only referred to. */
function assertFound(
  asserting: Asserting,
  { policy, then }: Extract<BatchWork, { kind: 'filtered' | 'keyed' }>,
  check: Predicate | null,
): void {
  const { table } = asserting
  if (then.kind === 'delete') return assertPolicy(asserting, rightOf(table, 'delete'), policy)
  if (then.kind === 'connect' && then.groups.length === 0) return assertPolicy(asserting, null, policy)
  const right = rightOf(table, 'update')
  assertPolicy(asserting, right, policy)
  assertCheck(asserting, right, check)
  if ('groups' in then) for (const { columns } of then.groups) assertColumns(asserting, right, columns)
}

function assertUpsert(asserting: Asserting, create: WriteRight, { update, set, apart }: Conflict): void {
  const right = rightOf(asserting.table, 'update')
  assertColumns(asserting, right, [...update, ...set.map(({ column }) => column)])
  assertPolicy(asserting, right, apart?.policy ?? null)
  assertCheck(asserting, right, apart?.check ?? null)
  invariant(!create.checked || apart, 'what is inserted by a rule of its own is looked for first')
}

function rightOf({ id, writes }: Table, action: 'create' | 'update' | 'delete'): WriteRight {
  const right = writes[action]
  invariant(right, `rows of ${id} are written only as the role may: ${action}`)
  return right
}

function assertPolicy({ table }: Pick<Asserting, 'table'>, right: WriteRight | null, policy: Predicate | null): void {
  const wanted = (table.rights?.policed ?? false) || (right?.ruled ?? false)
  invariant((policy !== null) === wanted, `rows of ${table.id} are written by the rules alone`)
}

function assertCheck({ table }: Asserting, right: WriteRight, check: Predicate | null): void {
  invariant((check !== null) === right.checked, `rows of ${table.id} are checked after a write`)
}

function assertColumns({ table, written }: Asserting, { columns, set }: WriteRight, names: readonly string[]): void {
  for (const name of names) {
    const may = set.includes(name) || columns.some((column) => column.name === name) || written(table.id, name)
    invariant(may, `column ${name} of ${table.id} is written only as the role may`)
  }
}
