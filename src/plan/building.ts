import type { Catalog } from '../catalog/catalog.ts'
import { tableById } from '../catalog/lookup.ts'
import { isBounded } from './bounded.ts'
import { chooseStrategies } from './choose-strategies.ts'
import type { LookingUp } from './plan-order.ts'
import type { Fetch, Plan, RootField, View } from './plan.ts'
import { defaultPlanning } from './planning.ts'

/** A plan under construction. */
export interface Building extends LookingUp {
  readonly fetches: FetchDraft[]
  readonly byRequest: Map<string, FetchDraft>
  splices: number
  /** Fetches whose order crosses a link. */
  ordered: number
}

/** A fetch while views are still added to it. */
export interface FetchDraft extends Omit<Fetch, 'views' | 'windows' | 'window' | 'counted'> {
  readonly views: View[]
  /** Number of the view for each selection that was asked for. */
  readonly byView: Map<string, number>
}

/** An empty plan. */
export function startBuilding(catalog: Catalog, planning = defaultPlanning): Building {
  const building: Building = {
    catalog,
    planning,
    fetches: [],
    byRequest: new Map(),
    splices: 0,
    ordered: 0,
    addProbe: (rows, probe) => forerunner(building, { rows, key: null, probe, lookup: null }, null),
    addNearKeys: (asked, { owner, key }) => forerunner(building, { ...asked, key, lookup: null }, owner),
    addLookup: (asked, { owner }) => forerunner(building, { ...asked, key: null, probe: null }, owner),
  }
  return building
}

/** A further fetch; what is not given is that of a fetch which runs before all others. */
export function addFetch(building: Building, given: Partial<Fetch> & Pick<Fetch, 'source' | 'rows'>): FetchDraft {
  const fetch: FetchDraft = {
    id: building.fetches.length,
    depth: -1,
    key: null,
    unique: false,
    probe: null,
    lookup: null,
    fills: null,
    merge: null,
    onDemand: false,
    ...given,
    views: (given.views ?? []) as View[], // a draft's: views are still added to it
    byView: new Map(),
  }
  building.fetches.push(fetch)
  return fetch
}

/** The fetch of a probe or lookup, one for all that ask alike. Those that it needs itself have lower numbers. */
function forerunner(
  building: Building,
  asked: Pick<Fetch, 'rows' | 'key' | 'probe' | 'lookup'>,
  owner: number | null,
): number {
  const request = JSON.stringify([asked, owner])
  const known = building.byRequest.get(request)
  if (known) return known.id
  const { source } = tableById(building.catalog, asked.rows.table)
  const fetch = addFetch(building, { source, onDemand: owner !== null, ...asked })
  building.byRequest.set(request, fetch)
  return fetch.id
}

/**
 * Fetches by depth, producers first: a view that joined a fetch late may have made a fetch of lower depth later. The
 * fetches that `rest` names are renumbered with them.
 */
export function inOrder<T>(building: Building, roots: readonly RootField[], rest: T): { plan: Plan; rest: T } {
  const sorted = [...building.fetches].sort((a, b) => a.depth - b.depth || a.id - b.id)
  const numbers = new Map(sorted.map((fetch, index) => [fetch.id, index]))
  const plan: Plan = {
    fetches: chooseStrategies(building, building.fetches, sorted),
    roots,
    scans: [],
  }
  const renumbered = withNumbers({ plan, rest }, numbers)
  const fetches = renumbered.plan.fetches.map((fetch, id) => ({ ...fetch, id }))
  const scans = fetches.filter((fetch) => !isBounded(building.catalog, fetch)).map((fetch) => fetch.source)
  return { plan: { ...renumbered.plan, fetches, scans: [...new Set(scans)] }, rest: renumbered.rest }
}

/** A copy of plain data, in which a fetch that `fetch` names has its new number. What is undefined is left out. */
function withNumbers<T>(value: T, numbers: ReadonlyMap<number, number>): T {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item: unknown) => withNumbers(item, numbers)) as T
  const copy: Record<string, unknown> = {}
  for (const [name, item] of Object.entries(value)) {
    if (name === 'fetch' && typeof item === 'number') copy[name] = numbers.get(item)
    else if (item !== undefined) copy[name] = withNumbers(item, numbers)
  }
  return copy as T
}
