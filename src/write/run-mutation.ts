import type { Catalog } from '../catalog/catalog.ts'
import { tableById } from '../catalog/lookup.ts'
import { HeddleError } from '../errors.ts'
import type { RunPart } from '../runtime/build-tree.ts'
import type { CompiledPlan } from '../runtime/compile-plan.ts'
import { runPlan } from '../runtime/run-plan.ts'
import type { Run } from '../runtime/run-statement.ts'
import type { CompiledWrite } from './compile-mutation.ts'
import { nameViolation } from './name-violation.ts'
import { runWrite } from './run-write.ts'
import type { CommitOutcome, UnitOfWork } from './unit-of-work.ts'
import type { Writer } from './writer.ts'

/** A mutation to run: its root fields in their order. */
export interface MutationRun extends Omit<Run, 'compiled' | 'connections' | 'keys'> {
  readonly parts: readonly { readonly compiled: CompiledPlan; readonly write: CompiledWrite | null }[]
  /** All root fields commit together, or none does. */
  readonly atomic: boolean
  readonly writer: Writer
  /** What the role may name in an error. */
  readonly visible: Catalog
}

/** What became of what a mutation wrote. */
export type Transaction = CommitOutcome

export interface MutationResult {
  readonly parts: readonly RunPart[]
  /** Of each unit of work that wrote, in their order. */
  readonly transactions: readonly Transaction[]
}

/**
 * Runs the root fields of a mutation one after the other: each a unit of work of its own, which commits before the next
 * begins; under `@atomic` all of them one.
 */
export async function runMutation(run: MutationRun): Promise<MutationResult> {
  return run.atomic ? runTogether(run) : runApart(run)
}

async function runApart(run: MutationRun): Promise<MutationResult> {
  const parts: RunPart[] = []
  const transactions: Transaction[] = []
  for (const part of run.parts) {
    const unit = openUnit(run, [part])
    try {
      const ran = await runPart(run, part, unit)
      keep(transactions, await unit.commit())
      parts.push(ran)
    } catch (error) {
      await unit.rollback()
      parts.push(failed(run, part, error))
    }
  }
  return { parts, transactions }
}

async function runTogether(run: MutationRun): Promise<MutationResult> {
  const unit = openUnit(run, run.parts)
  const parts: RunPart[] = []
  const transactions: Transaction[] = []
  try {
    for (const part of run.parts) parts.push(await runPart(run, part, unit))
    keep(transactions, await unit.commit())
    return { parts, transactions }
  } catch (error) {
    await unit.rollback()
    // Where all ran, it is the commit that failed, and of every field alike.
    const at = parts.length
    const undone = at === run.parts.length ? error : rolledBack(error)
    return { parts: run.parts.map((part, index) => failed(run, part, index === at ? error : undone)), transactions }
  }
}

function openUnit(run: MutationRun, parts: MutationRun['parts']): UnitOfWork {
  const { sources, requestId, deadline, signal } = run
  const writes = [...new Set(parts.flatMap(({ write }) => write?.plan.sources ?? []))]
  return run.writer.open({ sources, writes, requestId, deadline, signal })
}

async function runPart(run: MutationRun, part: MutationRun['parts'][number], unit: UnitOfWork): Promise<RunPart> {
  const { compiled, write } = part
  if (!write) return { compiled, result: await runPlan({ ...run, compiled }), written: 0, error: null }
  const { count, result } = await runWrite({ ...run, compiled, write, unit })
  return { compiled, result, written: count, error: null }
}

function keep(transactions: Transaction[], outcome: CommitOutcome): void {
  if (outcome.participants.length > 0) transactions.push(outcome)
}

/** Faults of ours reach the client as a failed field without a word about their cause, and the log with it. */
function failed(run: MutationRun, { compiled, write }: MutationRun['parts'][number], error: unknown): RunPart {
  // A deferred constraint is broken when the transaction commits.
  const named = write ? nameViolation(run, tableById(run.catalog, write.plan.table), error) : error
  return { compiled, result: { answers: [], ran: [], flawed: true }, written: 0, error: asHeddleError(run, named) }
}

function asHeddleError({ events, requestId }: MutationRun, error: unknown): HeddleError {
  if (error instanceof HeddleError) return error
  events.emit({ kind: 'fault', requestId, error })
  return new HeddleError('INTERNAL_SERVER_ERROR', 'Unexpected error.', {}, { cause: error })
}

function rolledBack(cause: unknown): HeddleError {
  return new HeddleError(
    'TRANSACTION_ABORTED',
    'Another field of this @atomic mutation failed, so nothing of it was written.',
    {},
    { cause },
  )
}
