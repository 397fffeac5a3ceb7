import type { Catalog, ColumnType } from '../catalog/catalog.ts'
import { columnOf, tableById } from '../catalog/lookup.ts'
import { invariant } from '../errors.ts'
import type { Fetch, Plan, Predicate, RootField, Windows } from '../plan/plan.ts'
import { dialects } from '../sql/dialects.ts'
import type { Dialect } from '../sql/dialect.ts'
import type { Statement } from '../sql/statement.ts'
import { LEAST_OBJECT, leastBytes } from './answer-size.ts'
import { eachObject } from './each-object.ts'

/** A plan with its statements and what the runtime looks up while running it: made once, kept with the plan. */
export interface CompiledPlan {
  readonly plan: Plan
  /** By fetch. */
  readonly statements: readonly Statement[]
  /** By splice number. */
  readonly splices: readonly Splice[]
  /** Bytes that an object of its answers takes at least, without the objects in it. */
  readonly leastObject: number
  /** By fetch: the fetches whose rows hold its keys. */
  readonly producers: readonly (readonly number[])[]
  /** Whether it has probes or lookups. */
  readonly probing: boolean
  /** By fetch: the probes and lookups whose keys its statement is given. */
  readonly probes: readonly (readonly number[])[]
  /** By fetch: what it asks where it looks for its page in windows. */
  readonly windows: readonly (WindowStatements | null)[]
  /** By fetch: whether other fetches need its answer. */
  readonly needed: readonly boolean[]
  /** The sources of the root fields: where none of them answers, nothing is answered. Empty: some field needs none. */
  readonly decisive: readonly string[]
  /** The sources that are leased from the start: those that answer more than one statement, and what must be leased with them. */
  readonly repeated: readonly string[]
  /** Of the only fetch that asks them, the sources that may answer more than one statement, if its first ones do not do. */
  readonly revisited: readonly string[]
}

/** The statements of a fetch that looks for its page in windows, see `Windows` of the plan. */
export interface WindowStatements {
  readonly window: PlannedStatement
  /** The fetch's own, within the rows of the windows so far. */
  readonly page: PlannedStatement
  /** Its probes, within the keys of a window. */
  readonly within: readonly PlannedStatement[]
}

/** A statement, and the fetch that it is of. */
export interface PlannedStatement {
  readonly fetch: Fetch
  readonly statement: Statement
}

/** Where a splice's text comes from, and how its keys are read. */
export interface Splice {
  readonly fetch: number
  readonly view: number
  readonly dialect: Dialect
  readonly types: readonly ColumnType[]
}

export function compilePlan(plan: Plan, catalog: Catalog): CompiledPlan {
  const splices: Splice[] = []
  const producers: Set<number>[] = plan.fetches.map(() => new Set())
  // Around the rows of a mutation stands an object of which no fetch knows.
  let leastObject = plan.roots.some(({ kind }) => kind === 'rows') ? LEAST_OBJECT : Infinity
  const statements = plan.fetches.map((fetch) => {
    const dialect = dialectOf(catalog, fetch.source)
    eachObject(catalog, tableById(catalog, fetch.rows.table), fetch.views, (table, fields) => {
      leastObject = Math.min(leastObject, leastBytes(table, fields))
      for (const { value } of fields) {
        if (value?.kind !== 'splice') continue
        const types = value.columns.map((column) => columnOf(table, column).type)
        splices[value.splice] = { fetch: value.fetch, view: value.view, dialect, types }
        producers[value.fetch]?.add(fetch.id)
      }
    })
    return dialect.compile(fetch, catalog)
  })
  const probes = statements.map(probesOf)
  return {
    plan,
    statements,
    splices,
    leastObject,
    producers: producers.map((set) => [...set]),
    probing: plan.fetches.some(({ probe, lookup }) => probe !== null || lookup !== null),
    probes,
    needed: plan.fetches.map(
      ({ id }) => producers.some((set) => set.has(id)) || probes.some((all) => all.includes(id)),
    ),
    windows: plan.fetches.map((fetch) => fetch.windows && compileWindows(plan, fetch, fetch.windows, catalog)),
    decisive: decisiveSources(plan),
    ...sourcesAskedAgain(plan),
  }
}

