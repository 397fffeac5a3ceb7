import type { Socket } from 'node:net'
import type { SqlValue } from '../../sql/statement.ts'
import { bufferOf } from '../../byte-text.ts'
import { invariant } from '../../errors.ts'
import type { Connection } from '../connection.ts'
import { atMost, within, type ConnectLimits, type Limits } from '../limits.ts'
import { onlyReads } from '../only-reads.ts'
import { SocketLife } from '../socket-life.ts'
import { closed, destroyAt } from '../socket.ts'
import type { BoundStatement, Cell, Result } from '../source.ts'
import { endsSession, tooLarge } from './classify-error.ts'
import { logIn, type MariadbClient, type Mysql2 } from './mysql2.ts'
import type { MariadbTarget } from './parse-mariadb-url.ts'
import { serverOf, type KnownServer } from './server.ts'
import {
  beginSnapshotText,
  checkSession,
  checkText,
  databaseText,
  isolationText,
  limitText,
  settingsText,
  versionText,
  type SessionOptions,
} from './session-settings.ts'

/** How long a server may take to obey a KILL, or a goodbye; then the socket is cut. Milliseconds. */
const GRACE_MS = 500

export interface MariadbConnectOptions {
  /** The name of the source, for messages. */
  readonly source: string
  readonly target: MariadbTarget
  readonly session: SessionOptions
  readonly mysql2: Mysql2
  readonly server: KnownServer
}

/**
 * Opens one session, which lives and dies with one socket, and checks that it is set as Heddle needs it. Rejects with the
 * driver's or the socket's error, or CONFIG_INVALID.
 */
export async function connectMariadb(options: MariadbConnectOptions, limits: ConnectLimits): Promise<Connection> {
  const { client, socket } = await logIn(options.mysql2, options.target, limits)
  try {
    const connection = new MariadbConnection(client, socket, options)
    await destroyAt(limits, socket, connection.setUp())
    return connection
  } catch (error) {
    socket.destroy()
    throw error
  }
}

class MariadbConnection implements Connection {
  readonly #client: MariadbClient
  readonly #socket: Socket
  readonly #life: SocketLife
  readonly #options: MariadbConnectOptions
  readonly #threadId: number
  #transaction: 'none' | 'snapshot' | 'write' = 'none'
  /** A statement ran that may have left something in the session: a variable, a temporary table, a lock. */
  #touched = false
  #running: Promise<unknown> = Promise.resolve()

  constructor(client: MariadbClient, socket: Socket, options: MariadbConnectOptions) {
    invariant(client.threadId !== null, 'a session of MariaDB has a number for killing it')
    this.#client = client
    this.#socket = socket
    this.#life = new SocketLife(socket)
    this.#options = options
    this.#threadId = client.threadId
  }

  get usable(): boolean {
    return this.#life.alive
  }

  /** Sets the session, and checks it. */
  async setUp(): Promise<void> {
    const { source, session } = this.#options
    const version = await this.#query(versionText)
    const server = serverOf(source, String(toCell(version.rows[0]?.[0], false)))
    this.#options.server.see(server)
    await this.#query(settingsText(server))
    await this.#query(isolationText(session))
    const { rows } = await this.#query(checkText(server))
    const cells = (rows[0] ?? []).map((cell) => toCell(cell, false))
    checkSession(source, server, cells)
    const limit = limitText(server, session)
    if (limit !== null) await this.#query(limit)
  }

