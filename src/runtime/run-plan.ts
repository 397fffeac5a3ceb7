import DataLoader from 'dataloader'
import type { Catalog } from '../catalog/catalog.ts'
import { ConstraintError, HeddleError, invariant } from '../errors.ts'
import type { Events } from '../events.ts'
import type { Cursors } from '../operation/cursor.ts'
import type { Fetch } from '../plan/plan.ts'
import type { Abandonment } from '../source/limits.ts'
import type { Sessions } from '../source/session.ts'
import type { BoundStatement, Cell, Source } from '../source/source.ts'
import type { CanonicalKey, Param } from '../sql/statement.ts'
import { dialectOf, type CompiledPlan } from './compile-plan.ts'
import { openConnections, type Connections } from './connections.ts'
import { fillPage } from './fill-page.ts'
import { mergePage } from './merge-page.ts'
import { createKeySet, type KeySet } from './key-set.ts'
import { cutTexts, type Pieces, type Text } from './pieces.ts'
import { createMarkReader, type Unfinished } from './read-mark.ts'
import { startNeeds } from '../sql/page-names.ts'
import { readLookup, readProbe } from './read-probe.ts'
import { showRanks } from './show-ranks.ts'
import { sessionsOf } from './sessions-of.ts'

/** Keys that go into one statement; more go into as many statements as it takes, one after the other. */
export const KEYS_PER_STATEMENT = 10_000

/**
 * Keys up to which a statement counts as bounded, where each finds one row, and where each finds a list: a list of 250 keys
 * with lists inside takes a SQLite some 15 ms, in which its thread does nothing else.
 */
const FEW_KEYS = { one: 5_000, list: 250 }

/** What a run needs beside its plan. */
export interface Run {
  readonly compiled: CompiledPlan
  readonly catalog: Catalog
  readonly sources: ReadonlyMap<string, Source>
  readonly values: readonly unknown[]
  readonly scopes: readonly string[]
  readonly cursors: Cursors
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
  /** The keys of the rows that a mutation has written, for the fetches that read these. */
  readonly keys?: readonly CanonicalKey[] | undefined
}

/** What a fetch answered, or why it did not. */
export interface FetchAnswer {
  /** `texts[view][position of the key]`. */
  readonly texts: readonly (readonly Pieces<Unfinished>[])[]
  readonly error: HeddleError | null
  /** The keys that its rows hold for other fetches. Positions in {@link Unfinished} splices are positions in these. */
  readonly keySets: ReadonlyMap<number, KeySet>
  /** For each producer of its own keys: where the producer's keys stand among all that were loaded; null: where they stood. */
  readonly positions: ReadonlyMap<number, readonly number[] | null>
  /** What a probe or a lookup answered. */
  readonly members: readonly CanonicalKey[]
}

/** A statement that ran: for explain and Server-Timing. */
export interface Ran {
  /** Null: a statement that writes. */
  readonly fetch: number | null
  readonly source: string
  /** Keys that it was given; of a probe or lookup, that it answered. */
  readonly keys: number
  readonly ms: number
}

export interface PlanResult {
  readonly answers: readonly FetchAnswer[]
  readonly ran: readonly Ran[]
  /** Some value cannot be carried, or some fetch failed: only the reference path can place the errors. */
  readonly flawed: boolean
}

/**
 * Runs a plan: root fetches at once, a link's fetch when all producers of its keys have settled. A fetch that fails
 * costs what it would have answered and nothing else.
 */
export async function runPlan(run: Run): Promise<PlanResult> {
  const { plan, producers, repeated } = run.compiled
  const session = sessionsOf(run.sessions, run.context)
  const connections =
    run.connections ??
    openConnections(run.sources, (source) => ({
      requestId: run.requestId,
      deadline: run.deadline,
      signal: run.signal,
      bounded: !plan.scans.includes(source),
      session: session(source),
    }))
  if (repeated.length > 0) await connections.lease(repeated)
  try {
    const answers: Promise<FetchAnswer>[] = []
    const running: Running = { run, connections, answers, ran: [], sentinels: 0 }
    for (const fetch of plan.fetches) {
      // Producers come first in a plan, so their answers are already under way.
      const before = new Map((producers[fetch.id] ?? []).map((id) => [id, answers[id] as Promise<FetchAnswer>]))
      answers[fetch.id] = start(running, fetch, before)
    }
    const settled = await Promise.all(answers)
    const flawed = running.sentinels > 0 || settled.some((answer) => answer.error !== null)
    return { answers: settled, ran: running.ran, flawed }
  } finally {
    if (repeated.length > 0) await connections.release()
  }
}

