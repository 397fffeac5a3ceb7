import type { Socket } from 'node:net'
import { receive } from '../socket.ts'
import type { SocketLife } from '../socket-life.ts'
import type { Cell } from '../source.ts'
import { LONG_MESSAGE, MessageReader } from './message-reader.ts'
import { MessageWriter } from './message-writer.ts'
import { readServerError, type ServerError } from './server-error.ts'

/** A statement with its parameters, as the server is to be asked for it. */
export interface Asked {
  readonly text: string
  readonly values: readonly (string | null)[]
  /** Of the statement once it is prepared. Empty: it holds for this once. */
  readonly name: string
  /** Whether it has to be prepared first. */
  readonly isNew: boolean
  /** Names that nobody uses any more. */
  readonly spent: readonly string[]
  /** Whether long cells may stay bytes. */
  readonly bytes: boolean
}

/** What a server answered. */
export interface Answer {
  readonly rows: readonly (readonly Cell[])[]
  /** Of what was asked without parameters, what the server says that it did last: `COMMIT`, `INSERT`. */
  readonly tag: string | undefined
}

/** A question without its answer. */
class Pending implements Answer {
  readonly bytes: boolean
  /** Whether it was asked without parameters. */
  readonly simple: boolean
  readonly rows: Cell[][] = []
  readonly promise: Promise<Answer>
  tag: string | undefined = undefined
  error: ServerError | undefined = undefined
  resolve!: (answer: Answer) => void
  reject!: (error: unknown) => void

  constructor(bytes: boolean, simple: boolean) {
    this.bytes = bytes
    this.simple = simple
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve
      this.reject = reject
    })
  }
}

/**
 * The protocol of PostgreSQL over one socket, after the login: what is asked is answered in the order of asking, and when
 * the socket dies, everything that is open rejects.
 *
 * Written by hand, because the drivers make objects of rows, and strings of bytes that are only passed on; and because one
 * write and one promise for each statement is most of what a small statement costs.
 */
export class Wire {
  readonly #socket: Socket
  readonly #life: SocketLife
  readonly #writer = new MessageWriter()
  /** In the order of asking. */
  readonly #pending: Pending[] = []
  #flushing = false
  /** The server's last words. */
  #fatal: ServerError | undefined

  constructor(socket: Socket, life: SocketLife) {
    this.#socket = socket
    this.#life = life
    const reader = new MessageReader((type, bytes, from, to) => this.#onMessage(type, bytes, from, to))
    // The driver that logged in is not told any more.
    receive(socket, (chunk) => reader.read(chunk))
    socket.on('close', () => this.#rejectAll())
  }

  /** Runs one statement. */
  run({ text, values, name, isNew, spent, bytes }: Asked): Promise<Answer> {
    return this.#ask(bytes, false, (writer) => {
      for (const each of spent) writer.close(each)
      if (isNew) writer.parse(name, text)
      writer.bind(name, values)
      writer.executeAndSync()
    })
  }

  /** Runs statements without parameters, which answer together. */
  query(text: string): Promise<Answer> {
    return this.#ask(false, true, (writer) => writer.query(text))
  }

  /** What is answered next, of all that is open. */
  get next(): Promise<Answer> | undefined {
    return this.#pending[0]?.promise
  }

  #ask(bytes: boolean, simple: boolean, write: (writer: MessageWriter) => void): Promise<Answer> {
    // What is written after the death would be answered by nobody.
    if (!this.#life.alive) return Promise.reject(this.#fatal ?? this.#life.failure)
    write(this.#writer)
    this.#flushSoon()
    const pending = new Pending(bytes, simple)
    this.#pending.push(pending)
    return pending.promise
  }

  /** At once where the server has nothing to do; else together with what else is asked in this turn of the event loop. */
  #flushSoon(): void {
    if (this.#flushing) return
    if (this.#pending.length === 0) return this.#flush()
    this.#flushing = true
    setImmediate(() => this.#flush())
  }

  #flush(): void {
    this.#flushing = false
    if (!this.#socket.destroyed) this.#socket.write(this.#writer.take())
  }

  #onMessage(type: number, bytes: Buffer, from: number, to: number): void {
    const [pending] = this.#pending
    switch (type) {
      case MESSAGE.dataRow:
        pending?.rows.push(readRow(bytes, from, pending.bytes))
        return
      case MESSAGE.readyForQuery:
        return this.#settle()
      case MESSAGE.commandComplete:
        if (pending?.simple) pending.tag = commandIn(bytes.toString('latin1', from, to - 1))
        return
      case MESSAGE.errorResponse:
        return this.#onError(readServerError(bytes, from, to), pending)
      case MESSAGE.copyInResponse:
      case MESSAGE.copyBothResponse:
        // The server waits for data, and there is none. Of what was asked with parameters it has overheard the end.
        this.#socket.write(pending?.simple ? copyFail : Buffer.concat([copyFail, sync]))
        return
      default:
      // Notices, settings, notifications, and that a step was done.
    }
  }

  #onError(error: ServerError, pending: Pending | undefined): void {
    if (pending) pending.error ??= error
    if (error.severity !== 'FATAL' && error.severity !== 'PANIC') return
    this.#fatal = error
    this.#life.end()
    if (!pending) this.#socket.destroy()
  }

  #settle(): void {
    const pending = this.#pending.shift()
    if (!pending) return
    if (pending.error) pending.reject(pending.error)
    else pending.resolve(pending)
  }

  #rejectAll(): void {
    const failure = this.#fatal ?? this.#life.failure
    for (const pending of this.#pending.splice(0)) pending.reject(pending.error ?? failure)
  }
}

/** The types of a server's messages that mean something here. */
const MESSAGE = {
  commandComplete: 0x43,
  copyBothResponse: 0x57,
  copyInResponse: 0x47,
  dataRow: 0x44,
  errorResponse: 0x45,
  readyForQuery: 0x5a,
} as const

const copyFail = Buffer.from([0x66, 0, 0, 0, 5, 0])
const sync = Buffer.from([0x53, 0, 0, 0, 4])

/** Short cells become text at once: that costs less than an object which stands for them. Long ones are the message's own bytes. */
function readRow(bytes: Buffer, from: number, keepBytes: boolean): Cell[] {
  const row: Cell[] = []
  let at = from + 2
  for (let left = bytes.readUInt16BE(from); left > 0; left -= 1) {
    const length = bytes.readInt32BE(at)
    at += 4
    if (length < 0) {
      row.push(null)
      continue
    }
    const end = at + length
    row.push(keepBytes && length >= LONG_MESSAGE ? bytes.subarray(at, end) : bytes.toString('utf8', at, end))
    at = end
  }
  return row
}

/** The words of a command tag without its counts: `INSERT 0 1` is `INSERT`. */
function commandIn(tag: string): string {
  return tag.replace(/[ \d]+$/, '')
}
