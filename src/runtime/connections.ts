import { HeddleError } from '../errors.ts'
import type { Session } from '../source/session.ts'
import type { BoundStatement, Lease, LeaseOptions, Result, Source } from '../source/source.ts'

/** The connections of one request: at most one a source, given back when the request ends. */
export interface Connections {
  /**
   * Leases sources that answer several statements, with one snapshot for all of them; one that answers a single statement
   * is leased for it alone. In the order of names: two requests that each hold one and wait for the other's cannot meet, as
   * long as nothing runs elsewhere at a source whose name comes before one of these (`withEarlier` in `compile-plan.ts`).
   */
  lease(sources: readonly string[], bounded: boolean | ((source: string) => boolean)): Promise<void>
  run(source: string, statement: BoundStatement, options: RunOptions): Promise<Result>
  release(): Promise<void>
}

export interface RunOptions {
  /** Whether the statement is, where nothing is leased. */
  readonly bounded: boolean
  /** Whether other statements need its answer, also for what has nothing to do with its source. */
  readonly needed: boolean
}

/**
 * What waits for one source leaves some of the time that is left to the others: one that is silent takes only its own. Of a
 * connection that others wait for, half; of a statement whose answer others need, more, as it may have much to do.
 */
const SHARES = { lease: 0.5, statement: 0.75 }

function shareOf(deadline: number | undefined, share: number): number | undefined {
  if (deadline === undefined) return undefined
  const now = performance.now()
  return now + Math.max(0, deadline - now) * share
}

/** Whose statements they are. */
export interface ConnectionsOptions extends Pick<LeaseOptions, 'requestId' | 'deadline' | 'signal'> {
  readonly sources: ReadonlyMap<string, Source>
  readonly session: (source: string) => Session | undefined
}

export function openConnections(options: ConnectionsOptions): Connections {
  return new OpenConnections(options)
}

class OpenConnections implements Connections {
  readonly #options: ConnectionsOptions
  /** Most requests lease nothing. */
  #leases: Map<string, Lease | HeddleError> | null = null

  constructor(options: ConnectionsOptions) {
    this.#options = options
  }

  async lease(several: readonly string[], bounded: boolean | ((source: string) => boolean)): Promise<void> {
    const { requestId, deadline, signal, session, sources } = this.#options
    this.#leases ??= new Map()
    for (const name of [...several].sort()) {
      const each = typeof bounded === 'boolean' ? bounded : bounded(name)
      const options = { requestId, deadline, signal, session: session(name), bounded: each }
      this.#leases.set(name, await leaseSnapshot(sourceNamed(sources, name), options))
    }
  }

  run(name: string, statement: BoundStatement, { bounded, needed }: RunOptions): Promise<Result> {
    const { requestId, deadline: given, signal, session, sources } = this.#options
    const lease = this.#leases?.get(name)
    if (lease instanceof HeddleError) return Promise.reject(lease)
    const deadline = needed ? shareOf(given, SHARES.statement) : given
    if (lease) return lease.run(statement, { deadline, signal })
    return sourceNamed(sources, name).run(statement, { requestId, deadline, signal, session: session(name), bounded })
  }

  async release(): Promise<void> {
    if (this.#leases === null) return
    const leases = [...this.#leases.values()]
    await Promise.all(leases.map((lease) => (lease instanceof HeddleError ? undefined : lease.release())))
  }
}

/** A source that is down fails its own fetches when they run, not the request. */
async function leaseSnapshot(source: Source, options: LeaseOptions): Promise<Lease | HeddleError> {
  let lease: Lease | undefined
  try {
    const limits = { ...options, deadline: shareOf(options.deadline, SHARES.lease) }
    lease = await source.lease(limits)
    await lease.beginSnapshot(limits)
    return lease
  } catch (error) {
    await lease?.release()
    if (error instanceof HeddleError) return error
    throw error
  }
}

function sourceNamed(sources: ReadonlyMap<string, Source>, name: string): Source {
  const source = sources.get(name)
  if (!source) throw new HeddleError('DATABASE_UNAVAILABLE', `The source ${name} is not open.`, { source: name })
  return source
}
