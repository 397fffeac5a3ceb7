import { invariant } from '../errors.ts'
import type { Fetch, Probe } from '../plan/plan.ts'
import type { PackedKeys } from '../sql/packed-keys.ts'
import { tooManyKeys } from './budgets.ts'
import { readProbe } from './read-probe.ts'
import { runStatement, statementOf, type Ran, type Running } from './run-statement.ts'

/** What the probes of a request answer, each asked once for all who need its keys. */
export interface Probes {
  /**
   * All keys of the probes that a fetch filters by. Rejects with the error of one that failed: it is the error of what needs
   * it.
   */
  keysFor(fetch: Fetch): Promise<ReadonlyMap<number, PackedKeys>>
  /** The same; null where one of them has more keys than its threshold. */
  fewKeysFor(fetch: Fetch): Promise<ReadonlyMap<number, PackedKeys> | null>
  /** Enters on the request's account what a probe has answered. */
  spend(fetch: Fetch, keys: PackedKeys, ran: Ran): void
}

/** Starts the probes whose keys somebody needs in any case; the others when they are asked for. */
export function createProbes(running: Running): Probes {
  const { plan, probes: needed } = running.run.compiled
  const all = new Map<number, Promise<PackedKeys>>()
  const few = new Map<number, Promise<PackedKeys | null>>()

  function askAll(id: number): Promise<PackedKeys> {
    let keys = all.get(id)
    if (!keys) all.set(id, (keys = loadAll(id)))
    return keys
  }

  async function loadAll(id: number): Promise<PackedKeys> {
    const known = await few.get(id)
    if (known) return known
    const fetch = plan.fetches[id]! // the plan's own
    const keys = await load(fetch, running.spending.keysLeft)
    if (!keys) throw tooManyKeys(running.run.catalog, probeOf(fetch), running.spending)
    return keys
  }

  function askFew(id: number): Promise<PackedKeys | null> {
    const fetch = plan.fetches[id]! // the plan's own
    const { threshold } = probeOf(fetch)
    if (threshold === null) return askAll(id)
    let keys = few.get(id)
    if (!keys) few.set(id, (keys = load(fetch, threshold)))
    return keys
  }

  /** Null: there are more than `most`. */
  async function load(fetch: Fetch, most: number): Promise<PackedKeys | null> {
    const members = await keysFor(fetch)
    const { row, ran } = await runStatement(running, statementOf(running, fetch), { members, page: { size: most + 1 } })
    const keys = readProbe(running.run.catalog, probeOf(fetch), row[0] ?? null)
    ran.rows = keys.count
    if (keys.count > most) return null
    running.spending.rows(keys.count, fetch.source)
    return keys
  }

  /** What is answered in pages is asked by the fetch that it fills. */
  function idsFor(fetch: Fetch): number[] {
    return (needed[fetch.id] ?? []).filter((id) => !probeOf(plan.fetches[id]!).pages) // the plan's own
  }

  async function keysFor(fetch: Fetch): Promise<ReadonlyMap<number, PackedKeys>> {
    return new Map(await Promise.all(idsFor(fetch).map(async (id) => [id, await askAll(id)] as const)))
  }

  for (const { id, probe } of plan.fetches) {
    // Whoever needs it hears of its failure.
    if (probe && !probe.pages && probe.threshold === null) askAll(id).catch(() => {})
  }
  return {
    keysFor,
    async fewKeysFor(fetch) {
      const found = await Promise.all(idsFor(fetch).map(async (id) => [id, await askFew(id)] as const))
      const members = found.flatMap(([id, keys]) => (keys ? [[id, keys] as const] : []))
      return members.length === found.length ? new Map(members) : null
    },
    spend(fetch, keys, ran) {
      ran.rows = keys.count
      if (keys.count > running.spending.keysLeft)
        throw tooManyKeys(running.run.catalog, probeOf(fetch), running.spending)
      running.spending.rows(keys.count, fetch.source)
    },
  }
}

function probeOf({ probe }: Fetch): Probe {
  invariant(probe, 'what answers keys for a filter is a probe')
  return probe
}
