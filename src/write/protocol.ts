import type { BranchId } from '../sql/transaction.ts'

/*
 * How a transaction over several databases is committed: the logging last resource, with a fence.
 *
 * All databases but one prepare. The last one, L, writes the decision 'C' into its table `heddle_decision`, in the same
 * local transaction as its own part, and commits it: that is the commit point. Then the others follow.
 *
 * Whoever finds a prepared branch and does not know what became of its transaction asks L by the fence: it writes 'A' under
 * the same primary key, unless there is a row already, and reads what the row says. 'C' and 'A' compete for one key in one
 * database, so exactly one of them is ever there, whatever stops, freezes or gets lost. Nobody needs a clock or a lease.
 *
 * The protocol is written as generators: they yield what they ask of the databases, each list side by side, and are given
 * the answers in the same order. Production carries the asks out (`coordinate.ts`, `recovery.ts`); the simulation in
 * `test/write/` runs the very same generators against databases that crash, stop and lose messages.
 */

export type Outcome = 'C' | 'A'

export type Ask =
  /** Prepare this branch. */
  | { readonly kind: 'prepare'; readonly branch: number }
  /** Write 'C' into the open transaction of L. */
  | { readonly kind: 'record' }
  /** Commit that transaction. */
  | { readonly kind: 'decide' }
  /** Roll it back. */
  | { readonly kind: 'withdraw' }
  /** What was decided? If nothing was: 'A', from now on. */
  | { readonly kind: 'fence'; readonly gtid: string }
  /** Commit or roll back a branch, prepared or not. */
  | { readonly kind: 'finish'; readonly id: BranchId; readonly outcome: Outcome; readonly source: string }
  /** Which branches of ours are prepared here? */
  | { readonly kind: 'list'; readonly source: string }
  /** Delete decisions of this database that are old and whose branches are gone. */
  | { readonly kind: 'forget'; readonly source: string; readonly prepared: readonly string[] }

/**
 * *done*: as asked; of `finish` also where there is nothing left to finish. *refused*: certainly not done. *unknown*: done or
 * not. A fence answers with what was decided.
 */
export type Answer = 'done' | 'refused' | 'unknown' | Outcome | readonly BranchId[]

/** Yields what is asked side by side, and returns what came of it. */
export type Protocol<R> = Generator<readonly Ask[], R, readonly Answer[]>

/** A transaction whose parts are all written, and none of them prepared. */
export interface Global {
  readonly gtid: string
  /** All branches but that of L. */
  readonly others: readonly { readonly id: BranchId; readonly source: string }[]
}

export interface Ending {
  readonly state: 'COMMITTED' | 'ABORTED' | 'UNKNOWN'
  /** Sources whose branch has not been finished yet: recovery will. */
  readonly pending: readonly string[]
}

export function* commitAcross({ gtid, others }: Global): Protocol<Ending> {
  const votes = yield others.map(({ id }) => ({ kind: 'prepare', branch: id.branch }) as const)
  if (votes.some((vote) => vote !== 'done')) return yield* abort(others)

  const [recorded] = yield [{ kind: 'record' }]
  // Refused: recovery's 'A' is there already. Unknown: L's connection is lost, and with it what it was never told to commit.
  if (recorded !== 'done') return yield* abort(others)

  const [decided] = yield [{ kind: 'decide' }]
  if (decided === 'refused') return yield* abort(others)
  if (decided === 'unknown') {
    const [outcome] = yield [{ kind: 'fence', gtid }]
    if (outcome === 'A') return yield* abort(others)
    if (outcome !== 'C') return { state: 'UNKNOWN', pending: others.map(({ source }) => source) }
  }
  return { state: 'COMMITTED', pending: yield* finish(others, 'C') }
}

/** Nothing was committed, and nothing will be: L was never told to, or has refused. */
function* abort(others: Global['others']): Protocol<Ending> {
  yield [{ kind: 'withdraw' }]
  return { state: 'ABORTED', pending: yield* finish(others, 'A') }
}

function* finish(branches: Global['others'], outcome: Outcome): Protocol<readonly string[]> {
  const finished = yield branches.map((branch) => ({ kind: 'finish', ...branch, outcome }) as const)
  return branches.flatMap(({ source }, index) => (finished[index] === 'done' ? [] : [source]))
}

export interface RecoverOptions {
  /** The sources that can prepare. */
  readonly sources: readonly string[]
  /** Whether to leave a transaction to who is committing it: of this process, or very young. Right or wrong, it is safe. */
  readonly leave: (gtid: string) => boolean
}

export interface Recovered {
  readonly committed: readonly string[]
  readonly aborted: readonly string[]
  /** Those whose decision or branches could not be reached. */
  readonly inDoubt: readonly string[]
  readonly unreachable: readonly string[]
}

/**
 * Finishes what others have left prepared. Any number of processes may do so at the same time, and while the transaction's
 * own process still lives: before a branch is rolled back, the fence has made sure that it cannot be committed any more.
 */
export function* recover({ sources, leave }: RecoverOptions): Protocol<Recovered> {
  const lists = yield sources.map((source) => ({ kind: 'list', source }) as const)
  const recovered = { committed: [] as string[], aborted: [] as string[], inDoubt: [] as string[] }
  for (const [gtid, branches] of found(sources, lists)) {
    if (leave(gtid)) continue
    const [outcome] = yield [{ kind: 'fence', gtid }]
    if (outcome !== 'C' && outcome !== 'A') recovered.inDoubt.push(gtid)
    else if ((yield* finish(branches, outcome)).length > 0) recovered.inDoubt.push(gtid)
    else recovered[outcome === 'C' ? 'committed' : 'aborted'].push(gtid)
  }
  return { ...recovered, unreachable: sources.filter((_, index) => typeof lists[index] === 'string') }
}

/** Deletes decisions that nobody will ask for: not before every branch was seen to be gone, in all databases. */
export function* forget(sources: readonly string[], logs: readonly string[]): Protocol<boolean> {
  const lists = yield sources.map((source) => ({ kind: 'list', source }) as const)
  if (lists.some((list) => typeof list === 'string')) return false
  const prepared = [...found(sources, lists).keys()]
  const forgotten = yield logs.map((source) => ({ kind: 'forget', source, prepared }) as const)
  return forgotten.every((answer) => answer === 'done')
}

/** The prepared branches by their transaction, oldest first. */
function found(sources: readonly string[], lists: readonly Answer[]): ReadonlyMap<string, Global['others']> {
  const branches = sources.flatMap((source, index) => {
    const list = lists[index]
    return typeof list === 'object' ? list.map((id) => ({ id, source })) : []
  })
  const sorted = branches.sort((one, other) => (one.id.gtid.slice(-26) < other.id.gtid.slice(-26) ? -1 : 1))
  const byGtid = new Map<string, { readonly id: BranchId; readonly source: string }[]>()
  for (const branch of sorted) {
    const others = byGtid.get(branch.id.gtid)
    if (others === undefined) byGtid.set(branch.id.gtid, [branch])
    else others.push(branch)
  }
  return byGtid
}
