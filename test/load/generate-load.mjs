// @ts-check
// A process that asks one thing over and over, so that what it costs to ask is not measured with what it costs to answer.
// Gets a load as JSON in its first argument, prints what came of it as JSON.
import { Agent, request } from 'node:http'

/**
 * @typedef {object} Load
 * @property {string} url
 * @property {string} query
 * @property {number} seconds
 * @property {number} [clients] Closed loop: so many ask, each again when it was answered.
 * @property {number} [rate] Open loop: so many requests a second, whatever becomes of them.
 * @typedef {object} Outcome
 * @property {number} seconds That it took.
 * @property {Record<string, number>} counts By status, or the code of the error.
 * @property {Record<string, number>} p99 Milliseconds, by status.
 */

/** @type {Load} */
const { url, query, seconds, clients = 0, rate = 0 } = JSON.parse(process.argv[2] ?? '')

const agent = new Agent({ keepAlive: true, maxSockets: Infinity, maxFreeSockets: 4_096, scheduling: 'lifo' })
const body = JSON.stringify({ query })
const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
/** @type {Map<string, number[]>} */
const latencies = new Map()

/** @param {string} key @param {number} started */
function note(key, started) {
  const known = latencies.get(key)
  if (known) known.push(performance.now() - started)
  else latencies.set(key, [performance.now() - started])
}

/** @returns {Promise<void>} */
function ask() {
  const started = performance.now()
  return new Promise((resolve) => {
    const asked = request(url, { method: 'POST', agent, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk) => (text += chunk))
      response.on('end', () => {
        const flawed = response.statusCode === 200 && text.includes('"errors"')
        note(flawed ? 'flawed' : String(response.statusCode), started)
        resolve()
      })
    })
    asked.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      note(error.code ?? 'error', started)
      resolve()
    })
    asked.end(body)
  })
}

const begun = performance.now()
const end = begun + seconds * 1_000

async function client() {
  while (performance.now() < end) await ask()
}

async function arrivals() {
  const answers = []
  let sent = 0
  while (performance.now() < end) {
    const due = ((performance.now() - begun) / 1_000) * rate
    for (; sent < due; sent += 1) answers.push(ask())
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  await Promise.all(answers)
}

await Promise.all([...Array.from({ length: clients }, client), ...(rate > 0 ? [arrivals()] : [])])
/** @type {Outcome} */
const outcome = { seconds: (performance.now() - begun) / 1_000, counts: {}, p99: {} }
for (const [key, all] of latencies) {
  outcome.counts[key] = all.length
  outcome.p99[key] = all.sort((one, other) => one - other)[Math.floor(all.length * 0.99)] ?? 0
}
process.stdout.write(JSON.stringify(outcome))
agent.destroy()
