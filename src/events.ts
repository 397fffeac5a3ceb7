/** One GraphQL request over HTTP that was answered, or refused. */
export interface RequestEvent {
  readonly kind: 'request'
  readonly requestId: string
  readonly status: number
  /** From its arrival to its answer's first byte, in milliseconds. */
  readonly ms: number
  /** Statements that it took. */
  readonly statements: number
  /** By source, milliseconds of its statements. */
  readonly sources: Readonly<Record<string, number>>
  /** By which of the two ways out; null: refused before either. */
  readonly path: 'direct' | 'reference' | null
}

/** When an operation was where, before its answer was put together: `performance.now()`. */
export interface PhasesEvent {
  readonly kind: 'phases'
  readonly requestId: string | undefined
  readonly started: number
  /** The document was read, bound and planned. */
  readonly prepared: number
  /** Its statements had run. */
  readonly ran: number
}

/** One SQL statement that ran, or failed. Times are in milliseconds. */
export interface StatementEvent {
  readonly kind: 'statement'
  readonly requestId: string | undefined
  readonly source: string
  /** The id of the table whose rows it was about, where it was about rows. */
  readonly table?: string | undefined
  readonly sql: string
  readonly params: readonly unknown[]
  readonly rows: number
  /** From asking for a connection to having one. */
  readonly waitMs: number
  readonly runMs: number
  readonly error?: unknown
}

/** The keys of several producers that one fetch loaded together. */
export interface BatchEvent {
  readonly kind: 'batch'
  readonly requestId: string | undefined
  readonly source: string
  readonly fetch: number
  readonly keySets: number
  readonly keys: number
  readonly chunks: number
}

/** A fault: something that no client meant and no config said. Logged once, with its request. */
export interface FaultEvent {
  readonly kind: 'fault'
  readonly requestId: string | undefined
  readonly source?: string
  readonly error: unknown
}

/** A remark of the start-up or of a source: a table that is read only, a type that falls back to text. */
export interface NoticeEvent {
  readonly kind: 'notice'
  readonly source?: string
  readonly message: string
}

/** A transaction over several databases that has ended here. */
export interface TransactionEvent {
  readonly kind: 'transaction'
  readonly gtid: string
  readonly state: 'COMMITTED' | 'ABORTED' | 'UNKNOWN'
  /** Sources that have not followed the decision yet. */
  readonly pending: readonly string[]
}

/** What a recovery found: transactions that it finished, by their names, and those that it could not. */
export interface RecoveryEvent {
  readonly kind: 'recovery'
  readonly committed: readonly string[]
  readonly aborted: readonly string[]
  readonly inDoubt: readonly string[]
  /** Age of the oldest one in doubt; 0 where there is none. */
  readonly oldestInDoubtMs: number
}

/** What became of a pool's connections. */
export interface PoolEvent {
  readonly kind: 'pool'
  readonly source: string
  /**
   * A connection was made (`connect`), could not be made (`connect-failed`), was lent (`checkout`), came back (`checkin`), was
   * freed of what its borrower had left in it (`reset`), was closed (`close`); all present ones count as
   * lost (`invalidate`); somebody waited in vain (`timeout`), was not let wait (`saturated`), keeps a connection for very
   * long (`leak`); the database counts as down (`down`), or no longer (`up`).
   */
  readonly what:
    | 'connect'
    | 'connect-failed'
    | 'checkout'
    | 'checkin'
    | 'reset'
    | 'close'
    | 'invalidate'
    | 'timeout'
    | 'saturated'
    | 'leak'
    | 'down'
    | 'up'
  readonly error?: unknown
  /** Of a leak: who borrowed the connection. */
  readonly stack?: string | undefined
}

export type HeddleEvent =
  | RequestEvent
  | PhasesEvent
  | StatementEvent
  | BatchEvent
  | FaultEvent
  | NoticeEvent
  | PoolEvent
  | TransactionEvent
  | RecoveryEvent

/** What happened. Everyone may emit; only `telemetry/` and the code that asks for it listen. */
export interface Events {
  emit(event: HeddleEvent): void
  /** Listens; the answer stops it. A listener that throws is dropped, and never disturbs a request. */
  on(listener: (event: HeddleEvent) => void): () => void
}

export function createEvents(): Events {
  const listeners = new Set<(event: HeddleEvent) => void>()
  return {
    emit(event) {
      for (const listener of listeners) {
        try {
          listener(event)
        } catch {
          listeners.delete(listener)
        }
      }
    },
    on(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
