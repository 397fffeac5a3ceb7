import { HeddleError, invariant } from '../errors.ts'
import type { Connections } from '../runtime/connections.ts'
import { atMost, type Limits } from '../source/limits.ts'
import type { BoundStatement, Result, Source } from '../source/source.ts'
import { Branch } from './branch.ts'

/** Longest life of a unit of work: it holds locks. Milliseconds. */
const UNIT_MS = 30_000

/** What became of a unit of work that was committed. */
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
  /** Runs a statement inside of the source's transaction. */
  run(source: string, statement: BoundStatement, use: 'read' | 'write'): Promise<Result>
  /**
   * Commits what was written and gives the connections back.
   *
   * @throws HeddleError what a database refused the commit with; TRANSACTION_ABORTED; OUTCOME_UNKNOWN
   */
  commit(): Promise<CommitOutcome>
  /** Rolls everything back and gives the connections back. Never rejects; after a commit it does nothing. */
  rollback(): Promise<void>
}

export interface UnitOptions extends Limits {
  readonly sources: ReadonlyMap<string, Source>
  /** The sources that it may write to; others are only read. */
  readonly writes: readonly string[]
  readonly requestId?: string | undefined
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
  readonly #branches = new Map<string, Branch>()
  #ended = false
  #failed = false

  constructor(options: UnitOptions) {
    this.#options = options
    this.#limits = atMost(UNIT_MS, { deadline: options.deadline, signal: options.signal })
  }

  async run(name: string, statement: BoundStatement, use: 'read' | 'write'): Promise<Result> {
    invariant(!this.#ended, 'a unit of work that has ended runs nothing')
    invariant(use === 'read' || this.#options.writes.includes(name), 'a unit of work writes where it said it would')
    const branch = this.#branch(name)
    try {
      return await branch.run(statement, use)
    } catch (error) {
      // A database that is only read costs what it would have answered and nothing else.
      if (branch.mayWrite) this.#failed = true
      throw error
    }
  }

  #branch(name: string): Branch {
    const known = this.#branches.get(name)
    if (known !== undefined) return known
    const source = this.#options.sources.get(name)
    if (source === undefined) {
      throw new HeddleError('DATABASE_UNAVAILABLE', `The source ${name} is not open.`, { source: name })
    }
    const { requestId } = this.#options
    const lease = { ...this.#limits, requestId, writes: this.#options.writes.includes(name) }
    const branch = new Branch(source, { gtid: 'none', branch: this.#branches.size }, lease)
    this.#branches.set(name, branch)
    return branch
  }

  async commit(): Promise<CommitOutcome> {
    invariant(!this.#ended, 'a unit of work is committed once')
    if (this.#failed) {
      await this.rollback()
      throw new HeddleError('TRANSACTION_ABORTED', 'A statement of the transaction failed, so it was rolled back.')
    }
    this.#ended = true
    const branches = [...this.#branches.values()]
    const writers = branches.filter(({ written }) => written)
    try {
      if (writers.length > 1) throw new HeddleError('TRANSACTION_NOT_ATOMIC', 'Several databases were written.')
      for (const branch of writers) await commitAlone(branch)
      const participants = writers.map(({ source }) => source.name)
      return { gtid: null, state: 'COMMITTED', participants, propagating: [] }
    } finally {
      await Promise.all(branches.map((branch) => branch.close()))
    }
  }

  async rollback(): Promise<void> {
    if (this.#ended) return
    this.#ended = true
    await Promise.all(
      [...this.#branches.values()].map(async (branch) => {
        await branch.rollback().catch(() => {})
        await branch.close()
      }),
    )
  }
}

/** Commits the transaction of the only database that wrote. */
async function commitAlone(branch: Branch): Promise<void> {
  const fate = await branch.commit()
  if (fate.kind === 'refused') throw fate.error
  if (fate.kind === 'unknown') {
    const source = branch.source.name
    throw new HeddleError(
      'OUTCOME_UNKNOWN',
      `The connection to source "${source}" was lost while it committed: it has, or it has rolled back.`,
      { source, hint: 'Read what was to be written before writing it again.' },
      { cause: fate.error },
    )
  }
}
