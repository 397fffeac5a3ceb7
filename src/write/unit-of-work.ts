import { HeddleError, invariant } from '../errors.ts'
import type { Connections } from '../runtime/connections.ts'
import { atMost, limitError, reachedLimit, untilEnded, type Limits } from '../source/limits.ts'
import type { Session } from '../source/session.ts'
import type { BoundStatement, Result, Source } from '../source/source.ts'
import type { BranchId } from '../sql/transaction.ts'
import { Branch } from './branch.ts'
import { coordinate } from './coordinate.ts'
import type { CrashPoint, Witness } from './crash-points.ts'
import { notAtomic, type AtomicPlan } from './preflight.ts'
import { commitAcross, type Ending } from './protocol.ts'
import { runProtocol } from './run-protocol.ts'

/** Longest life of a unit of work: it holds locks. Milliseconds. */
const UNIT_MS = 30_000

/** What became of a unit of work that was committed: `extensions.transaction` of the answer. */
export interface CommitOutcome {
  /** Of a transaction over several databases; null where one database wrote, in its own transaction. */
  readonly gtid: string | null
  readonly state: 'COMMITTED'
  /** The sources that wrote. */
  readonly participants: readonly string[]
  /** Those that will follow the decision, and have not said yet that they did. */
  readonly propagating: readonly string[]
}

/**
 * The writes of one operation, over all databases that it touches: committed or rolled back as one. Each database has one
 * connection and one transaction, begun with the first statement. After a statement that failed, it can only be rolled back.
 */
export interface UnitOfWork {
  /**
   * Runs a statement inside of the source's transaction.
   *
   * @throws HeddleError TRANSACTION_NOT_ATOMIC before the first write, where the unit could not be committed as one
   */
  run(source: string, statement: BoundStatement, use: 'read' | 'write'): Promise<Result>
  /** The same for a statement about Heddle's own tables, which the viewer's session has no part in. */
  runOwn(source: string, statement: BoundStatement, use: 'read' | 'write'): Promise<Result>
  /** The source whose transaction decides about all of them: what is written there is there if and only if all is. */
  keeper(): Promise<string>
  /** What a commit would answer, were it done now and followed everywhere. */
  prospect(): Promise<CommitOutcome>
  /**
   * Commits what was written and gives the connections back.
   *
   * @throws HeddleError what a database refused the commit with; TRANSACTION_ABORTED; OUTCOME_UNKNOWN
   */
  commit(): Promise<CommitOutcome>
  /** Rolls everything back and gives the connections back. Never rejects; after a commit it does nothing. */
  rollback(): Promise<void>
}

/** A transaction over several databases, before its first statement. */
export interface GlobalPlan extends AtomicPlan {
  readonly gtid: string
  /** Tells that it is about to be committed. */
  started(): void
  /** Tells that its outcome is known here, or left to recovery. */
  ended(ending: Ending): void
}

export interface UnitOptions extends Limits {
  readonly sources: ReadonlyMap<string, Source>
  /** The sources that it may write to; others are only read. */
  readonly writes: readonly string[]
  /** Whether it will write to all of them: then what cannot be atomic is refused with the first statement. Default true. */
  readonly writesAll?: boolean
  /** How several are committed as one. */
  readonly plan: (writes: readonly string[]) => Promise<GlobalPlan>
  readonly requestId?: string | undefined
  readonly witness?: Witness | undefined
  /** What the statements of whoever asks run with, by source. Heddle's own run without. */
  readonly sessionOf?: ((source: string) => Session | undefined) | undefined
}

/** Opens a unit of work. Nothing is sent to a database before its first statement. */
export function openUnitOfWork(options: UnitOptions): UnitOfWork {
  return new Unit(options)
}

/** Connections for `runPlan` that read what the unit of work has written. They are the unit's: releasing them does nothing. */
export function connectionsOf(unit: UnitOfWork): Connections {
  return {
    lease: async () => {},
    run: (source, statement) => unit.run(source, statement, 'read'),
    release: async () => {},
  }
}

