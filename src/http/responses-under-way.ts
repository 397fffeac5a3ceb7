import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/**
 * The responses that a server has not finished, the last of each connection.
 *
 * By connection, because connections last: a `Set` that every response passed through would be rehashed over and over, and
 * a table that was given up holds on to the next one with all that is in it until the next full garbage collection.
 */
export class ResponsesUnderWay {
  readonly #bySocket = new Map<Socket, ServerResponse | null>()
  #count = 0

  constructor(server: Server) {
    server.on('connection', (socket) => {
      this.#bySocket.set(socket, null)
      socket.once('close', () => this.#bySocket.delete(socket))
    })
  }

  get count(): number {
    return this.#count
  }

  /** @param onClose is called when it is finished, or its client is gone */
  add(response: ServerResponse, onClose: () => void): void {
    const { socket } = response
    this.#count += 1
    if (socket) this.#bySocket.set(socket, response)
    // Not `once`, here and for all that a response tells but once: the wrapper costs more than the listener.
    response.on('close', () => {
      this.#count -= 1
      if (socket && this.#bySocket.get(socket) === response) this.#bySocket.set(socket, null)
      onClose()
    })
  }

  /** Has each connection closed after the response that is under way. */
  closeAfter(): void {
    for (const response of this.#bySocket.values()) {
      if (response !== null && !response.headersSent) response.setHeader('connection', 'close')
    }
  }
}