interface Running {
  readonly run: Run
  readonly connections: Connections
  /** By fetch, as they are started: probes first, producers of keys before who needs them. */
  readonly answers: readonly Promise<FetchAnswer>[]
  readonly ran: Ran[]
  sentinels: number
}

function start(
  running: Running,
  fetch: Fetch,
  producers: ReadonlyMap<number, Promise<FetchAnswer>>,
): Promise<FetchAnswer> {
  // In pages, it is asked by the fetch that it fills.
  if (fetch.probe?.first || fetch.onDemand) return Promise.resolve(nothing)
  if (fetch.probe || fetch.lookup) return loadForerunner(running, fetch)
  if (fetch.key?.relation === null) return load(running, fetch, running.run.keys ?? [])
  return fetch.key ? loadLink(running, fetch, producers) : load(running, fetch, [[]])
}

/**
 * What the probes and lookups of a fetch answered. Rejects with the error of one that failed: it is the error of what needs
 * it. Those that answer for the fetch's own keys are asked here, and ask theirs in turn.
 */
async function membersOf(running: Running, fetch: Fetch, own: OwnKeys): Promise<Members> {
  const { compiled } = running.run
  const members = new Map<number, readonly CanonicalKey[]>()
  for (const id of compiled.probes[fetch.id] ?? []) {
    const before = compiled.plan.fetches[id]! // the plan's own
    if (before.onDemand) {
      const answer = own.asked.get(id) ?? (await askMembers(running, before, own))
      own.asked.set(id, answer)
      members.set(id, answer)
      continue
    }
    const answer = await running.answers[id]! // probes and lookups come first in a plan
    if (answer.error) throw answer.error
    members.set(id, answer.members)
  }
  return members
}

/** Keys that a statement answers for, and what was answered for them before it, by fetch. */
interface OwnKeys {
  readonly keys: readonly CanonicalKey[]
  readonly asked: Map<number, readonly CanonicalKey[]>
}

function ownKeys(keys: readonly CanonicalKey[]): OwnKeys {
  return { keys, asked: new Map() }
}

async function loadForerunner(running: Running, fetch: Fetch): Promise<FetchAnswer> {
  try {
    return { ...nothing, members: await askMembers(running, fetch, ownKeys([])) }
  } catch (error) {
    return { ...nothing, error: asHeddleError(running, fetch, error) }
  }
}

/** The keys that a probe answers, or a lookup with its values. */
async function askMembers(running: Running, fetch: Fetch, own: OwnKeys): Promise<readonly CanonicalKey[]> {
  const { catalog, compiled } = running.run
  const { probe, lookup } = fetch
  const before = await membersOf(running, fetch, own)
  const { row, ran } = await runStatement(running, fetch, { own: own.keys, members: before })
  const cell = row[0] === undefined || row[0] === null ? null : showRanks(compiled.plan, textIn(row[0]), before)
  const members = lookup ? readLookup(catalog, lookup, cell).ranked : probe ? readProbe(catalog, probe, cell).keys : []
  ran.keys = members.length
  return members
}

/**
 * Loads a link once for all its producers. The loader's keys are whole key sets: a promise for each producer, not for
 * each row. It dispatches when the last producer has settled.
 */
async function loadLink(
  running: Running,
  fetch: Fetch,
  producers: ReadonlyMap<number, Promise<FetchAnswer>>,
): Promise<FetchAnswer> {
  let answer: FetchAnswer = nothing
  let dispatch = (): void => undefined
  const loader = new DataLoader<KeySet, readonly number[] | null>(
    async (keySets) => {
      const { merged, positions } = mergeKeys(keySets)
      emitBatch(running, fetch, keySets.length, merged.keys.length)
      answer = await load(running, fetch, merged.keys)
      return positions
    },
    { cache: false, maxBatchSize: Infinity, batchScheduleFn: (callback) => (dispatch = callback) },
  )
  const positions = new Map<number, Promise<readonly number[] | null>>()
  for (const [producer, before] of producers) {
    const keySet = (await before).keySets.get(fetch.id)
    if (keySet) positions.set(producer, loader.load(keySet))
  }
  dispatch()
  const settled = await Promise.all([...positions].map(async ([producer, found]) => [producer, await found] as const))
  return { ...answer, positions: new Map(settled) }
}

