/**
 * `npm run cluster`: what `heddle serve --workers N` gains over one process. Both run side by side, idle but for one, and
 * have their turns.
 *
 *   --workers 2
 *   --seconds 2         of load in each turn
 *   --rounds 3
 *
 * Where the machine has a core for each worker and two more, load and PostgreSQL have those two, and the exit code is 1
 * where N workers answer less than 0.8 × N of what one does. On fewer cores everybody shares all of them: then
 * throughput only says how much of the machine was still free, and CPU per request says what a worker costs.
 */
import { spawn } from 'node:child_process'
import { cpus } from 'node:os'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { benchDir } from './data/places.js'
import { startLoad } from './runner/load.js'
import { measure, medianOf } from './runner/measure.js'
import { canPin, pin } from './runner/processes.js'
import { ask, requestBodies } from './runner/requests.js'
import { setStage } from './runner/stage.js'
import { workloads } from './workloads.js'

const { values } = parseArgs({
  options: {
    workers: { type: 'string', default: '2' },
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '3' },
  },
})
const workers = Number(values.workers)
const least = 0.8 * workers

/** @type {import('./workloads.js').Workload} Nobody but the server works for it. */
const sqliteOnly = {
  id: 'S',
  title: '50 orders with their items (SQLite alone)',
  document: `query S($after: Int!) {
    orders(where: { id: { gt: $after } }, limit: 50) { id status total createdAt items { id sku quantity price } }
  }`,
  variables: (draw, size) => ({ after: draw(size.orders - 50) }),
}
const chosen = [sqliteOnly, ...workloads.filter(({ id }) => id === 'W1' || id === 'W6')]
const heddle = { id: 'heddle', name: 'Heddle', args: [] }

const last = cpus().length - 1
const apart = canPin && last >= workers + 1
const cores = apart
  ? { server: `0-${workers - 1}`, rest: `${workers}-${last}` }
  : { server: `0-${last}`, rest: `0-${last}` }

const stage = await setStage(20 + 6 * workers)
if (stage.postmaster !== undefined) pin(stage.postmaster, cores.rest)
const load = startLoad(cores.rest)
const servers = await Promise.all([1, workers].map(startServer))
let tooSlow = false
try {
  console.log(
    `One process and ${workers} workers on ${last + 1} cores; ${apart ? `load and PostgreSQL on cores ${cores.rest}` : 'load and PostgreSQL share them'}.\n`,
  )
  console.log(
    '| workload | processes | requests/s | ratio | CPU ms/request | cores used | PostgreSQL ms/request | p99 ms |',
  )
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |')
  for (const workload of chosen) await compare(workload)
} finally {
  await Promise.all(servers.map((server) => server.stop()))
  load.stop()
  await stage.clear()
}
if (apart) console.log(`\n${tooSlow ? 'Below' : 'At'} the bar of ${least} times the throughput of one process.`)
else console.log(`\nNo ratio is asked for: ${workers} workers need ${workers + 2} cores to show what they gain.`)
process.exitCode = apart && tooSlow ? 1 : 0

/** @param {import('./workloads.js').Workload} workload */
async function compare(workload) {
  await checkAlike(workload)
  /** @type {import('./runner/measure.js').Sample[][]} */
  const samples = servers.map(() => [])
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [index, server] of servers.entries()) {
      const settle = round === 0 ? 2 : 0.5
      const options = { contestant: heddle, workload, size: stage.size, load, postmaster: stage.postmaster }
      const sample = await measure({ ...options, server, connections: 32, settle, seconds: Number(values.seconds) })
      samples[index]?.push(sample)
    }
  }
  const [one, many] = samples.map(medianOf)
  if (!one || !many) return
  if (many.throughput < least * one.throughput) tooSlow = true
  for (const [count, { throughput, serverCpu, postgresCpu, p99 }] of /** @type {const} */ ([
    [1, one],
    [workers, many],
  ])) {
    const used = serverCpu === undefined ? undefined : (serverCpu * throughput) / 1000
    const cells = [workload.id, count, throughput.toFixed(0), (throughput / one.throughput).toFixed(2)]
    console.log(
      `| ${[...cells, serverCpu?.toFixed(3), used?.toFixed(2), postgresCpu?.toFixed(3), p99.toFixed(1)].join(' | ')} |`,
    )
  }
}

/**
 * Both answer five requests alike.
 *
 * @param {import('./workloads.js').Workload} workload
 */
async function checkAlike(workload) {
  for (const body of requestBodies(heddle, workload, { size: stage.size, count: 5, seed: 1 })) {
    const [one, many] = await Promise.all(servers.map((server) => ask(server.url, body)))
    if (one?.text === many?.text && !one?.text.includes('"errors":[')) continue
    throw new Error(
      `${workload.id}: one process answered ${one?.text.slice(0, 500)}, workers ${many?.text.slice(0, 500)}`,
    )
  }
}

/**
 * Ready when all its workers listen.
 *
 * @param {number} count of processes
 */
async function startServer(count) {
  const args = ['../dist/cli/main.js', 'serve', '--config', 'heddle.config.ts', '--port', '0', '--json']
  const child = spawn(process.execPath, [...args, '--workers', String(count)], {
    cwd: benchDir,
    env: { ...process.env, NODE_ENV: 'production', ...stage.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  child.stderr.on('data', (/** @type {Buffer} */ chunk) => (log = (log + chunk.toString('utf8')).slice(-4_000)))
  const kill = () => child.kill('SIGTERM')
  process.once('exit', kill)
  const ended = new Promise((resolve) => child.once('close', resolve)) // when its last words are here, too
  const banner = new Promise((resolve) => createInterface({ input: child.stdout }).once('line', resolve))
  const line = await Promise.race([banner, ended])
  if (typeof line !== 'string')
    throw new Error(`heddle serve --workers ${count} ended before it served (${line}):\n${log}`)
  const pid = /** @type {number} */ (child.pid)
  pin(pid, cores.server)
  return {
    url: String(JSON.parse(line).url),
    pid,
    statements: async () => NaN,
    signal: (/** @type {NodeJS.Signals} */ signal) => child.kill(signal),
    stop: async () => {
      kill()
      await ended
      process.off('exit', kill)
    },
  }
}
