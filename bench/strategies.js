/**
 * `npm run strategies`: filters across a link by each strategy, against one PostgreSQL that holds all tables, where 1 %, 10 %
 * and 90 % of the users have what is asked for; then orders and groups of all rows. Prints a table and writes
 * `results/strategies.md`.
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
import { median } from './runner/median.js'

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
  'count of the others': (/** @type {string} */ where) =>
    `{ found: usersAggregate(where: {NOT: {orders: ${where}}}) { count } }`,
  'top 10 of them by revenue': (/** @type {string} */ where) =>
    `{ found: users(where: {orders: ${where}}, orderBy: [{orders: {sum: {total: desc_nulls_last}}}], limit: 10) { id name } }`,
}

/** Which strategies a question is asked by. */
const asked = (/** @type {string} */ question) =>
  Object.entries(tunings).filter(([strategy]) => strategy !== 'windows' || question === 'first 20 by name')

/** Of all rows: the document, and the same in SQL. @type {Record<string, readonly [document: string, sql: string]>} */
const ofAll = {
  'top 10 users by revenue': [
    '{ found: users(orderBy: [{orders: {sum: {total: desc_nulls_last}}}], limit: 10) { id name } }',
    `select u.id, u.name from users u left join (select user_id, sum(total) as revenue from orders group by user_id) o
     on o.user_id = u.id order by o.revenue desc nulls last, u.id limit 10`,
  ],
  'the same, users without orders first': [
    '{ found: users(orderBy: [{orders: {sum: {total: desc}}}], limit: 10) { id name } }',
    `select u.id, u.name from users u left join (select user_id, sum(total) as revenue from orders group by user_id) o
     on o.user_id = u.id order by o.revenue desc nulls first, u.id limit 10`,
  ],
  'first 10 orders by name of user': [
    '{ found: orders(orderBy: [{user: {name: asc}}], limit: 10) { id } }',
    `select o.id from orders o left join users u on u.id = o.user_id order by u.name collate "C", o.id limit 10`,
  ],
  'last 10 orders by name of user': [
    '{ found: ordersConnection(orderBy: [{user: {name: asc}}], last: 10) { nodes { id } } }',
    `select o.id from orders o left join users u on u.id = o.user_id order by u.name collate "C" desc, o.id desc limit 10`,
  ],
  'revenue by country of user': [
    '{ found: ordersGroupBy(by: [{user: {column: country}}]) { key { user { country } } count sum { total } } }',
    `select u.country, count(*), sum(o.total) from orders o left join users u on u.id = o.user_id group by 1 order by 1`,
  ],
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
      lines.push(await onePostgres(name, share, statementOf(name, String(row?.['bound']))))
      for (const [strategy, tuning] of asked(name)) lines.push(measure(strategy, name, share, document(where), tuning))
    }
  }
  for (const [name, [document, sql]] of Object.entries(ofAll)) {
    lines.push(await onePostgres(name, 100, sql))
    lines.push(measure('chosen', name, 100, document, {}))
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
 * @param {string} bound
 */
function statementOf(name, bound) {
  const has = `exists (select 1 from orders o where o.user_id = u.id and o.total > ${bound})`
  const statements = {
    'first 20 by name': `select id, name from users u where ${has} order by name collate "C", id limit 20`,
    'first 20 by id': `select id, name from users u where ${has} order by id limit 20`,
    'count of all': `select count(*) from users u where ${has}`,
    'count of the others': `select count(*) from users u where not ${has}`,
    'top 10 of them by revenue': `select u.id, u.name from users u
      left join (select user_id, sum(total) as revenue from orders group by user_id) o on o.user_id = u.id
      where ${has} order by o.revenue desc nulls last, u.id limit 10`,
  }
  return statements[/** @type {keyof typeof statements} */ (name)]
}

/**
 * @param {string} name
 * @param {number} share
 * @param {string} statement
 */
async function onePostgres(name, share, statement) {
  const times = []
  for (let run = 0; run < 5; run++) {
    const start = performance.now()
    await everything.unsafe(statement)
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
