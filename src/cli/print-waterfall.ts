import type { Crossing, Explanation, RanStatement, RunExplanation } from '../start.ts'

/** Columns of the time axis. */
const AXIS = 32

/**
 * The steps of a plan in the order in which they ask, with where each has its keys from.
 *
 * @example
 * accounts  users
 * shop      └ orders · keys of accounts.users (batch)
 */
export function printSteps({ steps, crossings }: Pick<Explanation, 'steps' | 'crossings'>): string {
  const tables = new Map(steps.map(({ id, table }) => [id, table]))
  const width = Math.max(0, ...steps.map(({ source }) => source.length))
  const lines = steps.map(({ id, source, table, kind }) => {
    const keys = crossings.filter(({ to }) => to === id)
    const from = keys.map(({ from, ...way }) => ` · keys of ${tables.get(from) ?? from} (${printWay(way)})`)
    const name = table.slice(table.indexOf('.') + 1)
    const does = kind === 'probe' || kind === 'lookup' || kind === 'write' ? ` · ${kind}` : ''
    return `${source.padEnd(width)}  ${keys.length > 0 ? '└ ' : ''}${name}${does}${from.join('')}\n`
  })
  return lines.join('')
}

/**
 * How a request ran, as a waterfall: a line for each statement, with its wait (░) and its run (█) on one time axis.
 *
 * @example
 * accounts  users   ████████                          run 2.1 ms, 20 rows
 * shop      orders          ░███████████████████████  wait 0.1 ms, run 4.3 ms, 20 keys, 64 rows
 */
export function printWaterfall(explanation: RunExplanation): string {
  const { ran, crossings, phases } = explanation
  const end = Math.max(...ran.map(({ start, ms }) => start + ms), 0.001)
  const names = ran.map(({ table }) => table.slice(table.indexOf('.') + 1))
  const widths = {
    source: Math.max(0, ...ran.map(({ source }) => source.length)),
    table: Math.max(0, ...names.map((name) => name.length)),
  }
  const lines = ran.map((statement, index) => {
    const name = (names[index] ?? '').padEnd(widths.table)
    return `${statement.source.padEnd(widths.source)}  ${name}  ${bar(statement, end)}  ${facts(statement)}\n`
  })
  const ways = crossings.flatMap((crossing) => {
    return crossing.use === 'link' || crossing.use === 'relation'
      ? []
      : [`${crossing.use} by ${printTaken(crossing)}\n`]
  })
  const times = `prepared in ${phases.prepare} ms, ran in ${phases.run} ms`
  return `${printCount(explanation)}\n${times}\n\n${lines.join('')}${ways.length > 0 ? '\n' : ''}${ways.join('')}`
}

/** `2 statements: accounts 1, shop 1 (at most 2). A resolver per row would have made 121.` */
function printCount({ ran, actual, bound, perRow }: RunExplanation): string {
  const by = Object.entries(actual).map(([source, count]) => `${source} ${count}`)
  const most = Object.values(bound).reduce((sum, count) => sum + count, 0)
  const plural = ran.length === 1 ? 'statement' : 'statements'
  const naive = perRow === null ? '' : ` A resolver per row would have made ${perRow}.`
  return `${ran.length} ${plural}${by.length > 0 ? `: ${by.join(', ')}` : ''} (at most ${most}).${naive}`
}

function bar({ start, wait, ms }: RanStatement, end: number): string {
  const at = (time: number): number => Math.round((time / end) * AXIS)
  const from = Math.min(at(start), AXIS - 1)
  const waited = Math.max(0, at(start + wait) - from)
  const ran = Math.max(1, at(start + ms) - from - waited)
  return (' '.repeat(from) + '░'.repeat(waited) + '█'.repeat(ran)).padEnd(AXIS).slice(0, AXIS)
}

function facts({ wait, run, keys, rows, strategy, error }: RanStatement): string {
  return [
    ...(wait >= 0.01 ? [`wait ${wait.toFixed(2)} ms`] : []),
    `run ${run.toFixed(2)} ms`,
    ...(keys > 0 ? [`${keys} keys`] : []),
    ...(rows === null ? [] : [`${rows} rows`]),
    ...(strategy === undefined ? [] : [strategy]),
    ...(error === undefined ? [] : [`failed: ${error}`]),
  ].join(', ')
}

function printWay({ use, strategy, planned }: Omit<Crossing, 'from' | 'to'>): string {
  return [use === 'link' || use === 'relation' ? strategy : `${use}, ${strategy}`, ...(planned ? [planned] : [])].join(
    ', ',
  )
}

function printTaken({ relation, strategy, planned, took }: RunExplanation['crossings'][number]): string {
  const way = took === null ? 'not needed' : took
  const other = planned === null || planned === took ? '' : ` (planned: ${planned})`
  return `${relation}: ${strategy}${way === strategy ? '' : `, ${way}`}${other}`
}
