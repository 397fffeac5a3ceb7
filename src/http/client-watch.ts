import type { ServerResponse } from 'node:http'
import type { Abandonment } from '../engine.ts'

/**
 * Whether the client of a response is gone before it was answered: an abort signal without an `EventTarget`, which would
 * cost more than the statement of a small request.
 */
export class ClientWatch implements Abandonment {
  readonly #listeners = new Set<() => void>()
  #aborted = false
  #native: AbortController | undefined

  constructor(response: ServerResponse) {
    response.once('close', () => {
      if (response.writableFinished) return
      this.#aborted = true
      for (const listener of this.#listeners) listener()
      this.#native?.abort()
    })
  }

  get aborted(): boolean {
    return this.#aborted
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.add(listener)
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.delete(listener)
  }

  /** The same as an `AbortSignal`. */
  native(): AbortSignal {
    if (this.#native === undefined) {
      this.#native = new AbortController()
      if (this.#aborted) this.#native.abort()
    }
    return this.#native.signal
  }
}