class Unit implements UnitOfWork {
  readonly #options: UnitOptions
  readonly #limits: Limits
  /** Ends what still runs, when something else has failed. */
  readonly #stop: () => void
  readonly #branches = new Map<string, Branch>()
  #plan: Promise<GlobalPlan> | null = null
  #ended = false
  #failed = false

  constructor(options: UnitOptions) {
    this.#options = options
    const { signal, end } = untilEnded(options.signal)
    this.#stop = end
    this.#limits = atMost(UNIT_MS, { deadline: options.deadline, signal })
  }

  run(name: string, statement: BoundStatement, use: 'read' | 'write'): Promise<Result> {
    return this.#run(name, use, (branch) => branch.run(statement, use))
  }

  runOwn(name: string, statement: BoundStatement, use: 'read' | 'write'): Promise<Result> {
    return this.#run(name, use, (branch) => branch.runOwn(statement, use))
  }

  async #run(name: string, use: 'read' | 'write', send: (branch: Branch) => Promise<Result>): Promise<Result> {
    invariant(!this.#ended, 'a unit of work that has ended runs nothing')
    const { writes } = this.#options
    if (use === 'write' && !writes.includes(name)) throw notWritable(name)
    const plan = await this.#planned()
    if (plan !== null && use === 'write') this.#checkAtomic(plan, name)
    const branch = this.#branch(name, plan)
    await this.#pass('begin.before')
    try {
      const result = await send(branch)
      if (use === 'write') await this.#pass('write.after')
      return result
    } catch (error) {
      // A database that is only read costs what it would have answered and nothing else.
      if (branch.mayWrite) this.#failed = true
      throw error
    }
  }

