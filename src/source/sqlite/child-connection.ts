import { fork, type ChildProcess } from 'node:child_process'
import type { Connection } from '../connection.ts'
import { atMost, within, type Limits } from '../limits.ts'
import { RemoteCalls, type Reply } from '../remote-calls.ts'
import type { BoundStatement, Result } from '../source.ts'

/** How long the child may take to leave when asked; then it is killed. Milliseconds. */
const LEAVE_MS = 500

/** Starts a process that holds one connection to the file. Rejects with the driver's error. */
export async function connectChild(file: string, writes: boolean, limits: Limits): Promise<Connection> {
  const child = fork(new URL('./child.mjs', import.meta.url), {
    execArgv: [],
    // Bytes and whole numbers beyond 2^53 cross as what they are.
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const calls = new RemoteCalls((message) => {
    child.send(message, (error) => {
      if (error !== null) calls.lose(error)
    })
  })
  const connection = new ChildConnection(child, calls)
  try {
    await within(
      limits,
      calls.call({ kind: 'open', file, writes }),
      () => new Error('the process did not start in time'),
    )
    return connection
  } catch (error) {
    await connection.cancel()
    throw error
  }
}

/** What the child says of a command: its tag, and whether a transaction is open now. */
interface Controlled {
  readonly tag: string
  readonly open: boolean
}

/** A connection in a process of its own, which is killed when a statement takes too long. */
class ChildConnection implements Connection {
  readonly #child: ChildProcess
  readonly #calls: RemoteCalls
  readonly #gone: Promise<void>
  #ending = false
  #inTransaction = false
  /** A statement ran that lasts as long as the session: a setting, another file, a temporary table. */
  #touched = false

  constructor(child: ChildProcess, calls: RemoteCalls) {
    this.#child = child
    this.#calls = calls
    child.on('message', (reply) => calls.settle(reply as Reply))
    child.on('error', (error) => calls.lose(error))
    // Where the parent is ended by process.exit, nothing else would stop a scan in the child.
    const kill = () => child.kill('SIGKILL')
    process.once('exit', kill)
    this.#gone = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        process.removeListener('exit', kill)
        calls.lose(new Error(`the process ended (${signal ?? code})`))
        resolve()
      })
    })
  }

  get usable(): boolean {
    return !this.#ending && !this.#calls.lost
  }

  async run({ text, values, prepare, bytes, foreign }: BoundStatement): Promise<Result> {
    if (foreign === true && /\b(?:pragma|attach|detach|temp|temporary)\b/i.test(text)) this.#touched = true
    const rows = await this.#calls.call({
      kind: 'run',
      text,
      values,
      options: { keep: prepare, bytes: bytes === true },
    })
    return { rows: rows as Result['rows'] }
  }

  async ping(): Promise<void> {
    await this.#calls.call({ kind: 'exec', text: 'select 1' })
  }

  async beginSnapshot(): Promise<void> {
    this.#inTransaction = true
    await this.#calls.call({ kind: 'exec', text: 'begin deferred' })
  }

  async begin(commands: readonly string[]): Promise<void> {
    for (const command of commands) await this.control(command)
  }

  async control(text: string): Promise<string> {
    this.#inTransaction = true
    const { tag, open } = (await this.#calls.call({ kind: 'control', text })) as Controlled
    this.#inTransaction = open
    return tag
  }

  reset(): Promise<void> | null {
    if (this.#touched) return this.close()
    return this.#inTransaction ? this.#rollback() : null
  }

  async #rollback(): Promise<void> {
    await this.#calls.call({ kind: 'rollback' })
    this.#inTransaction = false
  }

  async cancel(): Promise<void> {
    this.#ending = true
    this.#child.kill('SIGKILL')
    await this.#gone
  }

  async close(): Promise<void> {
    this.#ending = true
    if (this.#child.connected) this.#child.disconnect()
    await within(atMost(LEAVE_MS), this.#gone, () => new Error('the process did not leave')).catch(() => this.cancel())
  }
}
