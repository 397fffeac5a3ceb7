import { isMutation, type Prepared } from '../prepared.ts'
import type { RunResult } from '../run-prepared.ts'
import type { RunPart } from '../runtime/build-tree.ts'
import { KEYS_PER_STATEMENT } from '../runtime/run-plan.ts'
import type { Ran } from '../runtime/run-statement.ts'
import { countRows } from './count-rows.ts'
import { explainPlan } from './explain-plan.ts'
import type { Crossing, RanStatement, RunCrossing, RunExplanation, StatementCounts } from './explanation.ts'
import { resolverStatements } from './resolver-statements.ts'
import { resolverWrites } from './resolver-writes.ts'
import { nameStep } from './steps.ts'

/** When a request was where: `performance.now()`. */
export interface Clock {
  readonly started: number
  readonly prepared: number
  readonly ran: number
}

/** How a request was answered. `data`: its answer; undefined where that comes in parts. */
export function explainRun(prepared: Prepared, result: RunResult, clock: Clock, data: unknown): RunExplanation {
  const { text: plan, path, crossings, ...explained } = explainPlan(prepared)
  const mutation = isMutation(prepared)
  const statements = result.parts.flatMap((part, root) => statementsOf(part, mutation ? root : null))
  const first = Math.min(...statements.map(({ start }) => start))
  const ran = statements.map((statement) => ({ ...statement, start: rounded(statement.start - first) }))
  return {
    ...explained,
    path: result.parts.some(({ result: { flawed } }) => flawed) ? 'reference' : path,
    plan,
    crossings: crossings.map((crossing) => ({ ...crossing, took: wayTaken(crossing, ran) }) satisfies RunCrossing),
    actual: countBySource(ran),
    perRow: data === undefined ? null : perRowOf(result.parts, prepared, data),
    phases: { prepare: rounded(clock.prepared - clock.started), run: rounded(clock.ran - clock.prepared) },
    ran,
  }
}

function perRowOf(parts: readonly RunPart[], { bound, parts: planned }: Prepared, data: unknown): number | null {
  let sum = 0
  for (const [index, { compiled, error, kept }] of parts.entries()) {
    const write = planned[index]?.write
    const read = error === null && kept === undefined ? resolverStatements(compiled.plan, bound.values, data) : null
    if (read === null) return null
    sum += read + (write ? resolverWrites(write.plan, bound.values) : 0)
  }
  return sum
}

function statementsOf(part: RunPart, root: number | null): readonly RanStatement[] {
  const rowsOf = answeredRows(part)
  return part.result.ran.map((ran): RanStatement => {
    const { phase, number, fetch, source, table, sql, keys, strategy, error, parameters } = ran
    return {
      ...{ step: nameStep(root, { phase, number }), fetch, source, table, sql },
      ...(parameters ? { parameters: parameters.map(shortened) } : {}),
      ...(strategy === undefined ? {} : { strategy }),
      ...{ start: ran.started, wait: rounded(ran.wait), run: rounded(ran.ms - ran.wait), ms: rounded(ran.ms) },
      ...{ keys, rows: error === undefined ? (ran.rows ?? rowsOf(ran)) : null },
      ...(error === undefined ? {} : { error }),
    }
  })
}

/**
 * Rows by statement, where texts were answered: those of a fetch, cut where one statement's keys end and the next one's
 * begin. A fetch that asked several times for one page has its rows from the last.
 */
function answeredRows({ compiled, result }: RunPart): (ran: Ran) => number | null {
  const known = new Map<Ran, number>()
  for (const { id, key, views } of compiled.plan.fetches) {
    const ran = result.ran.filter(({ phase, fetch, rows }) => phase === 'read' && fetch === id && rows === undefined)
    const texts = result.answers[id]?.texts ?? []
    for (const [index, statement] of (key ? ran : ran.slice(-1)).entries()) {
      // A statement's own count has also the keys of its probes.
      const from = index * KEYS_PER_STATEMENT
      const counts = views.map((view, at) =>
        texts[at] ? countRows(view, texts[at], from, from + KEYS_PER_STATEMENT) : 0,
      )
      known.set(statement, Math.max(0, ...counts))
    }
  }
  return (ran) => known.get(ran) ?? null
}

/** How a filter or an order came by its rows: as the statements of the step that takes the keys say, or those that found them. */
function wayTaken({ from, to, use, planned, strategy }: Crossing, ran: readonly RanStatement[]): string | null {
  if (use !== 'filter' && use !== 'order') return null
  const of = (id: string): readonly RanStatement[] => ran.filter(({ step }) => step === id)
  if (of(to).length === 0) return null
  const ways = [...of(to), ...of(from)].flatMap((statement) => statement.strategy ?? [])
  if (ways.some((way) => way === 'window' || way === 'within windows')) return 'windows'
  return ways[0] ?? (planned === null ? strategy : 'all keys')
}

function countBySource(ran: readonly RanStatement[]): StatementCounts {
  const counts: Record<string, number> = {}
  for (const { source } of ran) counts[source] = (counts[source] ?? 0) + 1
  return counts
}

/** Characters of a parameter that are shown. */
const SHOWN = 200

function shortened(value: unknown): unknown {
  if (value instanceof Uint8Array) return `${value.length} bytes`
  if (typeof value === 'bigint') return String(value)
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  if (text === undefined || text.length <= SHOWN) return value
  return `${text.slice(0, SHOWN)}… (${text.length} characters)`
}

function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000
}
