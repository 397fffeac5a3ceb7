import DataLoader from 'dataloader'
import type { HeddleError } from '../errors.ts'
import type { Fetch } from '../plan/plan.ts'
import type { CanonicalKey } from '../sql/statement.ts'
import { untilEnded } from '../source/limits.ts'
import { startSpending } from './budgets.ts'
import { openConnections } from './connections.ts'
import { errorForViewer } from './error-for-viewer.ts'
import { findRows } from './find-rows.ts'
import { createKeySet, type KeySet } from './key-set.ts'
import { createProbes, noProbes, type Probes } from './load-probe.ts'
import { MarkReader } from './read-mark.ts'
import { asHeddleError, type Ran, type Run, type Running } from './run-statement.ts'
import { sessionsOf } from './sessions-of.ts'
import { textIn, Texts } from './texts.ts'

/** Keys that go into one statement; more go into as many statements as it takes, one after the other. */
export const KEYS_PER_STATEMENT = 10_000

/** What a fetch answered, or why it did not. */
export interface FetchAnswer {
  /** By view: a text for each position of a key. */
  readonly texts: readonly Texts[]
  readonly error: HeddleError | null
  /** The keys that its rows hold for other fetches. Places in its texts are positions in these. */
  readonly keySets: ReadonlyMap<number, KeySet>
  /** For each producer of its own keys: where the producer's keys stand among all that were loaded; null: where they stood. */
  readonly positions: ReadonlyMap<number, readonly number[] | null>
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
  const { plan, producers, repeated, revisited, probing } = run.compiled
  const spending = startSpending(run.budgets)
  const deadline = Math.min(run.deadline ?? Infinity, spending.deadline)
  const asking = probing ? untilEnded(run.signal) : { signal: run.signal, end() {} }
  const connections =
    run.connections ??
    openConnections({
      sources: run.sources,
      requestId: run.requestId,
      deadline: deadline === Infinity ? undefined : deadline,
      signal: asking.signal,
      session: sessionsOf(run.sessions, run.context),
    })
  if (repeated.length > 0) await connections.lease(repeated, (source) => !plan.scans.includes(source))
  try {
    const running: Running = { run, connections, spending, ran: [], phase: 'read' }
    const probes = probing ? createProbes(running) : noProbes
    const loading: Loading = { running, probes, sentinels: 0 }
    const answers: Promise<FetchAnswer>[] = []
    // Producers come first in a plan, so their answers are already under way.
    for (const fetch of plan.fetches) answers[fetch.id] = start(loading, fetch, producers[fetch.id] ?? [], answers)
    const settled = await all(answers)
    const failed = settled.some((answer) => answer.error !== null)
    // Probes that still run are those of fetches that have failed by another one: nobody waits for their keys. Where nothing
    // failed they run to their end: how far they came would tell how long a hidden row has kept the others.
    if (failed) asking.end()
    if (probing) await probes.settled()
    return { answers: settled, ran: running.ran, flawed: failed || loading.sentinels > 0 }
  } finally {
    asking.end()
    if (repeated.length > 0 || revisited.length > 0) await connections.release()
  }
}

interface Loading {
  readonly running: Running
  readonly probes: Probes
  sentinels: number
}

/** As `Promise.all`, which costs more than waiting for one where there is one. */
export function all<T>(promises: readonly Promise<T>[]): Promise<readonly T[]> {
  return promises.length === 1 ? promises[0]!.then((only) => [only]) : Promise.all(promises)
}

function start(
  loading: Loading,
  fetch: Fetch,
  producers: readonly number[],
  answers: readonly Promise<FetchAnswer>[],
): Promise<FetchAnswer> {
  // Those who need what a probe or lookup answers ask for it, and hear of its failure.
  if (fetch.probe || fetch.lookup || fetch.onDemand) return Promise.resolve(nothing)
  if (fetch.key?.relation === null) return load(loading, fetch, loading.running.run.keys ?? [])
  return fetch.key ? loadLink(loading, fetch, producers, answers) : load(loading, fetch, rootKeys)
}

