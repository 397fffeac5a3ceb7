import type { ServerResponse } from 'node:http'
import { Abandoning } from '../abandonment.ts'

/** Whether the client of a response is gone before it was answered. */
export class ClientWatch extends Abandoning {
  #native: AbortController | undefined

  constructor(response: ServerResponse) {
    super()
    response.on('close', () => {
      if (response.writableFinished) return
      this.abort()
      this.#native?.abort()
    })
  }

  /** The same as an `AbortSignal`. */
  native(): AbortSignal {
    if (this.#native === undefined) {
      this.#native = new AbortController()
      if (this.aborted) this.#native.abort()
    }
    return this.#native.signal
  }
}
