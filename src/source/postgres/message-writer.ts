import { Buffer } from 'node:buffer'

/** Bytes that are kept for the next messages; more are given back once they are sent. */
const KEPT = 64 * 1024

/** UTF-8 needs up to three bytes for each of JavaScript's characters. */
const WIDEST = 3

/** Writes messages to a server one behind the other, to be sent together. */
export class MessageWriter {
  #bytes = Buffer.allocUnsafeSlow(1024)
  #at = 0

  /** `Query`: statements without parameters. */
  query(text: string): void {
    const start = this.#begin(0x51, text.length)
    this.#text(text)
    this.#end(start)
  }

  /** `Parse`: prepares a statement, whose parameters' types the server finds by itself. The empty name holds until the next. */
  parse(name: string, text: string): void {
    const start = this.#begin(0x50, name.length + text.length)
    this.#text(name)
    this.#text(text)
    this.#int16(0)
    this.#end(start)
  }

  /** `Bind`: gives it its parameters, as texts, and asks for texts. */
  bind(name: string, values: readonly (string | null)[]): void {
    let length = name.length + 2 * values.length
    for (const value of values) length += value?.length ?? 0
    const start = this.#begin(0x42, length)
    this.#text('')
    this.#text(name)
    this.#int16(0)
    this.#int16(values.length)
    for (const value of values) this.#value(value)
    this.#int16(0)
    this.#end(start)
  }

  /** `Execute`, all rows, and `Sync`: the end of what belongs together. */
  executeAndSync(): void {
    this.#room(executeAndSync.length)
    this.#at += executeAndSync.copy(this.#bytes, this.#at)
  }

  /** `Close`: the server forgets a prepared statement. */
  close(name: string): void {
    const start = this.#begin(0x43, name.length)
    this.#bytes[this.#at++] = 0x53
    this.#text(name)
    this.#end(start)
  }

  /** What was written since the last time. */
  take(): Buffer {
    const written = this.#bytes.subarray(0, this.#at)
    this.#at = 0
    if (this.#bytes.length <= KEPT) return Buffer.from(written)
    // A million keys are some megabytes, which need not be there twice: these bytes are not written to again.
    this.#bytes = Buffer.allocUnsafeSlow(1024)
    return written
  }

  /** @param characters of all texts of the message together */
  #begin(type: number, characters: number): number {
    this.#room(characters * WIDEST + 32)
    this.#bytes[this.#at] = type
    this.#at += 5
    return this.#at - 4
  }

  /** The length counts itself. */
  #end(start: number): void {
    this.#bytes.writeInt32BE(this.#at - start, start)
  }

  #text(text: string): void {
    this.#at += this.#bytes.write(text, this.#at)
    this.#bytes[this.#at++] = 0
  }

  #value(value: string | null): void {
    const length = value === null ? -1 : this.#bytes.write(value, this.#at + 4)
    this.#bytes.writeInt32BE(length, this.#at)
    this.#at += 4 + Math.max(length, 0)
  }

  #int16(value: number): void {
    this.#at = this.#bytes.writeUInt16BE(value, this.#at)
  }

  #room(wanted: number): void {
    if (this.#bytes.length - this.#at >= wanted) return
    const larger = Buffer.allocUnsafeSlow(2 * (this.#at + wanted))
    this.#bytes.copy(larger, 0, 0, this.#at)
    this.#bytes = larger
  }
}

const executeAndSync = Buffer.from([0x45, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0x53, 0, 0, 0, 4])
