/**
 * `npm run profile -- W1 [--of heddle] [--seconds 5] [--connections 32] [--top 25]`: where a server's CPU goes under the
 * load of one workload, by self time. The profile itself is left in `.profiles/`, for Chrome's DevTools.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { contestants } from './contestants.js'
import { benchDir } from './data/places.js'
import { startLoad } from './runner/load.js'
import { requestBodies } from './runner/requests.js'
import { startServerProcess } from './runner/server-process.js'
import { cores, setStage } from './runner/stage.js'
import { workloads } from './workloads.js'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    of: { type: 'string', default: 'heddle' },
    seconds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '32' },
    top: { type: 'string', default: '25' },
  },
})
const workload = workloads.find(({ id }) => id === positionals[0])
const contestant = contestants.find(({ id }) => id === values.of)
if (!workload || !contestant) {
  throw new RangeError(
    `Write npm run profile -- ${workloads.map(({ id }) => id).join('|')} [--of ${contestants.map(({ id }) => id).join('|')}].`,
  )
}

mkdirSync(`${benchDir}.profiles`, { recursive: true })
const file = `${benchDir}.profiles/${contestant.id}-${workload.id}.cpuprofile`
rmSync(file, { force: true })

const stage = await setStage(10)
const load = startLoad(cores.rest)
const server = await startServerProcess({
  args: ['--import', './runner/profile-on-signal.js', ...contestant.args],
  env: { ...stage.env, BENCH_PROFILE: file },
  core: cores.server,
})
try {
  const bodies = requestBodies(contestant, workload, { size: stage.size, count: 500, seed: 2 })
  await load.run({ url: server.url, bodies, connections: 32, seconds: 2 })
  server.signal('SIGUSR2')
  const { requests } = await load.run({
    url: server.url,
    bodies,
    connections: Number(values.connections),
    seconds: Number(values.seconds),
  })
  server.signal('SIGUSR2')
  while (!existsSync(file)) await sleep(100)
  await sleep(500)
  printTop(JSON.parse(readFileSync(file, 'utf8')), requests)
} finally {
  await server.stop()
  load.stop()
  await stage.clear()
}

/**
 * @param {import('node:inspector').Profiler.Profile} profile
 * @param {number} requests
 */
function printTop({ nodes, samples = [], timeDeltas = [] }, requests) {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]))
  /** @type {Map<string, number>} microseconds by function */
  const self = new Map()
  let busy = 0
  samples.forEach((id, index) => {
    const name = names.get(id) ?? '?'
    const time = timeDeltas[index] ?? 0
    if (name !== '(idle)') busy += time
    self.set(name, (self.get(name) ?? 0) + time)
  })
  const top = [...self].filter(([name]) => name !== '(idle)').sort((a, b) => b[1] - a[1])
  const perRequest = (/** @type {number} */ time) => (time / 1000 / requests).toFixed(4)
  console.log(`${contestant?.name}, ${workload?.id}: ${requests} requests, ${perRequest(busy)} ms of CPU each\n`)
  console.log('| ms per request | share | function |\n| ---: | ---: | --- |')
  for (const [name, time] of top.slice(0, Number(values.top))) {
    console.log(`| ${perRequest(time)} | ${((100 * time) / busy).toFixed(1)} % | ${name} |`)
  }
}

/** @param {import('node:inspector').Runtime.CallFrame} frame */
function nameOf({ functionName, url, lineNumber }) {
  if (url === '') return functionName || '(native)'
  const place = url
    .replace(/^.*\/node_modules\//, '')
    .replace(/^.*\/dist\//, 'heddle/')
    .replace(/^file:.*\/bench\//, 'bench/')
  return `${functionName || '(anonymous)'} · ${place}:${lineNumber + 1}`
}
