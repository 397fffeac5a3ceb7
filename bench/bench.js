/**
 * `npm run bench`: checks that all give the same answers, measures, and writes `results/`.
 *
 *   --short               a few seconds a workload, Heddle between LIMIT and the best resolver design
 *   --only heddle,yoga    these contestants (and LIMIT)
 *   --workloads W1,W4     these workloads
 *   --rounds 5 --seconds 1 --settle 1 --warm-up 4 (at least; see `runner/warm-up.js`)
 *
 * Exit code 1: an answer differs from LIMIT's, or (with --short, with tolerance) Heddle is below a bar.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { chooseContestants, contestants } from './contestants.js'
import { benchDir } from './data/places.js'
import { poolSize } from './databases.js'
import { barsOf } from './runner/bars.js'
import { shareChart } from './runner/chart.js'
import { checkAnswers } from './runner/check-answers.js'
import { startLoad } from './runner/load.js'
import { measure, medianOf } from './runner/measure.js'
import { resultTables } from './runner/results.js'
import { startServerProcess } from './runner/server-process.js'
import { cores, setStage } from './runner/stage.js'
import { warmUp } from './runner/warm-up.js'
import { workloads as allWorkloads } from './workloads.js'

/**
 * @typedef {import('./contestants.js').Contestant} Contestant
 * @typedef {import('./runner/results.js').Results} Results
 * @typedef {import('./runner/server-process.js').ServerProcess} ServerProcess
 */

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    only: { type: 'string' },
    workloads: { type: 'string' },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    'warm-up': { type: 'string' },
    settle: { type: 'string' },
  },
})
const { short } = values
const tolerance = short ? 0.1 : 0
const rounds = Number(values.rounds ?? (short ? 4 : 5))
const seconds = Number(values.seconds ?? (short ? 0.5 : 1))
/**
 * Answers after which V8 has compiled what is hot. It counts calls, not seconds: a workload of 300 requests a second is
 * still half interpreted where one of 10,000 has long been machine code. A short run cannot wait for it.
 */
const firstAnswers = short ? 0 : 5_000
/** Seconds at least, once for each server. */
const firstWarmUp = Number(values['warm-up'] ?? (short ? 2 : 4))
/**
 * Seconds under load before each turn that do not count: while the others had theirs, V8 has given up memory and machine
 * code, and gets them back within the first few hundred requests.
 */
const settle = Number(values.settle ?? (short ? 0.2 : 1))
const chosen = values.workloads?.split(',')

const stage = await setStage((contestants.length + 1) * poolSize)
const load = startLoad(cores.rest)
/** @type {Results} */
const results = {
  workloads: allWorkloads.filter(({ id }) => chosen?.includes(id) ?? true),
  contestants: chooseContestants(values.only ?? (short ? 'heddle,best' : undefined)),
  cells: new Map(),
  absent: new Map(),
  machine: `${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, Node ${process.version}; ${
    stage.pinned ? 'server on one core, load and PostgreSQL on another' : 'nothing is pinned to a core here'
  }; ${rounds} rounds of ${seconds} s, each after ${settle} s under load, medians.`,
}
/** @type {Map<string, ServerProcess>} */
const servers = new Map()

try {
  await checkAll()
  for (const workload of results.workloads) if (!workload.pending) await measureAll(workload)
} finally {
  await stopAll()
  load.stop()
  await stage.clear()
}
writeResults()

/** Every contestant's answers to every workload, in servers that count statements. */
async function checkAll() {
  /** @type {Map<string, string[]>} */
  const expected = new Map()
  for (const contestant of [...results.contestants]) {
    const server = await start(contestant, { BENCH_COUNT: '1' }).catch((error) => leaveOut(contestant, error))
    if (!server) continue
    for (const workload of results.workloads) {
      if (workload.pending || contestant.skips?.[workload.id]) continue
      const wanted = expected.get(workload.id)
      const options = { contestant, server, workload, size: stage.size, ...(wanted ? { expected: wanted } : {}) }
      const { answers, statements, fault } = await checkAnswers(options)
      if (contestant.id === 'limit') expected.set(workload.id, answers)
      if (fault) console.error(`${contestant.name}, ${workload.id}: ${fault}`)
      results.cells.set(`${workload.id} ${contestant.id}`, { statements, fault })
    }
    await server.stop()
    console.error(`checked ${contestant.name}`)
  }
}

