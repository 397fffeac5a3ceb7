/**
 * One line of `strategies.js`: answers a document five times and prints what the last run did, the median of the times, and
 * the peak of memory over that before the first run.
 */
import { readFileSync } from 'node:fs'
import { postgres } from '../dist/postgres.js'
import { sqlite } from '../dist/sqlite.js'
import { createHeddle } from '../dist/start.js'
import * as accounts from './schema/accounts.js'
import * as music from './schema/music.js'
import { relations } from './schema/relations.js'
import * as shop from './schema/shop.js'

const [document = '', tuning = '{}'] = process.argv.slice(2)
const heddle = await createHeddle(
  {
    sources: {
      accounts: postgres({ url: 'env:BENCH_ACCOUNTS_URL', schema: accounts }),
      music: postgres({ url: 'env:BENCH_MUSIC_URL', schema: music }),
      shop: sqlite({ file: String(process.env['BENCH_SHOP_FILE']), schema: shop }),
    },
    relations,
    log: 'silent',
  },
  JSON.parse(tuning),
)
const viewer = { role: 'anonymous', context: undefined }
await heddle.execute('{ users(where: {orders: {some: {id: {eq: 1}}}}, orderBy: {name: asc}, limit: 1) { id } }')
const base = peak()
const times = []
let ran = []
for (let run = 0; run < 5; run++) {
  const start = performance.now()
  const answer = await heddle.engine.execute({ document, viewer, explain: true })
  times.push(performance.now() - start)
  if (answer.kind !== 'text') throw new Error(JSON.stringify(answer.result))
  ran = JSON.parse(answer.body.map((part) => (typeof part === 'string' ? part : Buffer.from(part).toString())).join(''))
    .extensions.explain.ran
}
times.sort((a, b) => a - b)
console.log(JSON.stringify({ ran, ms: times[2], over: peak() - base }))
await heddle.close()

function peak() {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) * 1024
}