function decisiveSources({ roots, fetches }: Plan): readonly string[] {
  const asked = roots.map((root) => fetchesOf(root).map((fetch) => fetches[fetch]!.source)) // the plan's own
  return asked.every((sources) => sources.length > 0) ? [...new Set(asked.flat())] : []
}

/** The fetches that a root field is read from. */
export function fetchesOf(root: RootField): readonly number[] {
  if (root.kind === 'fetch' || root.kind === 'row') return [root.fetch]
  return root.kind === 'nodes' ? root.items.map(({ fetch }) => fetch) : []
}

function compileWindows(plan: Plan, fetch: Fetch, windows: Windows, catalog: Catalog): WindowStatements {
  const planned = (made: Fetch): PlannedStatement => ({
    fetch: made,
    statement: dialectOf(catalog, made.source).compile(made, catalog),
  })
  const { rows, key, probes } = windows
  const among: Predicate = { kind: 'among', columns: key }
  const where: Predicate = fetch.rows.where ? { kind: 'and', items: [among, fetch.rows.where] } : among
  return {
    window: planned({
      ...fetch,
      rows,
      views: [],
      window: { columns: [...key, ...probes.flatMap(({ columns }) => columns)] },
    }),
    page: planned({ ...fetch, rows: { ...fetch.rows, where }, counted: true }),
    within: probes.map(({ fetch: id }) => {
      const probe = plan.fetches[id]! // the plan's own
      return planned({ ...probe, probe: probe.probe && { ...probe.probe, within: true } })
    }),
  }
}

function probesOf({ params }: Statement): number[] {
  const probes = params.map((param) => (param.kind === 'keys' ? param.probe : undefined))
  return [...new Set(probes.filter((probe) => probe !== undefined))]
}

/**
 * What is filled in pages, or looks in windows, asks its sources more than once, but mostly does with once. It may lease them
 * when it must, where nothing else of the plan holds a source, or wants one that others may hold who wait for these.
 */
function sourcesAskedAgain({ fetches }: Plan): Pick<CompiledPlan, 'repeated' | 'revisited'> {
  const sources = fetches.map(({ source }) => source)
  // An ordered merge asks a page of ranks, and rows, until its page is full.
  const merging = fetches.filter(({ fills, lookup }) => lookup?.page || (fills && fetches[fills.fetch]?.lookup))
  sources.push(...merging.map(({ source }) => source))
  const repeated = sources.filter((source, index) => sources.indexOf(source) !== index)
  const again = fetches.flatMap(({ source, fills, windows }) => {
    const probes = [...(fills ? [fills] : []), ...(windows?.probes ?? [])]
    return probes.length === 0 ? [] : [[source, ...probes.map((probe) => sources[probe.fetch]!)]] // the plan's own
  })
  const held = withEarlier([...repeated, ...again.flat()], sources)
  const [revisited, other] = again
  const apart = repeated.length === 0 && revisited && !other && held.length === new Set(revisited).size
  return apart ? { repeated: [], revisited: held } : { repeated: held, revisited: [] }
}

/**
 * The sources, and all others of the plan whose names come before one of theirs: who holds connections may wait only for
 * sources whose names come after. Else a request that waits for one could hold what who has it waits for.
 */
function withEarlier(sources: readonly string[], all: readonly string[]): string[] {
  const last = [...sources].sort().at(-1)
  return last === undefined ? [] : [...new Set(all)].filter((source) => source <= last)
}

/** The language of a source. */
export function dialectOf(catalog: Catalog, source: string): Dialect {
  const info = catalog.sources.get(source)
  invariant(info, 'a plan names a source of the catalog')
  return dialects[info.dialect]
}
