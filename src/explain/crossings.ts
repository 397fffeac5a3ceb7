import type { Fetch, Looked, Predicate } from '../plan/plan.ts'
import type { Crossing } from './explanation.ts'
import type { NamedPlan } from './steps.ts'

/** Every place of a plan where keys go from one fetch into another's statement, each once. */
export function crossingsOf({ compiled, stepOf }: NamedPlan): readonly Crossing[] {
  const { plan, producers } = compiled
  const found = new Map<string, Crossing>()
  const add = (from: number, to: number, crossing: Omit<Crossing, 'from' | 'to'>): void => {
    const id = `${from} ${to} ${crossing.use} ${crossing.relation}`
    if (!found.has(id)) found.set(id, { from: stepOf(from), to: stepOf(to), ...crossing })
  }
  for (const fetch of plan.fetches) {
    const { id, key, source } = fetch
    for (const producer of producers[id] ?? []) {
      if (!key?.relation) continue
      const use = key.table.startsWith(`${source}.`) ? 'relation' : 'link'
      add(producer, id, { use, relation: `${key.table}.${key.relation}`, strategy: 'batch', planned: null })
    }
    const { rows, views, probe, lookup } = fetch
    for (const { node, within } of taken([rows, views, probe, lookup], rows.table)) {
      const asked = plan.fetches[node.fetch]! // the plan's own
      add(node.fetch, id, { ...usedAs(node, within, fetch, asked), relation: relationOf(asked) })
    }
  }
  return [...found.values()]
}

/** What takes the keys of another fetch. */
type Taker = Extract<Predicate, { kind: 'member' | 'wanted' }> | Looked

interface Taken {
  readonly node: Taker
  /** The member under which it stands: a group's key is `looked`, an order's term is `by`. */
  readonly within: string
}

/** The plan is plain data: whatever takes keys is found wherever it stands, also in what is yet to be thought of. */
function taken(data: unknown, within: string): readonly Taken[] {
  if (typeof data !== 'object' || data === null) return []
  if (Array.isArray(data)) return data.flatMap((item) => taken(item, within))
  const { kind } = data as { readonly kind?: unknown }
  const own = kind === 'member' || kind === 'wanted' || kind === 'looked' ? [{ node: data as Taker, within }] : []
  return [...own, ...Object.entries(data).flatMap(([name, value]) => taken(value, name))]
}

function usedAs(
  node: Taker,
  within: string,
  fetch: Fetch,
  asked: Fetch,
): Pick<Crossing, 'use' | 'strategy' | 'planned'> {
  if (node.kind === 'member') return { use: 'filter', strategy: node.strategy, planned: plannedFor(fetch, asked) }
  if (node.kind === 'wanted') return { use: 'filter', strategy: 'semi-join', planned: 'all keys' }
  if (within === 'looked') return { use: 'group', strategy: 'partial aggregation', planned: null }
  return { use: 'order', strategy: asked.lookup?.page ? 'ordered merge' : 'ranks', planned: null }
}

function plannedFor({ fills, windows }: Fetch, probe: Fetch): string {
  if (fills?.fetch === probe.id) return 'keys in order'
  if (!windows?.probes.some(({ fetch }) => fetch === probe.id)) return 'all keys'
  const threshold = probe.probe?.threshold
  return windows.start === 'at once' || threshold === null ? 'windows' : `windows beyond ${threshold} keys`
}

function relationOf({ probe, lookup, key, rows }: Fetch): string {
  const end = probe ?? lookup ?? key
  return end ? `${end.table}.${end.relation}` : rows.table
}
