/**
 * The load: a process of its own that answers orders over IPC. Each connection is a plain socket, kept alive, with one
 * request under way at a time; requests are written beforehand, answers are counted and searched for errors only
 * (equality was checked before). That costs some 10 µs a request, so that the server stays the slower end.
 *
 * @typedef {{ url: string, bodies: string[], connections: number, seconds: number, tolerant?: boolean }} Order
 *   tolerant: refusals are counted; else the first one ends the run
 * @typedef {{ requests: number, refused: Record<string, number>, seconds: number, bytes: number, p50: number, p99: number }} Report
 *   requests: answers with 200 and without errors; refused: all others, by status; times in milliseconds
 */
import { connect } from 'node:net'

process.on('message', async (/** @type {Order} */ order) => {
  try {
    process.send?.({ report: await run(order) })
  } catch (error) {
    process.send?.({ error: error instanceof Error ? error.message : String(error) })
  }
})
process.on('disconnect', () => process.exit())

/**
 * @param {Order} order
 * @returns {Promise<Report>}
 */
async function run({ url, bodies, connections, seconds, tolerant = false }) {
  const target = new URL(url)
  const requests = bodies.map((body) => requestBytes(target, body))
  /** @type {number[]} */
  const latencies = []
  const count = { bytes: 0, next: 0 }
  /** @type {Record<string, number> | undefined} */
  const refused = tolerant ? {} : undefined
  const start = performance.now()
  const end = start + seconds * 1000
  await Promise.all(
    Array.from({ length: connections }, () => runConnection({ target, requests, latencies, count, refused, end })),
  )
  const elapsed = (performance.now() - start) / 1000
  const sorted = Float64Array.from(latencies).sort()
  const at = (/** @type {number} */ share) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
  return {
    requests: sorted.length,
    refused: refused ?? {},
    seconds: elapsed,
    bytes: count.bytes,
    p50: at(0.5),
    p99: at(0.99),
  }
}

/**
 * @param {URL} target
 * @param {string} body
 */
function requestBytes(target, body) {
  const head = [
    `POST ${target.pathname} HTTP/1.1`,
    `host: ${target.host}`,
    'content-type: application/json',
    'accept: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
  ]
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`)
}

/**
 * @param {{ target: URL, requests: Buffer[], latencies: number[], count: { bytes: number, next: number },
 *   refused: Record<string, number> | undefined, end: number }} run
 * @returns {Promise<void>} when the time is over and the last answer is there
 */
function runConnection({ target, requests, latencies, count, refused, end }) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: target.hostname, port: Number(target.port), noDelay: true })
    const answer = answerReader()
    let sent = 0
    let failed = false

    const send = () => {
      sent = performance.now()
      failed = false
      socket.write(/** @type {Buffer} */ (requests[count.next++ % requests.length]))
    }
    socket.on('connect', send)
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('The server closed a connection.')))
    socket.on('data', (chunk) => {
      count.bytes += chunk.length
      if (chunk.includes('"errors":[')) failed = true
      const status = answer(chunk)
      if ((failed || (status !== undefined && status !== 200)) && !refused)
        return reject(new Error(`The server answered ${status}: ${chunk.toString('utf8').slice(0, 2_000)}`))
      if (status === undefined) return
      const now = performance.now()
      if (refused && (failed || status !== 200)) {
        const what = failed && status === 200 ? '200 with errors' : String(status)
        refused[what] = (refused[what] ?? 0) + 1
      } else latencies.push(now - sent)
      if (now < end) return send()
      socket.removeAllListeners('close')
      socket.destroy()
      resolve()
    })
  })
}

/**
 * Finds the end of each answer on one connection: by `content-length`, else by the last chunk.
 *
 * @returns {(chunk: Buffer) => number | undefined} the status once the answer is complete
 */
function answerReader() {
  /** @type {Buffer | undefined} */
  let head // an unfinished one
  let status = 0
  let missing = 0 // bytes of the body; -1: chunked
  let inBody = false
  return (chunk) => {
    let body = chunk
    if (!inBody) {
      const bytes = head ? Buffer.concat([head, chunk]) : chunk
      const headEnd = bytes.indexOf('\r\n\r\n')
      head = headEnd === -1 ? bytes : undefined
      if (headEnd === -1) return undefined
      const text = bytes.toString('latin1', 0, headEnd)
      status = Number(text.slice(9, 12))
      const length = /\r\ncontent-length: *(\d+)/i.exec(text)
      missing = length ? Number(length[1]) : -1
      body = bytes.subarray(headEnd + 4)
      inBody = true
    }
    // In JSON no line feed follows a carriage return within a string: what ends like the last chunk is the last chunk.
    if (missing === -1) inBody = body.subarray(-5).toString('latin1') !== '0\r\n\r\n'
    else inBody = (missing -= body.length) > 0
    return inBody ? undefined : status
  }
}
