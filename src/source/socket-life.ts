import type { Socket } from 'node:net'

/**
 * Whether a socket still lives. The driver does not always notice a death: it hangs on a query that is sent between the
 * socket's `error` and its `close`, and on a socket that died before it listened.
 */
export class SocketLife {
  #alive: boolean
  #failure: Error | null = null
  #closed: boolean
  /** Rejects what is awaited now. One statement runs at a time, so there is one at most. */
  #onClosed: (() => void) | null = null

  constructor(socket: Socket) {
    this.#alive = !socket.destroyed
    this.#closed = socket.closed
    const die = () => this.end()
    socket.on('end', die)
    socket.on('error', (error) => {
      this.#failure ??= error
      die()
    })
    socket.on('close', () => {
      die()
      this.#closed = true
      // The driver has listened to the same event, and may have the server's own words.
      setImmediate(() => this.#onClosed?.())
    })
  }

  /** False once nothing may be sent any more. */
  get alive(): boolean {
    return this.#alive
  }

  /** What it died of. */
  get failure(): Error {
    return this.#failure ?? new Error('the connection is closed')
  }

  /** Nothing may be sent from now on. */
  end(): void {
    this.#alive = false
  }

  /** Settles as `pending` does, or rejects when the socket is closed before. */
  whileAlive<T>(pending: PromiseLike<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const leave = () => {
        if (this.#onClosed === onClosed) this.#onClosed = null
      }
      const onClosed = () => {
        leave()
        reject(this.failure)
      }
      this.#onClosed = onClosed
      pending.then(
        (value) => {
          leave()
          resolve(value)
        },
        (error: unknown) => {
          leave()
          reject(error as Error)
        },
      )
      if (this.#closed) setImmediate(onClosed)
    })
  }
}