  async run({ text, values, prepare, bytes, foreign }: BoundStatement): Promise<Result> {
    if (foreign === true || !onlyReads(text)) this.#touched = true
    const parameters = values.map((value) => this.#parameter(value))
    const result = prepare || values.length > 0 ? await this.#execute(text, parameters) : await this.#query(text)
    const rows = result.rows.map((row) => row.map((cell) => toCell(cell, bytes === true)))
    // A text that outgrew a packet is null to the server, with a warning.
    if (prepare && rows.some((row) => row.includes(null))) await this.#refuseCut()
    return { rows }
  }

  async beginSnapshot(): Promise<void> {
    this.#transaction = 'snapshot'
    await this.#query(beginSnapshotText)
  }

  async begin(commands: readonly string[]): Promise<void> {
    this.#transaction = 'write'
    for (const command of commands) await this.#query(command)
  }

  /** MariaDB says no more than that it has obeyed. A prepared transaction stays with its session until one of them ends. */
  async control(command: string): Promise<string> {
    await this.#query(command)
    if (/^(?:xa )?(?:commit|rollback)/.test(command)) this.#transaction = 'none'
    return ''
  }

  async ping(): Promise<void> {
    await this.#query('do 1')
  }

  reset(): Promise<void> | null {
    return this.#transaction !== 'none' || this.#touched ? this.#reset() : null
  }

  async #reset(): Promise<void> {
    // The end of the session rolls back what is open, and leaves what is prepared to whoever finishes it.
    if (this.#transaction === 'write') return this.close()
    if (this.#touched) {
      await this.#send((done) => this.#client.reset((error) => done(error)))
      await this.#query(databaseText(this.#options.target.database))
      await this.setUp()
    } else {
      await this.#query('rollback')
    }
    this.#transaction = 'none'
    this.#touched = false
  }

  async cancel(): Promise<void> {
    const wasAlive = this.#life.alive
    this.#life.end()
    const grace = atMost(GRACE_MS)
    try {
      if (wasAlive) await killSession(this.#options, this.#threadId, grace)
      await within(grace, this.#running, () => new Error('the server did not cancel in time'))
    } catch {
      // It did not obey, or could not be asked: cutting the socket is what remains.
    }
    this.#socket.destroy()
  }

  async close(): Promise<void> {
    const idle = this.#life.alive
    this.#life.end()
    if (idle) this.#socket.end(quitMessage)
    else this.#socket.destroy()
    await within(atMost(GRACE_MS), closed(this.#socket), () => new Error('the server did not hang up')).catch(() => {})
    this.#socket.destroy()
  }

  /** Integers are sent as such: text would be compared with a number as a floating-point one. */
  #parameter(value: SqlValue): unknown {
    if (value instanceof Uint8Array) return bufferOf(value)
    if (typeof value !== 'bigint') return value
    const { LONGLONG } = this.#options.mysql2.TypedParameter
    return BigInt.asIntN(64, value) === value ? LONGLONG(value) : LONGLONG.unsigned(value)
  }

  /** Rejects where the last statement warned of a text that was cut. */
  async #refuseCut(): Promise<void> {
    const { rows } = await this.#query('show warnings')
    const cut = rows.find((row) => tooLarge.has(Number(row[1])))
    if (!cut) return
    const message = 'a text of the answer is larger than max_allowed_packet'
    throw Object.assign(new Error(message), { errno: Number(cut[1]), sqlState: 'HY000' })
  }

  #query(sql: string): Promise<{ rows: unknown[][] }> {
    return this.#send((done) => this.#client.query({ sql }, done))
  }

  #execute(sql: string, values: readonly unknown[]): Promise<{ rows: unknown[][] }> {
    return this.#send((done) => this.#client.execute({ sql, values }, done))
  }

  /** Asks the driver. The socket is checked before and watched meanwhile: what waits for a dead one would wait for ever. */
  #send(ask: (done: (error: Error | null, result?: unknown) => void) => void): Promise<{ rows: unknown[][] }> {
    if (!this.#life.alive) return Promise.reject(this.#life.failure)
    const asked = new Promise<unknown>((resolve, reject) =>
      ask((error, result) => (error ? reject(error) : resolve(result))),
    )
    const answered = this.#life.whileAlive(asked).then(
      (result) => ({ rows: Array.isArray(result) ? (result as unknown[][]) : [] }),
      (error: unknown) => {
        if (endsSession(error)) {
          this.#life.end()
          this.#socket.destroy()
        }
        throw error
      },
    )
    this.#running = answered
    return answered
  }
}

/** COM_QUIT: the message that ends a session in peace. In TLS the cut connection says the same. */
const quitMessage = Buffer.from([1, 0, 0, 0, 1])

/**
 * Ends another session and what it runs, over one of our own. The session is never used again, so that what is hit is its
 * running statement or nothing.
 */
async function killSession({ mysql2, target }: MariadbConnectOptions, threadId: number, limits: Limits): Promise<void> {
  const { client, socket } = await logIn(mysql2, target, limits)
  try {
    const killed = new Promise<void>((resolve) => client.query({ sql: `kill ${threadId}` }, () => resolve()))
    await destroyAt(limits, socket, killed)
  } finally {
    socket.destroy()
  }
}

/** Text as the database printed it: the driver reads a prepared statement's numbers as such. */
function toCell(value: unknown, bytes: boolean): Cell {
  if (value === null || value === undefined) return null
  if (Buffer.isBuffer(value)) return bytes ? value : value.toString('utf8')
  return String(value)
}