/**
 * Loads a link once for all its producers. The loader's keys are whole key sets: a promise for each producer, not for
 * each row. It dispatches when the last producer has settled.
 */
async function loadLink(
  loading: Loading,
  fetch: Fetch,
  producers: readonly number[],
  answers: readonly Promise<FetchAnswer>[],
): Promise<FetchAnswer> {
  if (producers.length === 1) return loadFor(loading, fetch, producers[0]!, await answers[producers[0]!]!)
  let answer: FetchAnswer = nothing
  let dispatch = (): void => undefined
  const loader = new DataLoader<KeySet, readonly number[] | null>(
    async (keySets) => {
      const { merged, positions } = mergeKeys(keySets)
      emitBatch(loading.running, fetch, keySets.length, merged.keys.length)
      answer = await load(loading, fetch, merged.keys)
      return positions
    },
    { cache: false, maxBatchSize: Infinity, batchScheduleFn: (callback) => (dispatch = callback) },
  )
  const positions = new Map<number, Promise<readonly number[] | null>>()
  for (const producer of producers) {
    const keySet = (await answers[producer]!).keySets.get(fetch.id)
    if (keySet) positions.set(producer, loader.load(keySet))
  }
  dispatch()
  const settled = await Promise.all([...positions].map(async ([producer, found]) => [producer, await found] as const))
  return { ...answer, positions: new Map(settled) }
}

/** Loads a link for its only producer: there is nothing to merge. */
async function loadFor(loading: Loading, fetch: Fetch, producer: number, before: FetchAnswer): Promise<FetchAnswer> {
  const keySet = before.keySets.get(fetch.id)
  if (!keySet) return nothing
  emitBatch(loading.running, fetch, 1, keySet.keys.length)
  const answer = await load(loading, fetch, keySet.keys)
  return { ...answer, positions: new Map([[producer, null]]) }
}

/** The keys of all sets, each once, and where each set's keys stand among them; null: at the same positions. */
function mergeKeys(keySets: readonly KeySet[]): { merged: KeySet; positions: (readonly number[] | null)[] } {
  const merged = createKeySet()
  return { merged, positions: keySets.map((keySet) => keySet.keys.map((key) => merged.add(key))) }
}

/** A root fetch has one position, the empty key. */
const rootKeys: readonly CanonicalKey[] = [[]]

const noPositions: FetchAnswer['positions'] = new Map()
const nothing: FetchAnswer = { texts: [], error: null, keySets: new Map(), positions: noPositions }

/** Runs a fetch's statement, a chunk of keys at a time. */
async function load(loading: Loading, fetch: Fetch, keys: readonly CanonicalKey[]): Promise<FetchAnswer> {
  const { running, probes } = loading
  const texts: Texts[] = []
  const marks = new MarkReader(running.run)
  try {
    for (let from = 0; from < keys.length; from += KEYS_PER_STATEMENT) {
      const chunk = keys.length > KEYS_PER_STATEMENT ? keys.slice(from, from + KEYS_PER_STATEMENT) : keys
      const row = await findRows(running, fetch, probes, chunk)
      row.forEach((cell, view) => (texts[view] ??= new Texts()).add(textIn(cell), chunk.length, marks.read))
    }
  } catch (error) {
    return { ...nothing, error: errorForViewer(running.run.visible, asHeddleError(running, fetch, error)) }
  }
  loading.sentinels += marks.sentinels
  return { texts, error: null, keySets: marks.keySets, positions: noPositions }
}

function emitBatch(running: Running, fetch: Fetch, keySets: number, keys: number): void {
  const { events, requestId } = running.run
  const chunks = Math.ceil(keys / KEYS_PER_STATEMENT)
  events.emit({ kind: 'batch', requestId, source: fetch.source, fetch: fetch.id, keySets, keys, chunks })
}
