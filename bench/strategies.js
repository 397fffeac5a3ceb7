/**
 * `npm run strategies`: filters across a link by each strategy, against one PostgreSQL that holds all tables, where 1 %, 10 %
 * and 90 % of the users have what is asked for. Prints a table and writes `results/strategies.md`.
 *
 * Heddle runs in a process of its own for each line, with the planner's settings turned so that the strategy comes first; the
 * last column says which one the planner chooses by itself.
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import postgres from 'postgres'
import { shopFile, urlsOn } from './data/places.js'
import { startPostgres } from './data/postgres-server.js'

/** Turns each strategy on; `null`: what the planner does. */
const tunings = {
  'all keys': { keyThreshold: 1e9 },
  windows: { keyThreshold: 0, mostWindowRows: 1e9 },
  chosen: {},
}

const questions = {
  'first 20 by name': (/** @type {string} */ where) =>
    `{ found: users(where: {orders: ${where}}, orderBy: {name: asc}, limit: 20) { id name } }`,
  'first 20 by id': (/** @type {string} */ where) =>
    `{ found: users(where: {orders: ${where}}, limit: 20) { id name } }`,
  'count of all': (/** @type {string} */ where) => `{ found: usersAggregate(where: {orders: ${where}}) { count } }`,
}

const server = await startPostgres()
const urls = urlsOn(server.url)
const everything = postgres(urls.everything, { max: 1 })
const lines = []
try {
  for (const share of [1, 10, 90]) {
    // A user has ten orders or so: the largest of them is above the bound for this share of all users.
    const [row] = await everything`
      select percentile_cont(${1 - share / 100}::float8) within group (order by largest)::numeric(12,2)::text as bound
      from (select coalesce(max(o.total), 0) as largest from users u left join orders o on o.user_id = u.id group by u.id) x`
    const where = `{some: {total: {gt: "${row?.['bound']}"}}}`
    for (const [name, document] of Object.entries(questions)) {
      lines.push(await onePostgres(name, share, String(row?.['bound'])))
      for (const [strategy, tuning] of Object.entries(tunings)) {
        if (strategy === 'windows' && name !== 'first 20 by name') continue
        lines.push(measure(strategy, name, share, document(where), tuning))
      }
    }
  }
} finally {
  await everything.end()
  await server.close()
}

const head = [
  '| users | question | strategy | statements | keys moved | rows read | ms | memory over base, MB | by |',
  '| ---: | --- | --- | ---: | ---: | ---: | ---: | ---: | --- |',
]
const table = [...head, ...lines].join('\n')
console.log(table)
writeFileSync(fileURLToPath(new URL('results/strategies.md', import.meta.url)), `${table}\n`)

/**
 * @param {string} name
 * @param {number} share
 * @param {string} bound
 */
async function onePostgres(name, share, bound) {
  const has = `exists (select 1 from orders o where o.user_id = u.id and o.total > ${bound})`
  const statement = {
    'first 20 by name': `select id, name from users u where ${has} order by name collate "C", id limit 20`,
    'first 20 by id': `select id, name from users u where ${has} order by id limit 20`,
    'count of all': `select count(*) from users u where ${has}`,
  }[name]
  const times = []
  for (let run = 0; run < 5; run++) {
    const start = performance.now()
    await everything.unsafe(String(statement))
    times.push(performance.now() - start)
  }
  return `| ${share} % | ${name} | one PostgreSQL | 1 | – | – | ${median(times).toFixed(1)} | – | – |`
}

/**
 * @param {string} strategy
 * @param {string} name
 * @param {number} share
 * @param {string} document
 * @param {object} tuning
 */
function measure(strategy, name, share, document, tuning) {
  const script = fileURLToPath(new URL('strategies-process.js', import.meta.url))
  const env = {
    ...process.env,
    BENCH_ACCOUNTS_URL: urls.accounts,
    BENCH_MUSIC_URL: urls.music,
    BENCH_SHOP_FILE: shopFile,
  }
  const answer = execFileSync(process.execPath, [script, document, JSON.stringify(tuning)], { env, encoding: 'utf8' })
  const { ran, ms, over } = JSON.parse(answer)
  const sum = (/** @type {string} */ what) =>
    ran.reduce((/** @type {number} */ all, /** @type {any} */ one) => all + (one[what] ?? 0), 0)
  const by = [...new Set(ran.map((/** @type {any} */ one) => one.strategy).filter(Boolean))].join(', ') || 'all keys'
  return `| ${share} % | ${name} | ${strategy} | ${ran.length} | ${sum('keys')} | ${sum('rows')} | ${ms.toFixed(1)} | ${(over / 2 ** 20).toFixed(0)} | ${by} |`
}

/** @param {number[]} times */
function median(times) {
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0
}
