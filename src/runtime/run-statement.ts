import type { Catalog } from '../catalog/catalog.ts'
import { ConstraintError, HeddleError, invariant, type ErrorCode } from '../errors.ts'
import type { Events } from '../events.ts'
import type { Cursors } from '../operation/cursor.ts'
import { probeInPages } from '../plan/fill-pages.ts'
import type { Fetch } from '../plan/plan.ts'
import type { Abandonment } from '../abandonment.ts'
import type { Sessions } from '../source/session.ts'
import type { BoundStatement, Cell, Result, Source } from '../source/source.ts'
import type { Dialect } from '../sql/dialect.ts'
import { pageParts, type CanonicalKey, type Param, type SqlValue } from '../sql/statement.ts'
import { outOfTime, type Budgets, type Spending } from './budgets.ts'
import { dialectOf, type CompiledPlan, type PlannedStatement } from './compile-plan.ts'
import type { Connections } from './connections.ts'
import { countMembers, isPacked, type Members } from './read-probe.ts'

/**
 * Keys up to which a statement counts as bounded, where each finds one row, and where each finds a list: a list of 250 keys
 * with lists inside takes a SQLite some 15 ms, in which its thread does nothing else.
 */
const FEW_KEYS = { one: 5_000, list: 250 }

/** Rows up to which a page of a probe counts as bounded: a SQLite looks at a thousand in half a millisecond. */
const FEW_ROWS = 16_000

/** What a run needs beside its plan. */
export interface Run {
  readonly compiled: CompiledPlan
  readonly catalog: Catalog
  /** What the viewer may name: of anything else no message speaks. */
  readonly visible: Catalog
  readonly sources: ReadonlyMap<string, Source>
  readonly values: readonly unknown[]
  readonly scopes: readonly string[]
  readonly cursors: Cursors
  readonly budgets: Budgets
  readonly events: Events
  readonly requestId: string | undefined
  readonly deadline: number | undefined
  readonly signal: Abandonment | undefined
  /** By source: what makes the viewer's session of the context. */
  readonly sessions?: Sessions | undefined
  /** What the config's `context` made of the request. */
  readonly context?: unknown
  /** Where to read: inside of a unit of work. Absent: connections of the run's own, one snapshot for each source. */
  readonly connections?: Connections | undefined
  /** Whether what ran is told with its parameters. */
  readonly keepParameters?: boolean | undefined
  /** The keys of the rows that a mutation has written, for the fetches that read these. */
  readonly keys?: readonly CanonicalKey[] | undefined
}

/** A run under way. */
export interface Running {
  readonly run: Run
  readonly connections: Connections
  readonly spending: Spending
  readonly ran: Ran[]
  readonly phase: Exclude<Ran['phase'], 'write'>
}

/** A statement that ran: for explain and Server-Timing. Times are in milliseconds. */
export interface Ran {
  /** Of a mutation: found keys for the filter, wrote, found keys for the rules that were checked then, read what is answered. A query reads. */
  readonly phase: 'filter' | 'write' | 'check' | 'read'
  /** Of the fetch, or of the write's step. */
  readonly number: number
  /** Null: a statement that writes. */
  readonly fetch: number | null
  readonly source: string
  /** Of the rows that it was about. */
  readonly table: string
  readonly sql: string
  /** Where {@link Run.keepParameters} says so. */
  readonly parameters?: readonly SqlValue[]
  /** How its fetch came by its rows, where it could in several ways. */
  strategy?: string
  /** Keys that it was given. */
  readonly keys: number
  /** Rows that a probe or a window answered. */
  rows?: number
  /** `performance.now()` */
  readonly started: number
  /** For a connection. */
  readonly wait: number
  /** From start to end. */
  readonly ms: number
  readonly error?: ErrorCode
}

/** What a statement is given beside the operation's values. */
export interface Given {
  /** The keys that it answers, or that its rows are among. */
  readonly own?: readonly CanonicalKey[]
  /** The cells that it writes. */
  readonly cells?: readonly (readonly unknown[])[]
  /** By probe: the keys that it answered. */
  readonly members?: ReadonlyMap<number, Members>
  /** Of what is asked page by page. */
  readonly page?: Readonly<Partial<Record<(typeof pageParts)[number], string | number>>>
}

/** Its texts, and the entry of its run. */
export interface StatementAnswer {
  readonly row: readonly Cell[]
  readonly ran: Ran
}

/** The statement of a fetch. */
export function statementOf(running: Running, fetch: Fetch): PlannedStatement {
  return { fetch, statement: running.run.compiled.statements[fetch.id]! } // one for each
}

/**
 * Runs a statement, on the request's account.
 *
 * @throws HeddleError LIMIT_EXCEEDED, and the errors of the source
 */
