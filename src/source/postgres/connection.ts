import type { Socket } from 'node:net'
import { invariant } from '../../errors.ts'
import type { Connection } from '../connection.ts'
import { atMost, within, type ConnectLimits } from '../limits.ts'
import { sessionStatement } from '../../sql/postgres/transaction.ts'
import type { Session } from '../session.ts'
import { SocketLife } from '../socket-life.ts'
import { closed } from '../socket.ts'
import type { BoundStatement, Result } from '../source.ts'
import { endsSession } from './classify-error.ts'
import { logIn } from './log-in.ts'
import { parameterText } from './parameter-text.ts'
import type { PostgresTarget } from './parse-postgres-url.ts'
import type { Pg } from './pg.ts'
import { backendText, findPooler, type Pooler } from './pooler.ts'
import { PreparedStatements } from './prepared-statements.ts'
import { ServerError } from './server-error.ts'
import {
  beginSnapshotText,
  cleanSessionText,
  endsTransaction,
  sessionSettings,
  transactionSettings,
  type SessionOptions,
} from './session-settings.ts'
import { openSocket, requestCancel, terminateMessage, type BackendKey } from './socket.ts'
import { Wire, type Answer } from './wire.ts'

/** How long a server may take to obey a cancel request, or a goodbye; then the socket is cut. Milliseconds. */
const GRACE_MS = 500

const MAX_VALUES = 65_535

export interface PostgresConnectOptions {
  readonly target: PostgresTarget
  /** What each session is set to: whole, or, behind a pooler, each transaction. */
  readonly session: SessionOptions
  /** What stands before the server; absent: that is found out. */
  readonly pooler?: Pooler | undefined
  /** Hears what was found. */
  readonly onPooler: (pooler: Pooler) => void
  readonly pg: Pg
}

/** Opens one session, which lives and dies with one socket. Rejects with the driver's or the socket's error. */
export async function connectPostgres(options: PostgresConnectOptions, limits: ConnectLimits): Promise<Connection> {
  const socket = await openSocket(options.target, limits)
  const life = new SocketLife(socket)
  try {
    const late = () => new Error('the server did not log us in in time')
    const client = await within(limits, life.whileAlive(logIn(options.pg, options.target, socket)), late)
    const { processID: pid, secretKey: secret } = client
    invariant(pid !== null && secret !== null, 'a PostgreSQL session has a key for cancelling')
    const wire = new Wire(socket, life)
    const answer = await within(limits, wire.query(backendText), late)
    const pooler = options.pooler ?? findPooler(pid, String(answer.rows[0]?.[0]))
    options.onPooler(pooler)
    const local = pooler === 'transaction' ? transactionSettings(options.session) : null
    const settings = sessionSettings(options.session)
    if (local === null) await within(limits, wire.query(settings), late)
    // The driver reads them with a sign.
    const key = { pid: pid >>> 0, secret: secret >>> 0 }
    return new PostgresConnection({ wire, socket, life, target: options.target, key, local, settings })
  } catch (error) {
    socket.destroy()
    throw error
  }
}

interface Parts {
  readonly wire: Wire
  readonly socket: Socket
  readonly life: SocketLife
  readonly target: PostgresTarget
  readonly key: BackendKey
  /** What each transaction begins with, where a session does not last longer; null: it does, and is set. */
  readonly local: string | null
  /** What the session is set to. */
  readonly settings: string
}

class PostgresConnection implements Connection {
  readonly #wire: Wire
  readonly #socket: Socket
  readonly #life: SocketLife
  readonly #target: PostgresTarget
  readonly #key: BackendKey
  readonly #local: string | null
  readonly #settings: string
  readonly #prepared = new PreparedStatements()
  #transaction: 'none' | 'snapshot' | 'write' = 'none'
  /** Of the transaction: it ends with it, and begins with the one that takes its place. */
  #session: Session | undefined
  /** A statement ran that may have left something in the session. Behind a pooler the session is somebody else's by now. */
  #touched = false
  /** A statement failed in the transaction, which answers nothing more. */
  #aborted = false

  constructor({ wire, socket, life, target, key, local, settings }: Parts) {
    this.#wire = wire
    this.#socket = socket
    this.#life = life
    this.#target = target
    this.#key = key
    this.#local = local
    this.#settings = settings
  }

  get usable(): boolean {
    return this.#life.alive
  }

  /** Where each statement has a transaction of its own, the next one has to wait for its end. */
  get pipelines(): boolean {
    return this.#local === null
  }

