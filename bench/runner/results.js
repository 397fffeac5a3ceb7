import { barsOf } from './bars.js'

/**
 * @typedef {import('../contestants.js').Contestant} Contestant
 * @typedef {import('../workloads.js').Workload} Workload
 * @typedef {import('./measure.js').Sample} Sample
 * @typedef {{ busy?: Sample, alone?: Sample, statements?: number | undefined, fault?: string | undefined }} Cell
 *   busy: at 32 connections, alone: at 1
 * @typedef {object} Results
 * @property {Workload[]} workloads
 * @property {Contestant[]} contestants
 * @property {Map<string, Cell>} cells by workload and contestant: `W1 limit`
 * @property {Map<string, string>} absent contestants that did not start, with the reason
 * @property {string} machine
 */

/**
 * All tables of a run in Markdown.
 *
 * @param {Results} results
 * @param {number} tolerance of the bars
 */
export function resultTables(results, tolerance) {
  const limit = (/** @type {Workload} */ workload) => results.cells.get(`${workload.id} limit`)?.busy
  const tables = [
    table('Server CPU, ms per request at 32 connections (share of LIMIT)', results, ({ busy }, workload) => {
      if (busy?.serverCpu === undefined) return undefined
      return `${digits(busy.serverCpu)} (${share(limit(workload)?.serverCpu, busy.serverCpu)})`
    }),
    table('PostgreSQL CPU, ms per request at 32 connections', results, ({ busy }) => digits(busy?.postgresCpu)),
    table('Throughput, requests per second at 32 connections (share of LIMIT)', results, ({ busy }, workload) => {
      if (busy === undefined) return undefined
      return `${Math.round(busy.throughput)} (${share(busy.throughput, limit(workload)?.throughput)})`
    }),
    table('Latency at 32 connections, ms: p50 / p99', results, ({ busy }) => latency(busy)),
    table('Latency at 1 connection, ms: p50 / p99', results, ({ alone }) => latency(alone)),
    table('Peak memory of the server at 32 connections, MB', results, ({ busy }) =>
      busy?.memory === undefined || Number.isNaN(busy.memory) ? undefined : String(Math.round(busy.memory)),
    ),
    table('SQL statements per request', results, ({ statements }) => statements?.toString()),
    barTable(results, tolerance),
    notes(results),
  ]
  return `${results.machine}\n\n${tables.filter((text) => text !== '').join('\n\n')}\n`
}

/**
 * @param {string} title
 * @param {Results} results
 * @param {(cell: Cell, workload: Workload) => string | undefined} write
 */
function table(title, results, write) {
  const head = ['workload', ...results.contestants.map(({ name, oneDatabase }) => (oneDatabase ? `${name} \\*` : name))]
  const rows = results.workloads.map((workload) => [
    `${workload.id} ${workload.title}`,
    ...results.contestants.map(({ id }) => write(results.cells.get(`${workload.id} ${id}`) ?? {}, workload) ?? '–'),
  ])
  return `### ${title}\n\n${markdown([head, ...rows])}`
}

/**
 * @param {Results} results
 * @param {number} tolerance
 */
function barTable(results, tolerance) {
  const bars = barsOf(results, tolerance)
  if (bars.length === 0) return ''
  const rows = bars.map(({ workload, what, value, bar, atLeast, met }) => [
    workload.id,
    what,
    value.toFixed(2),
    `${atLeast ? '≥' : '≤'} ${bar}`,
    met ? 'met' : '**missed**',
  ])
  const note = tolerance > 0 ? ` (a short run: met from ${Math.round(tolerance * 100)} % beside the bar)` : ''
  return `### Heddle against its bars${note}\n\n${markdown([['workload', 'what', 'measured', 'bar', ''], ...rows])}`
}

/** @param {Results} results */
function notes(results) {
  const lines = []
  for (const { id, title, pending } of results.workloads)
    if (pending) lines.push(`- ${id} (${title}) is not run: ${pending}.`)
  for (const { id, name, skips = {}, oneDatabase } of results.contestants) {
    for (const [workload, reason] of Object.entries(skips)) lines.push(`- ${name}, ${workload}: ${reason}.`)
    for (const workload of results.workloads) {
      const fault = results.cells.get(`${workload.id} ${id}`)?.fault
      if (fault) lines.push(`- ${name}, ${workload.id}, is not timed: ${fault}`)
    }
    if (oneDatabase) lines.push(`- \\* ${name} has all rows in one PostgreSQL: compare also what that spends.`)
  }
  for (const [name, reason] of results.absent) lines.push(`- ${name} did not start: ${reason}`)
  return lines.length === 0 ? '' : `### Notes\n\n${lines.join('\n')}`
}

/** @param {string[][]} rows the first is the head */
function markdown(rows) {
  const line = (/** @type {string[]} */ cells) => `| ${cells.join(' | ')} |`
  const [head = [], ...body] = rows
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...body.map(line)].join('\n')
}

/** @param {number | undefined} milliseconds */
function digits(milliseconds) {
  if (milliseconds === undefined) return undefined
  return milliseconds < 1 ? milliseconds.toFixed(3) : milliseconds.toPrecision(3)
}

/**
 * @param {number | undefined} part
 * @param {number | undefined} whole
 */
const share = (part, whole) => (part === undefined || whole === undefined ? '–' : (part / whole).toFixed(2))

/** @param {Sample | undefined} sample */
const latency = (sample) => sample && `${digits(sample.p50)} / ${digits(sample.p99)}`
