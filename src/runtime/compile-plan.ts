import type { Catalog, ColumnType, Table } from '../catalog/catalog.ts'
import { columnOf, relationOf, tableById } from '../catalog/lookup.ts'
import { invariant } from '../errors.ts'
import type { ObjectValue, Plan, Value, View } from '../plan/plan.ts'
import { dialects } from '../sql/dialects.ts'
import type { Dialect } from '../sql/dialect.ts'
import type { Statement } from '../sql/statement.ts'

/** A plan with its statements and what the runtime looks up while running it: made once, kept with the plan. */
export interface CompiledPlan {
  readonly plan: Plan
  /** By fetch. */
  readonly statements: readonly Statement[]
  /** By splice number. */
  readonly splices: readonly Splice[]
  /** By fetch: the fetches whose rows hold its keys. */
  readonly producers: readonly (readonly number[])[]
  /** By fetch: the probes and lookups whose keys its statement is given. */
  readonly probes: readonly (readonly number[])[]
  /** By fetch: whether other fetches need its answer. */
  readonly needed: readonly boolean[]
  /** The sources that answer more than one statement. */
  readonly repeated: readonly string[]
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
  const statements = plan.fetches.map((fetch) => {
    const dialect = dialectOf(catalog, fetch.source)
    eachSplice(catalog, tableById(catalog, fetch.rows.table), fetch.views, (table, splice) => {
      const types = splice.columns.map((column) => columnOf(table, column).type)
      splices[splice.splice] = { fetch: splice.fetch, view: splice.view, dialect, types }
      producers[splice.fetch]?.add(fetch.id)
    })
    return dialect.compile(fetch, catalog)
  })
  const probes = statements.map(probesOf)
  return {
    plan,
    statements,
    splices,
    producers: producers.map((set) => [...set]),
    probes,
    needed: plan.fetches.map(
      ({ id }) => producers.some((set) => set.has(id)) || probes.some((all) => all.includes(id)),
    ),
    repeated: repeatedSources(plan),
  }
}

function probesOf({ params }: Statement): number[] {
  const probes = params.map((param) => (param.kind === 'keys' ? param.probe : undefined))
  return [...new Set(probes.filter((probe) => probe !== undefined))]
}

function repeatedSources({ fetches }: Plan): string[] {
  // What is filled in pages is asked more than once, and so is who fills it.
  const sources = fetches.flatMap(({ source, probe, lookup, fills }) => {
    return probe?.first || lookup?.page || fills ? [source, source] : [source]
  })
  return [...new Set(sources.filter((source, index) => sources.indexOf(source) !== index))]
}

/** The language of a source. */
export function dialectOf(catalog: Catalog, source: string): Dialect {
  const info = catalog.sources.get(source)
  invariant(info, 'a plan names a source of the catalog')
  return dialects[info.dialect]
}

type SpliceValue = Extract<Value, { kind: 'splice' }>

function eachSplice(
  catalog: Catalog,
  table: Table,
  views: readonly View[],
  visit: (table: Table, splice: SpliceValue) => void,
): void {
  const visitObject = (object: ObjectValue): void => object.fields.forEach(({ value }) => visitValue(value))
  const visitValue = (value: Value): void => {
    if (value.kind === 'object') visitObject(value)
    if (value.kind === 'splice') visit(table, value)
    if (value.kind !== 'rows') return
    const target = tableById(catalog, relationOf(table, value.rows.relation as string).to)
    eachSplice(catalog, target, [value.view], visit)
  }
  for (const view of views) {
    if (view.kind === 'list' || view.kind === 'one') visitObject(view.value)
    if (view.kind !== 'connection') continue
    for (const field of view.fields) {
      if (field.kind === 'nodes') visitObject(field.value)
      if (field.kind === 'edges') field.fields.forEach((part) => part.kind === 'node' && visitObject(part.value))
    }
  }
}
