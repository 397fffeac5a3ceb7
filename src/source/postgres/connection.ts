import type { Socket } from 'node:net'
import { invariant } from '../../errors.ts'
import type { Connection } from '../connection.ts'
import { atMost, within, type Limits } from '../limits.ts'
import { sessionStatement } from '../../sql/postgres/transaction.ts'
import type { Session } from '../session.ts'
import { SocketLife } from '../socket-life.ts'
import { closed } from '../socket.ts'
import type { BoundStatement, Cell, Result } from '../source.ts'
import { endsSession } from './classify-error.ts'
import { parameterText } from './parameter-text.ts'
import type { PostgresTarget } from './parse-postgres-url.ts'
import { createClient, type PostgresClient, type PostgresJs } from './postgres-js.ts'
import { PreparedTexts } from './prepared-texts.ts'
import { backendText, findPooler, type Pooler } from './pooler.ts'
import {
  beginSnapshotText,
  endsTransaction,
  sessionSettings,
  transactionSettings,
  type SessionOptions,
} from './session-settings.ts'
import { openSocket, requestCancel, terminateMessage, type BackendKey } from './socket.ts'

/** How long a server may take to obey a cancel request, or a goodbye; then the socket is cut. Milliseconds. */
const GRACE_MS = 500

export interface PostgresConnectOptions {
  readonly target: PostgresTarget
  /** What each session is set to: whole, or, behind a pooler, each transaction. */
  readonly session: SessionOptions
  /** What stands before the server; absent: that is found out. */
  readonly pooler?: Pooler | undefined
  /** Hears what was found. */
  readonly onPooler: (pooler: Pooler) => void
  readonly postgres: PostgresJs
}

/** Opens one session, which lives and dies with one socket. Rejects with the driver's or the socket's error. */
export async function connectPostgres(options: PostgresConnectOptions, limits: Limits): Promise<Connection> {
  const socket = await openSocket(options.target, limits)
  // Listens before the driver does: what dies is known to be dead before the driver answers for it.
  const life = new SocketLife(socket)
  try {
    const client = createClient(options.postgres, options.target, socket)
    const late = () => new Error('the server did not log us in in time')
    const ask = (text: string) =>
      within(limits, life.whileAlive(client.unsafe(text, [], { prepare: false, simple: true }).values()), late)
    const answer = await ask(backendText)
    const key = answer.state
    invariant(key, 'a PostgreSQL session has a key for cancelling')
    const pooler = options.pooler ?? findPooler(key.pid, answer[0]?.[0] ?? null)
    options.onPooler(pooler)
    const local = pooler === 'transaction' ? transactionSettings(options.session) : null
    if (local === null) await ask(sessionSettings(options.session))
    // The driver keeps this object and empties it on a reconnect, which never comes.
    const { pid, secret } = key
    return new PostgresConnection({ client, socket, life, target: options.target, key: { pid, secret }, local })
  } catch (error) {
    socket.destroy()
    throw error
  }
}

interface Parts {
  readonly client: PostgresClient
  readonly socket: Socket
  readonly life: SocketLife
  readonly target: PostgresTarget
  readonly key: BackendKey
  /** What each transaction begins with, where a session does not last longer; null: it does, and is set. */
  readonly local: string | null
}

class PostgresConnection implements Connection {
  readonly #client: PostgresClient
  readonly #socket: Socket
  readonly #life: SocketLife
  readonly #target: PostgresTarget
  readonly #key: BackendKey
  readonly #local: string | null
  readonly #prepared = new PreparedTexts()
  #transaction: 'none' | 'snapshot' | 'write' = 'none'
  /** Of the transaction: it ends with it, and begins with the one that takes its place. */
  #session: Session | undefined
  /** A statement failed in the transaction, which answers nothing more. */
  #aborted = false
  #running: Promise<unknown> = Promise.resolve()

  constructor({ client, socket, life, target, key, local }: Parts) {
    this.#client = client
    this.#socket = socket
    this.#life = life
    this.#target = target
    this.#key = key
    this.#local = local
  }

  get usable(): boolean {
    return this.#life.alive
  }

  run(statement: BoundStatement): Promise<Result> {
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

  #run({ text, values, prepare, bytes }: BoundStatement): Promise<Result> {
    // The text of a message ends at its first NUL: what follows would be read as protocol.
    invariant(!text.includes('\0'), 'a statement holds no NUL')
    const named = prepare && this.#local === null && this.#prepared.admit(text)
    const options = { prepare: named, simple: false, bytes: bytes === true }
    return this.#send(text, values.map(parameterText), options)
  }

  async #runAgain(statement: BoundStatement): Promise<Result> {
    await this.#renewSnapshot()
    return this.#run(statement)
  }

  async ping(): Promise<void> {
    await this.#send('select', [], { prepare: false, simple: true, bytes: false })
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
    return this.#transaction !== 'none' || this.#prepared.worn ? this.#reset() : null
  }

  async #reset(): Promise<void> {
    if (this.#transaction !== 'none') await this.#command('rollback')
    this.#transaction = 'none'
    this.#session = undefined
    this.#aborted = false
    if (this.#prepared.worn) await this.close()
  }

  async cancel(): Promise<void> {
    const wasAlive = this.#life.alive
    this.#life.end()
    const grace = atMost(GRACE_MS)
    const late = () => new Error('the server did not cancel in time')
    try {
      if (wasAlive) await requestCancel(this.#target, this.#key, grace)
      await within(grace, this.#running, late)
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

  #command(text: string): Promise<Tagged> {
    return this.#send(text, [], { prepare: false, simple: true, bytes: false })
  }

  /** Runs one query. The socket is checked before the driver is asked: a dead driver may hang, or end the process. */
  #send(
    text: string,
    values: (string | null)[],
    { bytes, ...options }: { prepare: boolean; simple: boolean; bytes: boolean },
  ): Promise<Tagged> {
    if (!this.#life.alive) return Promise.reject(this.#life.failure)
    const query = this.#client.unsafe(text, values, options)
    const sent = this.#life.whileAlive<Rows>(bytes ? query.raw() : query.values())
    const answered = sent.then(toResult, (error: unknown) => {
      this.#aborted = this.#transaction === 'snapshot'
      if (endsSession(error)) {
        this.#life.end()
        this.#socket.destroy()
      }
      throw error
    })
    this.#running = answered
    return answered
  }
}

/** The rows of the driver, and what the server said that it did. */
type Rows = Cell[][] & { readonly command?: string }

interface Tagged extends Result {
  readonly tag: string | undefined
}

/**
 * The rows, taken out of the driver's result. Its promises (of a subclass of `Promise`) survive in V8 until the next full
 * garbage collection, and would keep the bytes of every answer that long: measured, twice as many of those collections.
 */
function toResult(rows: Rows): Tagged {
  const taken = Array.from(rows)
  rows.length = 0
  return { rows: taken, tag: rows.command }
}
