/** How many connections a pool has, and how long things may take. All times in milliseconds. */
export interface PoolOptions {
  /**
   * `queue`: connections are kept and lent again. `null`: one is made for each borrower and closed after it, as many at a
   * time as the sizes allow. `static`: one connection for all, never replaced while it lives.
   */
  readonly mode: 'queue' | 'null' | 'static'
  /** Connections that are kept. */
  readonly size: number
  /** Connections beyond `size` while there is need; closed when they come back and nobody waits. */
  readonly maxOverflow: number
  /** From asking for a connection to having it: waiting, connecting and pinging together. A request's deadline may be sooner. */
  readonly timeoutMs: number
  /**
   * Requests that may wait at the same time; one more fails at once. A line that is longer than what the database does in
   * the time that somebody waits is of use to nobody.
   */
  readonly maxWaiters: number
  /** Longest time for making one connection. */
  readonly connectMs: number
  /** Age at which a connection that nobody holds is replaced; each a little sooner, so that not all go at once. Null: never. */
  readonly recycleMs: number | null
  /** Ask a connection that was idle for a while for a sign of life before it is lent. */
  readonly prePing: boolean
  /** Lend the connection that was used last, so that the others may grow idle; or in turn. */
  readonly lifo: boolean
  /** What becomes of a connection with something open, a transaction for instance, when it comes back. */
  readonly resetOnReturn: 'rollback' | 'close'
  /** Report who has kept a connection for so long, with the stack of the borrower. Null: nobody. */
  readonly leakMs: number | null
}

export const defaultPoolOptions: PoolOptions = {
  mode: 'queue',
  size: 10,
  maxOverflow: 0,
  timeoutMs: 30_000,
  maxWaiters: 100,
  connectMs: 10_000,
  recycleMs: null,
  prePing: false,
  lifo: true,
  resetOnReturn: 'rollback',
  leakMs: null,
}

/** What the mode makes of the sizes: how many connections there are at most, and how many of them stay. */
export function poolSizes({ mode, size, maxOverflow }: PoolOptions): { readonly total: number; readonly kept: number } {
  if (mode === 'static') return { total: 1, kept: 1 }
  const total = size + maxOverflow
  return { total, kept: mode === 'null' ? 0 : size }
}
