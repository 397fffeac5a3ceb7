import { GraphQLError } from 'graphql'
import { HeddleError } from '../errors.ts'
import type { CompiledWrite } from './compile-mutation.ts'
import { stepWrites, type StepWrites, type WritingStep } from './row-writes.ts'
import type { Committed, Hooks, TableWrite } from './table-hooks.ts'
import { loadHandles, transactionOf } from './transaction.ts'
import { validateRows } from './validate-rows.ts'
import type { WriteRun, Writing } from './writing.ts'

/** Whether `beforeWrite` of a table may add writes of its own to a unit of work, to whatever database. */
export function mayWriteAnywhere(hooks: Hooks | undefined, write: CompiledWrite | null): boolean {
  if (!hooks || !write) return false
  const { batches, steps } = write.plan
  const pairs = steps.flatMap((step) => (step.kind === 'join' || step.kind === 'part' ? [step.pair] : []))
  return [...batches, ...pairs].some(({ table }) => hooks.tables.get(table)?.beforeWrite !== undefined)
}

/** Has the config's code look at what a step is about to write: the schema of its rows, then `beforeWrite`. */
export async function beforeStep(writing: Writing, step: WritingStep): Promise<void> {
  const { hooks } = writing.run
  const hook = hooks?.tables.get(tableOf(writing, step))
  if (!hooks || !hook || (!hook.validate && !hook.beforeWrite)) return
  const writes = stepWrites(writing, step, hooks.models)
  if (writes.rows.length === 0) return
  if (hook.validate) await validateRows(writing, step, writes, hook.validate)
  if (!hook.beforeWrite) return
  const { unit, sources } = writing.run
  const transaction = transactionOf(unit, sources, await loadHandles())
  try {
    await hook.beforeWrite({ ...told(writing.run, writes), transaction })
  } catch (error) {
    throw error instanceof GraphQLError ? refused(writes, error) : error
  }
}

/** What the hook means to tell the client. All else that it throws is a fault. */
function refused({ table }: StepWrites, error: GraphQLError): HeddleError {
  return new HeddleError('WRITE_REFUSED', error.message, { table: table.plural }, { cause: error })
}

/** Keeps what a step has written for `afterCommit`. */
export function afterStep(writing: Writing, step: WritingStep): void {
  const { hooks } = writing.run
  const call = hooks?.tables.get(tableOf(writing, step))?.afterCommit
  if (!hooks || !call) return
  const writes = stepWrites(writing, step, hooks.models)
  if (writes.rows.length > 0) writing.committed.push({ call, write: told(writing.run, writes) })
}

/** Calls `afterCommit` of what was committed, in the order in which it was written. Nothing that one throws undoes anything. */
export async function tellCommitted(
  committed: readonly Committed[],
  { events, requestId }: Pick<WriteRun, 'events' | 'requestId'>,
): Promise<void> {
  for (const { call, write } of committed) {
    try {
      await call(write)
    } catch (error) {
      events.emit({ kind: 'fault', requestId, error: hookFailed(write, error) })
    }
  }
}

function tableOf({ known }: Writing, step: WritingStep): string {
  if (step.kind === 'join' || step.kind === 'part') return step.pair.table
  return known.plan.batches[step.batch]!.table // a batch of the plan
}

function told({ context }: WriteRun, { table, action, rows }: StepWrites): TableWrite {
  return { table: table.plural, action, rows, context }
}

function hookFailed({ table }: TableWrite, cause: unknown): HeddleError {
  const message = `afterCommit of ${table} failed. What it was told of is committed.`
  return new HeddleError('INTERNAL_SERVER_ERROR', message, { table }, { cause })
}