/** The keys of all sets, each once, and where each set's keys stand among them; null: at the same positions. */
function mergeKeys(keySets: readonly KeySet[]): { merged: KeySet; positions: (readonly number[] | null)[] } {
  const [first, ...others] = keySets
  if (first && others.length === 0) return { merged: first, positions: [null] }
  const merged = createKeySet()
  return { merged, positions: keySets.map((keySet) => keySet.keys.map((key) => merged.add(key))) }
}

const nothing: FetchAnswer = { texts: [], error: null, keySets: new Map(), positions: new Map(), members: [] }

/** Runs a fetch's statement, a chunk of keys at a time. A root fetch has one position, the empty key. */
async function load(running: Running, fetch: Fetch, keys: readonly CanonicalKey[]): Promise<FetchAnswer> {
  let texts: Pieces<Unfinished>[][] = []
  const keySets = new Map<number, KeySet>()
  const readMark = createMarkReader(running.run, keySets, () => (running.sentinels += 1))
  try {
    for (let from = 0; from < keys.length; from += KEYS_PER_STATEMENT) {
      const chunk = keys.length > KEYS_PER_STATEMENT ? keys.slice(from, from + KEYS_PER_STATEMENT) : keys
      const row = await rowOf(running, fetch, ownKeys(chunk))
      const cut = row.map((cell) => cutTexts(textIn(cell), chunk.length, readMark))
      texts = from === 0 ? cut : texts.map((before, view) => before.concat(cut[view] ?? []))
    }
  } catch (error) {
    return { ...nothing, error: asHeddleError(running, fetch, error) }
  }
  return { ...nothing, texts, keySets }
}

/** The cells of a fetch, one for each view: by an ordered merge, filled page by page, or as its statement answers. */
async function rowOf(running: Running, fetch: Fetch, own: OwnKeys): Promise<readonly Cell[]> {
  const merged = fetch.merge?.first ? await merge(running, fetch, own) : null
  if (merged) return merged
  try {
    const members = await membersOf(running, fetch, own)
    if (fetch.fills) return await fill(running, fetch, fetch.fills.fetch, members)
    const { row } = await runStatement(running, fetch, { own: own.keys, members })
    return row.map((cell) => showRanks(running.run.compiled.plan, textIn(cell), members))
  } catch (error) {
    const carriesTooMuch = error instanceof HeddleError && error.code === 'LIMIT_EXCEEDED'
    const instead = carriesTooMuch && fetch.merge?.first === false ? await merge(running, fetch, own) : null
    if (instead) return instead
    throw error
  }
}

/** The row of an ordered merge; null where it needs rows without a value. What it learned of them, the fetch need not ask. */
async function merge(running: Running, fetch: Fetch, own: OwnKeys): Promise<readonly Cell[] | null> {
  const { fetches } = running.run.compiled.plan
  const merged = fetches[fetch.merge?.fetch ?? -1]
  const ranking = fetches[merged?.fills?.fetch ?? -1]
  const lookup = ranking?.lookup
  invariant(merged && ranking && lookup?.page, 'a merge is filled by a lookup in pages')
  const members = await membersOf(running, ranking, own)
  const found = await mergePage({
    page: lookup.page,
    most: lookup.most,
    ...countsOf(running, merged),
    async askRanks(size) {
      const { row, ran } = await runStatement(running, ranking, { own: [[null, String(size)]], members })
      const answer = readLookup(running.run.catalog, lookup, row[0] ?? null)
      ran.keys = answer.ranked.length
      return answer
    },
    async askRows(ranked) {
      const asked = new Map(own.asked).set(ranking.id, ranked)
      const given = await membersOf(running, merged, { ...own, asked })
      return (await runStatement(running, merged, { own: own.keys, members: given })).row
    },
  })
  if (found.row) return found.row.slice(0, merged.views.length)
  const by = fetch.rows.order[0]?.by
  if (found.ranked && by?.kind === 'looked') own.asked.set(by.fetch, found.ranked)
  return null
}

