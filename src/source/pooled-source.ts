import type { DialectName } from '../catalog/catalog.ts'
import { invariant } from '../errors.ts'
import type { Events } from '../events.ts'
import { transactions } from '../sql/transactions.ts'
import type { Isolation } from '../sql/transaction.ts'
import type { Driver } from './connection.ts'
import { expectManyListeners } from './limits.ts'
import { PooledLease } from './pooled-lease.ts'
import type { Pool } from './pool.ts'
import { RetryBudget } from './retry-budget.ts'
import { runSole, type SoleParts } from './run-sole.ts'
import type { SharedConnections } from './shared-connections.ts'
import type { BoundStatement, LeaseOptions, PoolState, Result, Source } from './source.ts'

/** A driver and the pool of its connections. */
export interface Lane {
  readonly driver: Driver
  readonly pool: Pool
  /** Where its connections may be shared by statements. */
  readonly shared?: SharedConnections
}

export interface PooledSourceParts {
  readonly name: string
  readonly dialect: DialectName
  /** Absent: the dialect's own. */
  readonly isolation?: Isolation | undefined
  /** Absent: false. */
  readonly inMemory?: boolean
  /** Connections to a server that it opens at most; absent: there is no server. */
  readonly connections?: number
  /** Whether a pooler was found that lends a session for one transaction; absent: there is none. */
  readonly pooled?: () => boolean
  readonly events: Events
  /** Every lane that the source has, for closing. */
  readonly lanes: readonly Lane[]
  /** The lane that a lease takes. */
  readonly laneFor: (options: LeaseOptions) => Lane
}

/**
 * A source over pools. Each statement emits a `StatementEvent`, also one that failed, and both runs of one that was retried;
 * what begins and ends transactions is not a statement of the plan, and emits none.
 */
export function createPooledSource(parts: PooledSourceParts): Source {
  const { name, dialect, events, lanes, laneFor } = parts
  const [first] = lanes
  invariant(first, 'a source has a pool')
  const retries = new RetryBudget()
  const soles = new Map(lanes.map((lane) => [lane, { ...lane, events, retries }]))

  async function lease(options: LeaseOptions): Promise<PooledLease> {
    expectManyListeners(options.signal)
    const { driver, pool } = laneFor(options)
    const started = performance.now()
    const connection = await pool.acquire(options)
    return new PooledLease(connection, { driver, pool, events, options, retries, waitMs: performance.now() - started })
  }

  function soleOf(lane: Lane): SoleParts {
    const sole = soles.get(lane)
    invariant(sole, 'a lease takes one of the lanes of its source')
    return sole
  }

  async function runWithSession(statement: BoundStatement, options: LeaseOptions): Promise<Result> {
    const leased = await lease(options)
    try {
      await leased.beginSnapshot()
      return await leased.run(statement)
    } finally {
      await leased.release()
    }
  }

  return {
    name,
    dialect,
    inMemory: parts.inMemory ?? false,
    isolation: parts.isolation ?? transactions[dialect].defaultIsolation,
    connections: parts.connections ?? 0,
    pooled: parts.pooled ?? (() => false),
    lease,
    pool: () => lanes.map((lane) => lane.pool.stats).reduce(added),
    // Which lane a statement takes is not known before it is made.
    saturated: () => lanes.every(({ pool }) => pool.contended && pool.saturated),
    refuse: () => first.pool.refuse(),
    run(statement, options) {
      expectManyListeners(options.signal)
      if (options.session) return runWithSession(statement, options)
      return runSole(soleOf(laneFor(options)), statement, options)
    },
    async close() {
      await Promise.all(lanes.map((lane) => lane.pool.close()))
    },
  }
}

function added(one: PoolState, other: PoolState): PoolState {
  return {
    idle: one.idle + other.idle,
    lent: one.lent + other.lent,
    connecting: one.connecting + other.connecting,
    waiting: one.waiting + other.waiting,
  }
}
