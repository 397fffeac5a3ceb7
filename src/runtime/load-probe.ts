import { invariant } from '../errors.ts'
import type { Fetch, Probe } from '../plan/plan.ts'
import type { PackedKeys } from '../sql/packed-keys.ts'
import type { CanonicalKey } from '../sql/statement.ts'
import { startSpending, tooManyKeys } from './budgets.ts'
import type { Connections } from './connections.ts'
import { readLookup } from './read-lookup.ts'
import { readProbe, type Members } from './read-probe.ts'
import { textIn } from './texts.ts'
import { runStatement, statementOf, type Ran, type Run, type Running } from './run-statement.ts'
import { showRanks } from './show-ranks.ts'

/** What the probes and lookups of a request answer, each asked once for all who need it. */
export interface Probes {
  /**
   * All that the probes and lookups of a fetch answer. Rejects with the error of one that failed: it is the error of what
   * needs it. Those that answer for the fetch's own keys are asked for these.
   */
  keysFor(fetch: Fetch, own?: OwnKeys): Promise<ReadonlyMap<number, Members>>
  /** The same; null where a probe has more keys than its threshold. */
  fewKeysFor(fetch: Fetch): Promise<ReadonlyMap<number, Members> | null>
  /** Whether a probe has no more keys than its threshold. */
  areFew(id: number): Promise<boolean>
  /** When none of them runs any more: one that nobody came to need must not outlive the request, or be told by chance. */
  settled(): Promise<unknown>
  /** What one of them answers. */
  membersOf(id: number): Promise<Members>
  /** Enters on the request's account what a probe has answered. */
  spend(fetch: Fetch, keys: PackedKeys, ran: Ran): void
}

/** Keys that a statement answers for, and what was answered for them before it, by fetch. */
export interface OwnKeys {
  readonly keys: readonly CanonicalKey[]
  readonly asked: Map<number, Promise<Members>>
}

/** What most fetches need. */
const none: Promise<ReadonlyMap<number, Members>> = Promise.resolve(new Map())

export function ownKeys(keys: readonly CanonicalKey[]): OwnKeys {
  return { keys, asked: new Map() }
}

/** Of a plan without any. */
export const noProbes: Probes = {
  keysFor: () => none,
  settled: () => none,
  fewKeysFor: () => none,
  areFew: () => Promise.resolve(true),
  membersOf: () => Promise.reject(new TypeError('the plan has no probes')),
  spend: () => undefined,
}

/** Starts the probes and lookups that somebody needs in any case; the others when they are asked for. */
export function createProbes(running: Running): Probes {
  const { catalog, visible, compiled } = running.run
  const { plan, probes: needed } = compiled
  const all = new Map<number, Promise<Members>>()
  const few = new Map<number, Promise<Members | null>>()

  /** @param own where the answer is for keys of a statement */
  function askAll(id: number, own: OwnKeys): Promise<Members> {
    const asked = plan.fetches[id]!.onDemand ? own.asked : all // the plan's own
    let members = asked.get(id)
    if (!members) asked.set(id, (members = loadAll(id, own)))
    return members
  }

  async function loadAll(id: number, own: OwnKeys): Promise<Members> {
    const known = await few.get(id)
    if (known) return known
    const fetch = plan.fetches[id]! // the plan's own
    const members = await load(fetch, running.spending.keysLeft, own)
    if (members) return members
    throw tooManyKeys(visible, fetch, running.spending)
  }

  function askFew(id: number): Promise<Members | null> {
    const fetch = plan.fetches[id]! // the plan's own
    const threshold = fetch.probe?.threshold ?? null
    if (threshold === null) return askAll(id, ownKeys([]))
    let members = few.get(id)
    if (!members) few.set(id, (members = load(fetch, threshold, ownKeys([]))))
    return members
  }

  /** Null: there are more than `most`. */
  async function load(fetch: Fetch, most: number, own: OwnKeys): Promise<Members | null> {
    const members = await keysFor(fetch, own)
    const given = { own: own.keys, members, page: { size: most + 1 } }
    const { row, ran } = await runStatement(running, statementOf(running, fetch), given)
    const [answer] = row
    const cell = answer === undefined || answer === null ? null : showRanks(textIn(answer), members)
    const keys = fetch.lookup ? readLookup(catalog, fetch.lookup, cell) : readProbe(catalog, probeOf(fetch), cell)
    ran.rows = keys.count
    if (keys.count > most) return null
    running.spending.rows(keys.count, fetch.source)
    return keys
  }

  /** What is answered in pages is asked by the fetch that it fills. */
  function idsFor(fetch: Fetch): number[] {
    return (needed[fetch.id] ?? []).filter((id) => !plan.fetches[id]!.probe?.pages) // the plan's own
  }

  function keysFor(fetch: Fetch, own?: OwnKeys): Promise<ReadonlyMap<number, Members>> {
    const ids = idsFor(fetch)
    return ids.length === 0 ? none : askEach(ids, own ?? ownKeys([]))
  }

  async function askEach(ids: readonly number[], own: OwnKeys): Promise<ReadonlyMap<number, Members>> {
    return new Map(await Promise.all(ids.map(async (id) => [id, await askAll(id, own)] as const)))
  }

  for (const { id, probe, lookup, onDemand } of plan.fetches) {
    const needed = !onDemand && (lookup || (probe && !probe.pages && probe.threshold === null))
    // Whoever needs it hears of its failure.
    if (needed) askAll(id, ownKeys([])).catch(() => {})
  }
  return {
    keysFor,
    settled: () => (all.size + few.size === 0 ? none : Promise.allSettled([...all.values(), ...few.values()])),
    areFew: async (id) => (await askFew(id)) !== null,
    membersOf: (id) => askAll(id, ownKeys([])),
    async fewKeysFor(fetch) {
      const found = await Promise.all(idsFor(fetch).map(async (id) => [id, await askFew(id)] as const))
      const members = found.flatMap(([id, keys]) => (keys ? [[id, keys] as const] : []))
      return members.length === found.length ? new Map(members) : null
    },
    spend(fetch, keys, ran) {
      ran.rows = keys.count
      if (keys.count > running.spending.keysLeft) throw tooManyKeys(visible, fetch, running.spending)
      running.spending.rows(keys.count, fetch.source)
    },
  }
}

/**
 * What all probes of a plan answer that has nothing else: those of a write's condition. Rejects with the error of one that
 * failed: then nothing is written.
 *
 * @param told where what ran is told, and of which phase
 */
export async function loadProbes(
  run: Run,
  connections: Connections,
  told: Pick<Running, 'ran' | 'phase'>,
): Promise<ReadonlyMap<number, Members>> {
  const probes = createProbes({ run, connections, spending: startSpending(run.budgets), ...told })
  const { fetches } = run.compiled.plan
  return new Map(await Promise.all(fetches.map(async ({ id }) => [id, await probes.membersOf(id)] as const)))
}

function probeOf({ probe }: Fetch): Probe {
  invariant(probe, 'what answers keys for a filter is a probe')
  return probe
}
