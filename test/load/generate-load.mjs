// @ts-check
// A process that asks one thing over and over, so that what it costs to ask is not measured with what it costs to answer.
// Gets a load as JSON in its first argument, prints what came of it as JSON.
import { connect } from 'node:net'

/**
 * @typedef {object} Load
 * @property {string} url
 * @property {string} query
 * @property {number} seconds
 * @property {number} [clients] Closed loop: so many ask, each again when it was answered.
 * @property {number} [rate] Open loop: so many requests a second, whatever becomes of them. A tenth of them in a second before,
 * which is not counted: the first requests of a process are late by its own doing.
 * @typedef {object} Outcome
 * @property {number} seconds That it took.
 * @property {Record<string, number>} counts By status, or the code of the error.
 * @property {Record<string, number>} p99 Milliseconds, by status.
 */

/** @type {Load} */
const { url, query, seconds, clients = 0, rate = 0 } = JSON.parse(process.argv[2] ?? '')

const target = new URL(url)
const body = JSON.stringify({ query })
const head = [
  `POST ${target.pathname} HTTP/1.1`,
  `host: ${target.host}`,
  'content-type: application/json',
  `content-length: ${Buffer.byteLength(body)}`,
]
const bytes = Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`)
/** @type {Map<string, number[]>} */
const latencies = new Map()

let begun = performance.now()

/** @param {string} key @param {number} started */
function note(key, started) {
  if (started < begun) return
  const known = latencies.get(key)
  if (known) known.push(performance.now() - started)
  else latencies.set(key, [performance.now() - started])
}

/**
 * A connection that asks one thing at a time. Not `http.request`: it takes more time to ask than the server to answer, and
 * both have the same machine.
 */
class Connection {
  #socket = connect({ host: target.hostname, port: Number(target.port), noDelay: true })
  #started = 0
  #text = ''
  #answered = () => {}
  /** Since when it waits for a request. */
  idle = 0

  constructor() {
    this.#socket.setEncoding('latin1')
    this.#socket.on('data', (/** @type {string} */ chunk) => this.#read(chunk))
    this.#socket.on('error', (/** @type {NodeJS.ErrnoException} */ error) => this.#end(error.code ?? 'error'))
    this.#socket.on('close', () => this.#end('closed'))
  }

  /** @returns {Promise<void>} */
  ask() {
    this.#started = performance.now()
    this.#socket.write(bytes)
    return new Promise((resolve) => (this.#answered = resolve))
  }

  /** @param {string} chunk */
  #read(chunk) {
    this.#text += chunk
    const start = this.#text.indexOf('\r\n\r\n') + 4
    if (start === 3) return
    const length = /\r\ncontent-length: *(\d+)/i.exec(this.#text)?.[1]
    if (length === undefined ? !this.#text.endsWith('0\r\n\r\n') : this.#text.length < start + Number(length)) return
    const status = this.#text.slice(9, 12)
    note(status === '200' && this.#text.includes('"errors"', start) ? 'flawed' : status, this.#started)
    this.#started = 0
    this.#text = ''
    this.idle = performance.now()
    free.push(this)
    this.#answered()
  }

  /** @param {string} why */
  #end(why) {
    const place = free.indexOf(this)
    if (place >= 0) free.splice(place, 1)
    if (this.#started === 0) return
    note(why, this.#started)
    this.#started = 0
    this.#answered()
  }

  close() {
    this.#socket.removeAllListeners('close').destroy()
  }
}

/**
 * Connections without a request under way. The one that was used last is used next.
 *
 * @type {Connection[]}
 */
const free = []

/** A server closes what was idle for five seconds: who sends at that moment is not answered, and has only itself to blame. */
const LONGEST_IDLE_MS = 4_000

/** @returns {Promise<void>} */
function ask() {
  const known = free.pop()
  if (known === undefined || performance.now() - known.idle < LONGEST_IDLE_MS) return (known ?? new Connection()).ask()
  // Those below it were used before it.
  for (const stale of [known, ...free.splice(0)]) stale.close()
  return new Connection().ask()
}

let end = 0

/** Lets a load begin now, and be counted from now on. @param {number} length */
function begin(length) {
  begun = performance.now()
  end = begun + length * 1_000
}

async function client() {
  while (performance.now() < end) await ask()
}

/** @param {number} perSecond */
async function arrivals(perSecond) {
  // Counted, and not kept: sixty thousand promises are garbage whose collection stops the clock for those who are measured.
  let waiting = 0
  let sent = 0
  while (performance.now() < end || waiting > 0) {
    const due = performance.now() < end ? ((performance.now() - begun) / 1_000) * perSecond : sent
    for (; sent < due; sent += 1) {
      waiting += 1
      void ask().then(() => (waiting -= 1))
    }
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}

if (rate > 0) {
  begin(1)
  await arrivals(rate / 10)
}
begin(seconds)
await Promise.all([...Array.from({ length: clients }, client), ...(rate > 0 ? [arrivals(rate)] : [])])
/** @type {Outcome} */
const outcome = { seconds: (performance.now() - begun) / 1_000, counts: {}, p99: {} }
for (const [key, all] of latencies) {
  outcome.counts[key] = all.length
  outcome.p99[key] = all.sort((one, other) => one - other)[Math.floor(all.length * 0.99)] ?? 0
}
process.stdout.write(JSON.stringify(outcome))
for (const connection of free) connection.close()
