import { Buffer } from 'node:buffer'

/**
 * A message of the server: its type, and where its body stands in some bytes. Those of a message of {@link LONG_MESSAGE}
 * bytes and more are its own; shorter ones are gone when this returns.
 */
export type OnMessage = (type: number, bytes: Buffer, from: number, to: number) => void

/** Bytes from which a message is worth memory of its own. */
export const LONG_MESSAGE = 1_024

/** The type and the length. */
const HEADER = 5

/** Cuts what a server sends into its messages. The chunks are lent. */
export class MessageReader {
  readonly #onMessage: OnMessage
  /** The beginning of a message whose end has not come: as long as it will be, once its length is known. */
  #rest: Buffer | null = null
  #filled = 0

  constructor(onMessage: OnMessage) {
    this.#onMessage = onMessage
  }

  read(chunk: Buffer): void {
    let at = this.#rest === null ? 0 : this.#fill(this.#rest, chunk)
    while (chunk.length - at >= HEADER) {
      const end = at + 1 + chunk.readUInt32BE(at + 1)
      if (end > chunk.length) break
      if (end - at < LONG_MESSAGE)
        this.#onMessage(chunk[at]!, chunk, at + HEADER, end) // in range
      else this.#onMessage(chunk[at]!, Buffer.from(chunk.subarray(at, end)), HEADER, end - at)
      at = end
    }
    if (at < chunk.length) this.#keep(chunk, at)
  }

  /** Takes what belongs to the message that has begun; answers where the next one begins. */
  #fill(rest: Buffer, chunk: Buffer): number {
    const taken = chunk.copy(rest, this.#filled)
    this.#filled += taken
    if (this.#filled < rest.length) return taken
    this.#rest = null
    if (rest.length > HEADER) this.#onMessage(rest[0]!, rest, HEADER, rest.length)
    else this.#begin(rest)
    // A header is five bytes, so this ends.
    return this.#rest === null ? taken : taken + this.#fill(this.#rest, chunk.subarray(taken))
  }

  #keep(chunk: Buffer, at: number): void {
    const some = chunk.subarray(at)
    if (some.length >= HEADER) return this.#begin(some)
    this.#rest = Buffer.allocUnsafeSlow(HEADER)
    this.#filled = some.copy(this.#rest)
  }

  /** Makes room for a message whose header has come. */
  #begin(some: Buffer): void {
    const rest = Buffer.allocUnsafeSlow(1 + some.readUInt32BE(1))
    const filled = some.copy(rest)
    if (filled === rest.length) return this.#onMessage(rest[0]!, rest, HEADER, rest.length)
    this.#rest = rest
    this.#filled = filled
  }
}