export async function runStatement(
  running: Running,
  { fetch, statement }: PlannedStatement,
  given: Given,
): Promise<StatementAnswer> {
  const { spending } = running
  const { catalog, values } = running.run
  const dialect = dialectOf(catalog, fetch.source)
  const keys = (given.own?.length ?? 0) + membersGiven(statement.params, given)
  spending.statement(fetch.source)
  spending.keys(keys, fetch.source)
  const started = performance.now()
  const bound: BoundStatement = {
    text: statement.text,
    values: statement.params.map((param) => valueOf(dialect, param, values, given)),
    table: fetch.rows.table,
    prepare: true,
    bytes: true,
  }
  const bounded = isBounded(running, fetch, given, keys)
  const needed = running.run.compiled.needed[fetch.id] === true
  try {
    const { rows, spent } = await running.connections.run(fetch.source, bound, { bounded, needed })
    const [row] = rows
    invariant(row && row.length === cellsOf(fetch), 'a statement answers with one text for each view')
    return { row, ran: tell(running, fetch, bound, keys, spent ?? noTime) }
  } catch (error) {
    const failure = asBudgetError(running, fetch, error)
    const code = failure instanceof HeddleError ? failure.code : 'INTERNAL_SERVER_ERROR'
    tell(running, fetch, bound, keys, { waitMs: 0, runMs: performance.now() - started }, code)
    throw failure
  }
}

type Spent = NonNullable<Result['spent']>

const noTime: Spent = { waitMs: 0, runMs: 0 }

/** Enters what ran. Who leased a connection before has waited before. */
function tell(
  { run, phase, ran }: Running,
  { id, source, rows }: Fetch,
  { text, values }: BoundStatement,
  keys: number,
  { waitMs: wait, runMs }: Spent,
  error?: ErrorCode,
): Ran {
  const ms = wait + runMs
  const started = performance.now() - ms
  const entry: Ran = { phase, number: id, fetch: id, source, table: rows.table, sql: text, keys, started, wait, ms }
  const told = error === undefined && !run.keepParameters ? entry : withDetails(entry, run, values, error)
  ran.push(told)
  return told
}

function withDetails(entry: Ran, { keepParameters }: Run, values: readonly SqlValue[], error?: ErrorCode): Ran {
  return { ...entry, ...(keepParameters ? { parameters: values } : {}), ...(error === undefined ? {} : { error }) }
}

/** Where the time that was over was that of the budget, it says so. */
function asBudgetError({ spending }: Running, { source }: Fetch, error: unknown): unknown {
  const timedOut = error instanceof HeddleError && error.code === 'DATABASE_TIMEOUT'
  return timedOut && performance.now() >= spending.deadline ? outOfTime(spending, source) : error
}

/** Whether a statement that runs alone is bounded: as its plan says, if its keys are few; a page by the rows that it looks at. */
function isBounded({ run }: Running, fetch: Fetch, { page }: Given, keys: number): boolean {
  const pages = fetch.probe?.pages
  if (pages) return pages.bounded && Number(page?.rows) <= FEW_ROWS
  const most = fetch.unique || probeInPages(fetch) !== null ? FEW_KEYS.one : FEW_KEYS.list
  return !run.compiled.plan.scans.includes(fetch.source) && keys <= most
}

function membersGiven(params: readonly Param[], { members }: Given): number {
  if (members === undefined || members.size === 0) return 0
  // A parameter for each column, in some dialects.
  const probes = new Set(params.map((param) => (param.kind === 'keys' ? param.probe : undefined)))
  let count = 0
  for (const probe of probes) {
    const given = probe === undefined ? undefined : members.get(probe)
    if (given) count += countMembers(given)
  }
  return count
}

/** A parameter of a statement. */
export function valueOf(dialect: Dialect, param: Param, values: readonly unknown[], given: Given): SqlValue {
  if (param.kind === 'page') {
    const page = pageParts.map((part) => String(given.page?.[part] ?? 0))
    return dialect.encode(param, values, [page])
  }
  if (param.kind !== 'keys' || param.probe === undefined) {
    return dialect.encode(param, values, given.own ?? [], given.cells)
  }
  const keys = given.members?.get(param.probe)
  invariant(keys, 'probes are asked before who needs their keys')
  return isPacked(keys) ? dialect.encodeKeys(param, keys) : dialect.encode(param, values, keys)
}

/** A text for each view, and for a fetch that is counted how many rows it has; of a window or a probe its keys, and a page's end. */
function cellsOf({ probe, lookup, window, views, counted }: Fetch): number {
  if (window || lookup) return 1
  return probe ? (probe.pages && !probe.within ? 2 : 1) : views.length + (counted ? 1 : 0)
}

/** Faults of ours reach the client as a failed fetch without a word about their cause, and the log with it. */
export function asHeddleError(running: Running, fetch: Fetch, error: unknown): HeddleError {
  // What a write may be told of a value, a read is not: it gave none.
  if (error instanceof ConstraintError && !error.details.retryable) {
    return new HeddleError('DATABASE_ERROR', error.message, error.details, { cause: error })
  }
  if (error instanceof HeddleError) return error
  const { events, requestId } = running.run
  events.emit({ kind: 'fault', requestId, source: fetch.source, error })
  return new HeddleError('INTERNAL_SERVER_ERROR', 'Unexpected error.', { source: fetch.source }, { cause: error })
}