  /** Null where one database at most can be written. */
  #planned(): Promise<GlobalPlan> | null {
    const { writes, plan } = this.#options
    if (writes.length < 2) return null
    this.#plan ??= plan(writes)
    return this.#plan
  }

  async keeper(): Promise<string> {
    const plan = await this.#planned()
    const name = plan?.last ?? this.#options.writes[0]
    invariant(name !== undefined, 'a unit of work that keeps something may write')
    return name
  }

  async prospect(): Promise<CommitOutcome> {
    const plan = await this.#planned()
    const participants = this.#writers().map(({ source }) => source.name)
    const gtid = participants.length > 1 ? (plan?.gtid ?? null) : null
    return { gtid, state: 'COMMITTED', participants, propagating: [] }
  }

  #checkAtomic({ last, reasons }: GlobalPlan, name: string): void {
    const { writes, writesAll = true } = this.#options
    const written = writesAll ? writes : [...new Set([...this.#writers().map(({ source }) => source.name), name])]
    if (written.length < 2) return
    for (const source of [last, ...written]) {
      const reason = reasons.get(source)
      if (reason === undefined) continue
      this.#failed = true
      throw notAtomic(written, source, reason)
    }
  }

  #branch(name: string, plan: GlobalPlan | null): Branch {
    const known = this.#branches.get(name)
    if (known !== undefined) return known
    const source = this.#options.sources.get(name)
    if (source === undefined) {
      throw new HeddleError('DATABASE_UNAVAILABLE', `The source ${name} is not open.`, { source: name })
    }
    const { requestId, writes, sessionOf } = this.#options
    const id = plan === null || plan.last === name ? null : { gtid: plan.gtid, branch: this.#branches.size }
    const lease = { ...this.#limits, requestId, writes: writes.includes(name), session: sessionOf?.(name) }
    const branch = new Branch({ source, id, lease })
    this.#branches.set(name, branch)
    return branch
  }

  #writers(): readonly Branch[] {
    return [...this.#branches.values()].filter(({ written }) => written)
  }

  async commit(): Promise<CommitOutcome> {
    invariant(!this.#ended, 'a unit of work is committed once')
    const reached = reachedLimit(this.#limits)
    if (this.#failed || reached !== null) {
      const [first] = this.#branches.keys()
      await this.rollback()
      if (reached !== null) throw limitError(first ?? '', reached, 'a transaction was about to be committed')
      throw new HeddleError('TRANSACTION_ABORTED', 'A statement of the transaction failed, so it was rolled back.')
    }
    this.#ended = true
    try {
      await this.#pass('commit.before')
      const writers = this.#writers()
      const outcome = writers.length > 1 ? await this.#commitAcross(writers) : await commitAlone(writers)
      await this.#pass('reply.before')
      return outcome
    } finally {
      await this.#close()
    }
  }

  async #commitAcross(writers: readonly Branch[]): Promise<CommitOutcome> {
    const plan = await this.#planned()
    invariant(plan, 'several databases are written by a plan')
    const last = this.#branch(plan.last, plan)
    const others = writers.filter((branch) => branch !== last)
    await Promise.all([...this.#branches.values()].filter(({ written }) => !written).map((branch) => branch.close()))
    await this.#pass('readers.after')
    const { gtid } = plan
    // Left to recovery, should anything go wrong that must not.
    let ending: Ending = { state: 'UNKNOWN', pending: others.map(({ source }) => source.name) }
    plan.started()
    const protocol = commitAcross({ gtid, others: others.map(globalBranch) })
    try {
      ending = await runProtocol(protocol, coordinate({ gtid, last, others }), this.#options.witness)
    } finally {
      plan.ended(ending)
    }
    if (ending.state === 'UNKNOWN') throw unknownOutcome(gtid, plan.last, last.failure)
    if (ending.state === 'ABORTED') throw whyAborted([...others, last])
    const participants = writers.map(({ source }) => source.name)
    return { gtid, state: 'COMMITTED', participants, propagating: ending.pending }
  }

  async rollback(): Promise<void> {
    if (this.#ended) return
    this.#ended = true
    this.#stop()
    await Promise.all([...this.#branches.values()].map((branch) => branch.mayWrite && branch.rollback()))
    await this.#close()
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#branches.values()].map((branch) => branch.close()))
    this.#stop()
  }

  async #pass(point: CrashPoint): Promise<void> {
    await this.#options.witness?.(point)
  }
}

function notWritable(source: string): HeddleError {
  const message = `Source "${source}" cannot be written here: it is read only, or the unit of work was opened without it.`
  return new HeddleError('FORBIDDEN', message, { source })
}

function globalBranch({ id, source }: Branch): { readonly id: BranchId; readonly source: string } {
  invariant(id, 'a branch that is to be prepared has a name')
  return { id, source: source.name }
}

/** Commits the transaction of the only database that wrote. */
async function commitAlone([branch]: readonly Branch[]): Promise<CommitOutcome> {
  if (branch === undefined) return { gtid: null, state: 'COMMITTED', participants: [], propagating: [] }
  const fate = await branch.commit()
  const source = branch.source.name
  if (fate === 'done') return { gtid: null, state: 'COMMITTED', participants: [source], propagating: [] }
  if (fate === 'refused') throw branch.failure
  throw new HeddleError(
    'OUTCOME_UNKNOWN',
    `The connection to source "${source}" was lost while it committed: it has, or it has rolled back.`,
    { source, hint: 'Read what was to be written before writing it again.' },
    { cause: branch.failure },
  )
}

/** What a database said when it was to prepare, to record or to commit: a deferred constraint, for example. */
function whyAborted(branches: readonly Branch[]): unknown {
  const failure = branches.find((branch) => branch.failure !== null)?.failure
  const message = 'A database could not keep its part of the transaction, so it was rolled back in all of them.'
  return failure ?? new HeddleError('TRANSACTION_ABORTED', message, { retryable: true })
}

function unknownOutcome(gtid: string, source: string, cause: unknown): HeddleError {
  return new HeddleError(
    'OUTCOME_UNKNOWN',
    `Source "${source}" was lost while it decided: the transaction is committed everywhere or rolled back everywhere.`,
    { source, gtid, hint: 'Recovery will finish it; `heddle tx list` shows what became of it.' },
    { cause },
  )
}
