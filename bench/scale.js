/**
 * `npm run scale`: what ten times the rows cost. Operations of 1, 2 and 3 levels, with `limit` 100, 1,000 and 10,000: CPU of
 * the server and of PostgreSQL, and the server's memory, each operation in a server of its own.
 *
 *   --only users,user   these operations
 *   --rounds 3          in each, all limits in turn: a machine that others share is slower at one time than at another
 *   --seconds 2         of asking for each limit, in each round
 *
 * Exit code 1: ten times the rows cost more than 11 times the CPU, or one client makes the server fill 256 MB.
 */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { databasePrefix } from './data/places.js'
import { startLoad } from './runner/load.js'
import { median } from './runner/median.js'
import { cpuOf, cpuOfConnections, peakMemory, resetPeakMemory } from './runner/processes.js'
import { startServerProcess } from './runner/server-process.js'
import { cores, setStage } from './runner/stage.js'
import { drawFrom } from './workloads.js'

const limits = [100, 1_000, 10_000]
const mostCpu = 11
const mostMemory = 256

/** From PostgreSQL (users) to SQLite (orders, items) and back. */
const operations = {
  users: '{ id name email }',
  orders: '{ id name orders { id total } }',
  items: '{ id name orders { id total items { id sku } } }',
  user: '{ id name orders { id total user { id name } } }',
}

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '2' },
  },
})
const rounds = Number(values.rounds)
const seconds = Number(values.seconds)
const chosen = Object.entries(operations).filter(([id]) => values.only?.split(',').includes(id) ?? true)

const stage = await setStage(10)
const load = startLoad(cores.rest)
/** @type {string[]} */
const faults = []
try {
  for (const [id, selection] of chosen) await measureAll(id, selection)
} finally {
  load.stop()
  await stage.clear()
}
for (const fault of faults) console.error(fault)
if (faults.length > 0) process.exitCode = 1

/**
 * @param {string} id
 * @param {string} selection
 */
async function measureAll(id, selection) {
  const args = ['../dist/cli/main.js', 'serve', '--config', 'large-pages.config.ts', '--port', '{port}']
  const server = await startServerProcess({ args, env: stage.env, core: cores.server })
  console.log(`\n\`users(limit: …) ${selection}\`\n`)
  console.log('| limit | at once | answer, MB | server, ms | PostgreSQL, ms | × | own memory, MB | resident, MB |')
  console.log('| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |')
  try {
    const costs = limits.map(() => /** @type {Cost[]} */ ([]))
    for (let round = 0; round < rounds; round += 1) {
      for (const [index, limit] of limits.entries()) {
        await run(server, selection, limit, 1, 0.5)
        costs[index]?.push(await run(server, selection, limit, 1, seconds))
      }
    }
    for (const [index, limit] of limits.entries()) {
      const [own = [], before = []] = [costs[index], costs[index - 1]]
      const times = median(before.map((cost, round) => cpuIn(own[round]) / cpuIn(cost)))
      print(limit, 1, medianCost(own), times)
      if (times > mostCpu) faults.push(`${id}: ${limit} rows cost ${times.toFixed(1)} times what a tenth of them does.`)
    }
    const own = Math.max(...costs.flat().map((cost) => cost.own))
    const most = /** @type {number} */ (limits.at(-1))
    const two = await run(server, selection, most, 2, seconds)
    print(most, 2, two, NaN)
    if (own > mostMemory) faults.push(`${id}: ${own.toFixed(0)} MB of memory, ${mostMemory} are allowed.`)
  } finally {
    await server.stop()
  }
}

/**
 * @typedef {{ bytes: number, server: number, postgres: number, own: number, resident: number }} Cost of a request: bytes of
 *   its answer, milliseconds of CPU; and the server's peaks while it was asked again and again, in megabytes
 *
 * @param {import('./runner/server-process.js').ServerProcess} server
 * @param {string} selection
 * @param {number} limit
 * @param {number} connections
 * @param {number} time seconds
 * @returns {Promise<Cost>}
 */
async function run(server, selection, limit, connections, time) {
  const query = `query ($limit: Int!, $after: Int!) { users(where: { id: { gt: $after } }, limit: $limit) ${selection} }`
  // Other rows each time: the same few would be found in the processor's cache, and many could not.
  const draw = drawFrom(3)
  const bodies = Array.from({ length: 500 }, () =>
    JSON.stringify({ query, variables: { limit, after: draw(stage.size.users - limit) } }),
  )
  resetPeakMemory(server.pid)
  let own = 0
  const watch = setInterval(() => (own = Math.max(own, ownMemory(server.pid))), 5)
  const before = { server: cpuOf(server.pid) ?? NaN, postgres: postgresCpu() }
  const { requests, bytes } = await load.run({ url: server.url, bodies, connections, seconds: time })
  clearInterval(watch)
  return {
    bytes: bytes / requests,
    server: ((cpuOf(server.pid) ?? NaN) - before.server) / requests,
    postgres: (postgresCpu() - before.postgres) / requests,
    own,
    resident: peakMemory(server.pid) ?? NaN,
  }
}

/** @param {Cost | undefined} cost */
function cpuIn(cost) {
  return cost ? cost.server + cost.postgres : NaN
}

/**
 * Of each figure the median, of memory the most.
 *
 * @param {Cost[]} costs
 * @returns {Cost}
 */
function medianCost(costs) {
  return {
    bytes: median(costs.map(({ bytes }) => bytes)),
    server: median(costs.map(({ server }) => server)),
    postgres: median(costs.map(({ postgres }) => postgres)),
    own: Math.max(...costs.map(({ own }) => own)),
    resident: Math.max(...costs.map(({ resident }) => resident)),
  }
}

/** Milliseconds of all connections to the benchmark's databases; they stay open as long as the server runs. */
function postgresCpu() {
  if (stage.postmaster === undefined) return 0
  return [...cpuOfConnections(stage.postmaster, databasePrefix).values()].reduce((sum, used) => sum + used, 0)
}

/**
 * Megabytes that the process itself has filled. Resident memory counts also what the kernel keeps in its cache of files
 * and takes back when it likes: Node's own code, and the pages of a SQLite file that were read.
 *
 * @param {number} pid
 */
function ownMemory(pid) {
  const [, kilobytes] = /RssAnon:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1024
}

/**
 * @param {number} limit
 * @param {number} connections
 * @param {Cost} cost
 * @param {number} times
 */
function print(limit, connections, { bytes, server, postgres, own, resident }, times) {
  const cells = [
    limit,
    connections,
    (bytes / 1e6).toFixed(2),
    server.toFixed(2),
    postgres.toFixed(2),
    Number.isNaN(times) ? '' : times.toFixed(1),
    own.toFixed(0),
    resident.toFixed(0),
  ]
  console.log(`| ${cells.join(' | ')} |`)
}
