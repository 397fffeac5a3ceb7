/**
 * `npm run clients`: what many clients at once get of a server, under its default limits: answers per second at 1,000
 * connections and at 32, each with one request under way; for Heddle, and for LIMIT to know what is Node's own share of it.
 *
 *   --workloads W1,W3,W6   these workloads
 *   --seconds 4 --rounds 3 --connections 1000
 *
 * Exit code 1: Heddle gives fewer good answers per second at 1,000 connections than 0.8 of those at 32.
 */
import { parseArgs } from 'node:util'
import { contestants } from './contestants.js'
import { startLoad } from './runner/load.js'
import { requestBodies } from './runner/requests.js'
import { startServerProcess } from './runner/server-process.js'
import { cores, setStage } from './runner/stage.js'
import { workloads } from './workloads.js'

const few = 32
const leastShare = 0.8

const { values } = parseArgs({
  options: {
    workloads: { type: 'string', default: 'W1,W3,W6' },
    seconds: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '1000' },
  },
})
const many = Number(values.connections)
const seconds = Number(values.seconds)
const chosen = values.workloads.split(',')

const stage = await setStage(10)
const load = startLoad(cores.rest)
try {
  console.log(`| workload | of | at ${few}, per s | at ${many}, per s | share | p99 at ${many}, ms | refused |`)
  console.log('| --- | --- | ---: | ---: | ---: | ---: | --- |')
  for (const workload of workloads.filter(({ id }) => chosen.includes(id))) {
    for (const contestant of contestants.filter(({ id }) => id === 'heddle' || id === 'limit')) {
      const share = await measure(contestant, workload)
      if (contestant.id === 'heddle' && !(share >= leastShare)) process.exitCode = 1
    }
  }
} finally {
  load.stop()
  await stage.clear()
}

/**
 * @param {import('./contestants.js').Contestant} contestant
 * @param {import('./workloads.js').Workload} workload
 */
async function measure(contestant, workload) {
  const { name, args, talks = false } = contestant
  const server = await startServerProcess({ args, talks, env: stage.env, core: cores.server })
  const bodies = requestBodies(contestant, workload, { size: stage.size, count: 500, seed: 2 })
  const ask = (/** @type {number} */ connections, /** @type {number} */ time) =>
    load.run({ url: server.url, bodies, connections, seconds: time, tolerant: true })
  try {
    await ask(few, 3)
    const rounds = []
    for (let round = 0; round < Number(values.rounds); round++) {
      rounds.push({ few: await ask(few, seconds), many: await ask(many, seconds) })
    }
    const rate = (/** @type {{ requests: number, seconds: number }} */ report) => report.requests / report.seconds
    rounds.sort((a, b) => rate(a.many) / rate(a.few) - rate(b.many) / rate(b.few))
    const middle = /** @type {(typeof rounds)[0]} */ (rounds[Math.floor(rounds.length / 2)])
    const share = rate(middle.many) / rate(middle.few)
    const refused = Object.entries(middle.many.refused).map(([status, count]) => `${count} × ${status}`)
    const cells = [
      workload.id,
      name,
      rate(middle.few).toFixed(0),
      rate(middle.many).toFixed(0),
      share.toFixed(2),
      middle.many.p99.toFixed(0),
      refused.join(', ') || 'none',
    ]
    console.log(`| ${cells.join(' | ')} |`)
    return share
  } finally {
    await server.stop()
  }
}
