import { tableById } from '../catalog/lookup.ts'
import { HeddleError, invariant } from '../errors.ts'
import type { RunPart, Tree } from '../runtime/build-tree.ts'
import type { CompiledPlan } from '../runtime/compile-plan.ts'
import { errorForViewer } from '../runtime/error-for-viewer.ts'
import { runPlan, type PlanResult } from '../runtime/run-plan.ts'
import type { Ran, Run } from '../runtime/run-statement.ts'
import { sessionsOf } from '../runtime/sessions-of.ts'
import type { AnswerOnce } from './answer-once.ts'
import type { CompiledWrite } from './compile-mutation.ts'
import { nameViolation } from './name-violation.ts'
import type { RequestKey } from './request-key.ts'
import { mayWriteAnywhere, tellCommitted } from './run-hooks.ts'
import { runWrite } from './run-write.ts'
import type { Committed, Hooks } from './table-hooks.ts'
import type { CommitOutcome, UnitOfWork } from './unit-of-work.ts'
import type { Writer } from './writer.ts'

/** A mutation to run: its root fields in their order. */
export interface MutationRun extends Omit<Run, 'compiled' | 'connections' | 'keys'> {
  readonly parts: readonly MutationPart[]
  /** All root fields commit together, or none does. */
  readonly atomic: boolean
  readonly writer: Writer
  /** The config's code around writes. */
  readonly hooks?: Hooks | undefined
  /** Where the request may be sent again: what it is known by, and how its answer is kept. */
  readonly repeatable?: Repeatable | undefined
}

interface MutationPart {
  readonly compiled: CompiledPlan
  readonly write: CompiledWrite | null
}

export interface Repeatable {
  readonly key: RequestKey
  textOf(part: RunPart): string
  treeOf(text: string): Tree
}

/** What became of what a mutation wrote. */
export type Transaction = CommitOutcome

export interface MutationResult {
  readonly parts: readonly RunPart[]
  /** Of each unit of work that wrote, in their order. */
  readonly transactions: readonly Transaction[]
  /** Whether anything was answered as it had been before. */
  readonly replayed: boolean
}

/**
 * Runs the root fields of a mutation one after the other: each a unit of work of its own, which commits before the next
 * begins; under `@atomic` all of them one. With a key, what has been committed before is answered as it was, and the rest
 * runs.
 *
 * @throws HeddleError before anything was written: IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_KEY_IN_USE, IDEMPOTENCY_UNAVAILABLE
 */
export async function runMutation(run: MutationRun): Promise<MutationResult> {
  const { key } = run.repeatable ?? {}
  const once = key ? run.writer.answers.once(key, run.sources) : null
  const units = run.atomic ? [run.parts] : run.parts.map((part) => [part])
  const parts: RunPart[] = []
  const transactions: Transaction[] = []
  let replayed = false
  for (const unit of units) {
    const ended = await runUnit(run, once, unit, parts.length)
    parts.push(...ended.parts)
    if (ended.outcome && ended.outcome.participants.length > 0) transactions.push(ended.outcome)
    replayed ||= ended.replayed
  }
  return { parts, transactions, replayed }
}

/** Some root fields after their unit of work. */
interface Ended {
  readonly parts: readonly RunPart[]
  readonly outcome: CommitOutcome | null
  readonly replayed: boolean
}

/** @param first which root field of the mutation is the first of these */
async function runUnit(
  run: MutationRun,
  once: AnswerOnce | null,
  parts: readonly MutationPart[],
  first: number,
): Promise<Ended> {
  const writes = [...new Set(parts.flatMap(({ write }) => write?.plan.sources ?? []))]
  // What writes nothing may run as often as it likes.
  const keyed = writes.length > 0 ? once : null
  const { sources, requestId, deadline, signal } = run
  const anywhere = parts.some(({ write }) => mayWriteAnywhere(run.hooks, write))
  const keepers = anywhere ? run.writer.writable : writes
  const sessionOf = sessionsOf(run.sessions, run.context)
  const unit = run.writer.open({ sources, ...(anywhere ? {} : { writes }), requestId, deadline, signal, sessionOf })
  const ran: RunPart[] = []
  /** By part: what it ran, also where it failed. */
  const statements = parts.map((): Ran[] => [])
  const committed: Committed[] = []
  try {
    const known = await keyed?.find(first, keepers)
    if (known != null) return replay(run, parts, known)
    await keyed?.claim(first, unit)
    for (const [index, part] of parts.entries()) {
      ran.push(await runPart(run, part, { unit, committed, statements: statements[index]! })) // one for each
    }
    await keyed?.keep(first, unit, await keptText(run, ran, unit))
    const outcome = await unit.commit()
    await tellCommitted(committed, run)
    return { parts: ran, outcome, replayed: false }
  } catch (error) {
    await unit.rollback()
    // Another request may have done it meanwhile, or this one, though nobody could say so.
    const found = await keyed?.find(first, keepers).catch(() => null)
    if (found != null) return replay(run, parts, found)
    // The key is of the whole request, so what is wrong with it is too, unless some of the request has been answered.
    if (first === 0 && isOfKey(error)) throw error
    // Where all ran, it is the commit that failed, and of every field alike.
    const undone = ran.length === parts.length ? error : rolledBack(error)
    const failures = parts.map((part, index) => {
      return failed(run, part, index === ran.length ? error : undone, statements[index]!) // one for each
    })
    return { parts: failures, outcome: null, replayed: false }
  }
}

function isOfKey(error: unknown): boolean {
  return error instanceof HeddleError && error.code.startsWith('IDEMPOTENCY')
}

interface Kept {
  readonly trees: readonly string[]
  readonly outcome: CommitOutcome
}

async function keptText({ repeatable }: MutationRun, ran: readonly RunPart[], unit: UnitOfWork): Promise<string> {
  invariant(repeatable, 'what is kept is of a request with a key')
  return JSON.stringify({ trees: ran.map(repeatable.textOf), outcome: await unit.prospect() } satisfies Kept)
}

function replay({ repeatable }: MutationRun, parts: readonly MutationPart[], text: string): Ended {
  const { trees, outcome } = JSON.parse(text) as Kept
  const replayed = parts.map(({ compiled }, index): RunPart => {
    return { compiled, result: flawed, written: 0, error: null, kept: repeatable?.treeOf(trees[index] ?? '{}') }
  })
  return { parts: replayed, outcome, replayed: true }
}

/** Only the reference path can answer it. */
const flawed: PlanResult = { answers: [], ran: [], flawed: true }

/** Where a part runs, and what it tells of that. */
interface Telling {
  readonly unit: UnitOfWork
  readonly committed: Committed[]
  readonly statements: Ran[]
}

async function runPart(
  run: MutationRun,
  part: MutationPart,
  { unit, committed, statements }: Telling,
): Promise<RunPart> {
  const { compiled, write } = part
  if (!write) return { compiled, result: await runPlan({ ...run, compiled }), written: 0, error: null }
  const { count, result, committed: mine } = await runWrite({ ...run, compiled, write, unit }, statements)
  committed.push(...mine)
  return { compiled, result, written: count, error: null }
}

/** Faults of ours reach the client as a failed field without a word about their cause, and the log with it. */
function failed(run: MutationRun, { compiled, write }: MutationPart, error: unknown, ran: readonly Ran[]): RunPart {
  // A deferred constraint is broken when the transaction commits.
  const named = write ? nameViolation(run, tableById(run.catalog, write.plan.table), error) : error
  return {
    compiled,
    result: { ...flawed, ran },
    written: 0,
    error: errorForViewer(run.visible, asHeddleError(run, named)),
  }
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