  run(statement: BoundStatement): Promise<Result> {
    if (statement.foreign === true && this.#local === null) this.#touched = true
    if (this.#aborted) return this.#runAgain(statement)
    return this.#local !== null && this.#transaction === 'none'
      ? this.#runInTransaction(statement)
      : this.#run(statement)
  }

  /** What a statement relies on lasts for a transaction, so it has one of its own. */
  async #runInTransaction(statement: BoundStatement): Promise<Result> {
    await this.begin(['begin'])
    try {
      const result = await this.#run(statement)
      await this.control('commit')
      return result
    } catch (error) {
      if (this.usable) await this.control('rollback').catch(() => this.close())
      throw error
    }
  }

  #run(statement: BoundStatement): Promise<Result> {
    return this.#ask(statement).catch((error: unknown) => this.#prepareAgain(statement, this.#failed(error)))
  }

  #ask({ text, values, prepare, bytes = false }: BoundStatement): Promise<Answer> {
    // The text of a message ends at its first NUL: what follows would be read as protocol.
    invariant(!text.includes('\0'), 'a statement holds no NUL')
    invariant(values.length <= MAX_VALUES, 'a statement has no more parameters than the protocol can count')
    const named = prepare && this.#local === null
    const known = named ? this.#prepared.nameOf(text) : undefined
    const name = known ?? (named ? this.#prepared.admit(text) : '')
    const spent = this.#prepared.takeSpent()
    return this.#wire.run({ text, values: values.map(parameterText), name, isNew: known === undefined, spent, bytes })
  }

  /** What failed is not counted on any more. Where that may be why it failed, it is prepared and run once more. */
  async #prepareAgain(statement: BoundStatement, error: unknown): Promise<Result> {
    if (statement.prepare) this.#prepared.forget(statement.text)
    const stale = error instanceof ServerError && staleRoutines.has(error.routine)
    if (!stale || this.#transaction !== 'none' || !this.usable) throw error
    return this.#ask(statement).catch((again: unknown) => Promise.reject(this.#failed(again) as Error))
  }

  async #runAgain(statement: BoundStatement): Promise<Result> {
    await this.#renewSnapshot()
    return this.#run(statement)
  }

  async ping(): Promise<void> {
    await this.#command('select')
  }

  async beginSnapshot(session?: Session): Promise<void> {
    this.#transaction = 'snapshot'
    await this.#command(beginSnapshotText)
    await this.#enter(session)
  }

  async begin(commands: readonly string[], session?: Session): Promise<void> {
    this.#transaction = 'write'
    for (const command of commands) await this.#command(command)
    await this.#enter(session)
  }

  /** For the transaction that has begun, and no longer. */
  async #enter(session: Session | undefined): Promise<void> {
    this.#session = session
    if (this.#local !== null) await this.#command(this.#local)
    const settings = session && sessionStatement(session)
    if (settings) await this.#run(settings)
  }

  async control(command: string): Promise<string> {
    const tag = (await this.#command(command)).tag ?? ''
    if (endsTransaction(tag)) {
      this.#transaction = 'none'
      this.#aborted = false
    }
    return tag
  }

  /** A statement that failed costs its own answer. Those after it read a later snapshot, as the failed one ended theirs. */
  async #renewSnapshot(): Promise<void> {
    await this.#command('rollback')
    this.#aborted = false
    await this.beginSnapshot(this.#session)
  }

  reset(): Promise<void> | null {
    return this.#transaction !== 'none' || this.#touched ? this.#reset() : null
  }

  async #reset(): Promise<void> {
    await this.#command(this.#touched ? `${cleanSessionText}; ${this.#settings}` : 'rollback')
    this.#touched = false
    this.#transaction = 'none'
    this.#session = undefined
    this.#aborted = false
  }

  async cancel(): Promise<void> {
    const wasAlive = this.#life.alive
    this.#life.end()
    const grace = atMost(GRACE_MS)
    const late = () => new Error('the server did not cancel in time')
    try {
      // One request stops one statement, whichever runs then.
      for (let next = this.#wire.next; next !== undefined; next = this.#wire.next) {
        if (wasAlive) await requestCancel(this.#target, this.#key, grace)
        await within(
          grace,
          next.catch(() => undefined),
          late,
        )
      }
    } catch {
      // It did not obey, or could not be asked: cutting the socket is what remains.
    }
    this.#socket.destroy()
  }

  async close(): Promise<void> {
    const idle = this.#life.alive
    this.#life.end()
    if (idle) this.#socket.end(terminateMessage)
    else this.#socket.destroy()
    await within(atMost(GRACE_MS), closed(this.#socket), () => new Error('the server did not hang up')).catch(() => {})
    this.#socket.destroy()
  }

  #command(text: string): Promise<Answer> {
    return this.#wire.query(text).catch((error: unknown) => Promise.reject(this.#failed(error) as Error))
  }

  /** A statement failed: what that means for those after it. */
  #failed(error: unknown): unknown {
    this.#aborted = this.#transaction === 'snapshot'
    if (endsSession(error)) {
      this.#life.end()
      this.#socket.destroy()
    }
    return error
  }
}

/** The functions of the server that find a prepared statement gone, or its columns changed. */
const staleRoutines: ReadonlySet<string | undefined> = new Set(['FetchPreparedStatement', 'RevalidateCachedQuery'])