async function stopAll() {
  await Promise.all([...servers.values()].map((server) => server.stop()))
  servers.clear()
}

/**
 * Fresh servers, and rounds in which all take turns, each time another one first.
 *
 * @param {import('./workloads.js').Workload} workload
 */
async function measureAll(workload) {
  const able = results.contestants.filter(({ id }) => {
    const cell = results.cells.get(`${workload.id} ${id}`)
    return cell && !cell.fault
  })
  for (const contestant of able) servers.set(contestant.id, await start(contestant, {}))
  for (const contestant of able)
    await guarded(contestant, (target) => warmUp({ ...target, least: firstWarmUp, answers: firstAnswers }))
  /** @type {Map<string, import('./runner/measure.js').Sample[]>} */
  const samples = new Map(able.map(({ id }) => [id, []]))
  for (let round = 0; round < rounds; round++) {
    for (const index of able.keys()) {
      const contestant = /** @type {Contestant} */ (able[(index + round) % able.length])
      const sample = await run(contestant, 32)
      if (sample) samples.get(contestant.id)?.push(sample)
    }
  }
  for (const contestant of able) {
    const key = `${workload.id} ${contestant.id}`
    const alone = await run(contestant, 1)
    const cell = results.cells.get(key)
    if (!alone || cell?.fault) continue
    const busy = medianOf(samples.get(contestant.id) ?? [])
    results.cells.set(key, { ...cell, busy, alone })
    const { serverCpu = NaN, throughput } = busy
    console.error(`${workload.id} ${contestant.name}: ${serverCpu.toFixed(3)} ms, ${Math.round(throughput)}/s`)
  }
  await stopAll()

  /**
   * @param {Contestant} contestant
   * @param {number} connections
   */
  function run(contestant, connections) {
    const { postmaster } = stage
    return guarded(contestant, (target) => measure({ ...target, postmaster, connections, settle, seconds }))
  }

  /**
   * A contestant that fails under load is not measured.
   *
   * @template T
   * @param {Contestant} contestant
   * @param {(target: import('./runner/warm-up.js').Target) => Promise<T>} work
   * @returns {Promise<T | undefined>}
   */
  async function guarded(contestant, work) {
    const server = /** @type {ServerProcess} */ (servers.get(contestant.id))
    try {
      return await work({ contestant, server, workload, size: stage.size, load })
    } catch (error) {
      const key = `${workload.id} ${contestant.id}`
      results.cells.set(key, { ...results.cells.get(key), fault: `under load: ${error}` })
      console.error(`${contestant.name}, ${workload.id}, under load: ${error}`)
      return undefined
    }
  }
}

/**
 * @param {Contestant} contestant
 * @param {Record<string, string>} env
 */
function start({ args, talks = false }, env) {
  return startServerProcess({ args, talks, env: { ...stage.env, ...env }, core: cores.server })
}

/**
 * @param {Contestant} contestant
 * @param {Error} error
 */
function leaveOut(contestant, error) {
  if (contestant.id === 'limit') throw error
  results.absent.set(contestant.name, error.message.trim().split('\n').slice(0, 12).join('\n  '))
  results.contestants.splice(results.contestants.indexOf(contestant), 1)
  console.error(`${contestant.name} did not start: ${error.message}`)
}

function writeResults() {
  const tables = resultTables(results, tolerance)
  const partial = values.only ?? values.workloads ?? values.rounds ?? values.seconds
  const name = partial ? 'partial' : short ? 'short' : 'full'
  mkdirSync(`${benchDir}results`, { recursive: true })
  writeFileSync(`${benchDir}results/${name}.md`, tables)
  writeFileSync(`${benchDir}results/${name}.svg`, shareChart(results))
  console.log(tables)
  console.error(`Written to bench/results/${name}.md and ${name}.svg.`)
  const differs = [...results.cells.values()].some(({ fault }) => fault)
  const below = short && barsOf(results, tolerance).some(({ met }) => !met)
  if (differs || below) process.exitCode = 1
}