function countsOf(running: Running, { rows, views }: Fetch): { readonly skipped: number; readonly wanted: number } {
  const { limit, offset } = rows
  const skipped =
    offset === null || typeof offset === 'number' ? (offset ?? 0) : Number(running.run.values[offset.slot])
  return { skipped, wanted: Number(limit) + (startNeeds(rows, views).oneMore ? 1 : 0) }
}

function textIn(cell: Cell): Text {
  return cell instanceof Uint8Array ? cell : String(cell)
}

type Members = ReadonlyMap<number, readonly CanonicalKey[]>

/** The rows of a fetch that a probe fills page by page. */
async function fill(running: Running, fetch: Fetch, probeId: number, members: Members): Promise<readonly Cell[]> {
  const { catalog, compiled } = running.run
  const probe = compiled.plan.fetches[probeId]! // the plan's own
  const asked = probe.probe
  invariant(asked, 'a fetch is filled by a probe')
  const before = await membersOf(running, probe, ownKeys([]))
  const row = await fillPage({
    catalog,
    fetch,
    probe,
    async askKeys(from, size) {
      const { row, ran } = await runStatement(running, probe, { own: [[from, String(size)]], members: before })
      const probed = readProbe(catalog, asked, row[0] ?? null)
      ran.keys = probed.keys.length
      return probed
    },
    async askRows(keys) {
      return (await runStatement(running, fetch, { own: [[]], members: new Map([...members, [probeId, keys]]) })).row
    },
  })
  return row.slice(0, fetch.views.length)
}

/** What a statement is given: the keys that it answers, and those that its probes did. */
interface GivenKeys {
  readonly own: readonly CanonicalKey[]
  readonly members: ReadonlyMap<number, readonly CanonicalKey[]>
}

/** The texts of the views, or the one of a probe or lookup. */
async function runStatement(
  running: Running,
  fetch: Fetch,
  keys: GivenKeys,
): Promise<{ readonly row: readonly Cell[]; readonly ran: { keys: number } }> {
  const { compiled, catalog, values } = running.run
  const statement = compiled.statements[fetch.id]!
  const dialect = dialectOf(catalog, fetch.source)
  const started = performance.now()
  const bound: BoundStatement = {
    text: statement.text,
    values: statement.params.map((param) => dialect.encode(param, values, keysFor(param, keys))),
    prepare: true,
    bytes: true,
  }
  const few = keys.own.length <= (fetch.unique ? FEW_KEYS.one : FEW_KEYS.list)
  const needed = compiled.needed[fetch.id] === true
  const { rows } = await running.connections.run(fetch.source, bound, { few, needed })
  const [row] = rows
  invariant(row && row.length === cellsOf(fetch), 'a statement answers with one text for each view')
  const ran = {
    fetch: fetch.id,
    source: fetch.source,
    keys: fetch.key ? keys.own.length : 0,
    ms: performance.now() - started,
  }
  running.ran.push(ran)
  return { row, ran }
}

/** A text for each view, and for a fetch that is filled how many rows it has; of a probe or lookup, its keys. */
function cellsOf(fetch: Fetch): number {
  return fetch.probe || fetch.lookup ? 1 : fetch.views.length + (fetch.fills ? 1 : 0)
}

function keysFor(param: Param, { own, members }: GivenKeys): readonly CanonicalKey[] {
  if (param.kind !== 'keys' || param.probe === undefined) return own
  return members.get(param.probe) ?? []
}

/** Faults of ours reach the client as a failed fetch without a word about their cause, and the log with it. */
function asHeddleError(running: Running, fetch: Fetch, error: unknown): HeddleError {
  // What a write may be told of a value, a read is not: it gave none.
  if (error instanceof ConstraintError && !error.details.retryable) {
    return new HeddleError('DATABASE_ERROR', error.message, error.details, { cause: error })
  }
  if (error instanceof HeddleError) return error
  const { events, requestId } = running.run
  events.emit({ kind: 'fault', requestId, source: fetch.source, error })
  return new HeddleError('INTERNAL_SERVER_ERROR', 'Unexpected error.', { source: fetch.source }, { cause: error })
}

function emitBatch(running: Running, fetch: Fetch, keySets: number, keys: number): void {
  const { events, requestId } = running.run
  const chunks = Math.ceil(keys / KEYS_PER_STATEMENT)
  events.emit({ kind: 'batch', requestId, source: fetch.source, fetch: fetch.id, keySets, keys, chunks })
}
