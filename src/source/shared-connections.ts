import type { Connection } from './connection.ts'
import type { Pool } from './pool.ts'

/** Statements that stand one behind the other on a connection at most. */
const MOST_SHARERS = 8

/** How long a connection is shared before it goes back to its pool, which may want to replace it. Milliseconds. */
const SHARED_MS = 1_000

/** What has answered nothing for so long may be stuck, in a lock perhaps: nobody else is to wait behind it. Milliseconds. */
const STUCK_MS = 50

/** A connection that several statements run on, one behind the other. */
export interface Shared {
  readonly connection: Connection
  /** `performance.now()` from which it takes no more. */
  readonly until: number
  sharers: number
  /** `performance.now()` of its last answer. */
  moved: number
  /** It is being cancelled, with all that runs on it. */
  cancelling: Promise<void> | null
}

/**
 * What of a pool's connections is shared by statements that are short and only read: they are sent without waiting for those
 * before them, so that neither Heddle nor the database wakes up for each.
 *
 * A connection is shared only where the pool can make no other, and nobody waits for one of his own. A cancel hits whatever
 * runs on a connection, so one that is cancelled is given up: who else ran there has to run again somewhere else, and may,
 * as he only reads.
 */
export class SharedConnections {
  readonly #pool: Pool
  #shared: Shared[] = []

  constructor(pool: Pool) {
    this.#pool = pool
  }

  /** A connection to run one statement on; give it back. Undefined: ask the pool. */
  borrow(): Shared | undefined {
    if (this.#pool.contended) return undefined
    const idle = this.#pool.acquireNow()
    if (idle) return this.#share(idle)
    return this.#pool.full ? this.#leastShared() : undefined
  }

  /** Cancels whatever runs on it, once. */
  cancel(shared: Shared): Promise<void> {
    shared.cancelling ??= shared.connection.cancel()
    return shared.cancelling
  }

  giveBack(shared: Shared): void {
    shared.sharers -= 1
    shared.moved = performance.now()
    if (shared.sharers > 0) return
    this.#shared.splice(this.#shared.indexOf(shared), 1)
    const release = () => void this.#pool.release(shared.connection)
    if (shared.cancelling) void shared.cancelling.then(release)
    else release()
  }

  #share(connection: Connection): Shared {
    const moved = performance.now()
    const shared: Shared = { connection, until: moved + SHARED_MS, sharers: 1, moved, cancelling: null }
    this.#shared.push(shared)
    return shared
  }

  #leastShared(): Shared | undefined {
    const now = performance.now()
    let least: Shared | undefined
    for (const shared of this.#shared) {
      if (shared.sharers >= (least?.sharers ?? MOST_SHARERS)) continue
      if (!shared.connection.pipelines) continue
      if (shared.connection.usable && now < shared.until && now - shared.moved < STUCK_MS) least = shared
    }
    if (least) least.sharers += 1
    return least
  }
}
