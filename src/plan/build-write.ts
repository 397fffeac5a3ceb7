import type { Catalog, Relation, Table } from '../catalog/catalog.ts'
import { keyHolder } from '../catalog/key-holder.ts'
import { relationOf, tableById } from '../catalog/lookup.ts'
import { identityOf } from '../catalog/table-writes.ts'
import { invariant } from '../errors.ts'
import type { ResponseName } from '../operation/shape.ts'
import type { Batch, BatchWork, BoundWrite, Change, Conflict } from '../operation/write-shape.ts'
import { buildWrittenPlan, planConditions } from './build-plan.ts'
import { deepFreeze } from './deep-freeze.ts'
import type { Plan, Predicate } from './plan.ts'
import type { Flow, Match, Owner, Pair, RowFilter, WriteBatch, WritePlan, WriteStep } from './write-plan.ts'

/**
 * Plans a root field of a mutation. Rows whose key others hold are written before these: a user before the orders under
 * it, a user under an order before the order. All rows of one place are written together. Pure.
 *
 * @example createUser(data: {email: …, orders: {create: [{items: {create: […]}}]}})
 * // insert users · insert orders, userId of users · insert order_items, orderId of orders · answer
 */
export function buildWrite(
  catalog: Catalog,
  name: ResponseName,
  write: BoundWrite,
): { readonly write: WritePlan; readonly answer: Plan } {
  const { length } = write.batches
  const pairs = write.batches.map((batch) => pairConditionOf(catalog, write.batches, batch))
  const matches = write.batches.flatMap(matchesOf)
  const before = planConditions(catalog, [
    ...write.batches.map(conditionOf),
    ...pairs,
    ...matches.map(conditionOfMatch),
  ])
  const planning: Planning = {
    catalog,
    batches: write.batches,
    steps: [],
    filters: before.conditions.slice(0, length),
    pairPolicies: before.conditions.slice(length, 2 * length).map(({ policy }) => policy),
    matches: before.conditions
      .slice(2 * length)
      .flatMap(({ where }, index) => (where ? [{ ...matches[index]!, where }] : [])), // a condition for each
    needs: new Map(),
  }
  planBatch(planning, 0)
  const { steps } = planning
  const checks = checksOf(write.batches)
  const after = planConditions(catalog, checks.map(({ table, policy }) => ({ table, policy, where: null }))) // prettier-ignore
  checks.forEach(({ batch, of }, index) => {
    const policy = after.conditions[index]?.policy
    invariant(policy, 'a check that is planned is a condition still')
    steps.push({ kind: 'check', batch, policy, of })
  })
  if (!steps.some(({ kind }) => kind === 'answer')) steps.push({ kind: 'answer' })
  const batches = write.batches.map((batch, number) => describeBatch(planning, batch, number))
  const { table, action, many, matched } = write
  const probes = { probes: before.probes, checkProbes: after.probes }
  const plan: WritePlan = {
    table,
    action,
    many,
    matched,
    batches,
    sources: sourcesOf(batches, steps),
    ...probes,
    steps,
  }
  return { write: deepFreeze(plan), answer: buildWrittenPlan(catalog, name, write) }
}

interface Planning {
  readonly catalog: Catalog
  readonly batches: readonly Batch[]
  readonly steps: WriteStep[]
  /** By batch: which rows it may reach, with links as members. */
  readonly filters: readonly RowFilter[]
  /** What rows must be like still. */
  readonly matches: readonly (Match & { readonly table: string; readonly batch: number })[]
  /** By batch: by which pairs of a junction its rows belong to those above, with links as members. */
  readonly pairPolicies: readonly (Predicate | null)[]
  /** By batch: columns that other rows take from its rows. */
  readonly needs: Map<number, Set<string>>
}

/** Which rows a batch may reach. */
function conditionOf({ table, work }: Batch): RowFilter & { readonly table: string } {
  switch (work.kind) {
    case 'insert':
      return { table, policy: work.conflict?.apart?.policy ?? null, where: null }
    case 'keyed':
      return { table, policy: work.policy, where: null }
    case 'filtered':
    case 'changed':
      return { table, policy: work.policy, where: work.where }
  }
}

/** What rows of a batch that are found by their keys must be like still. */
function matchesOf({ table, work }: Batch, batch: number) {
  return work.kind === 'keyed' ? work.matches.map((match) => ({ ...match, table, batch })) : []
}

function conditionOfMatch({ table, where }: { readonly table: string; readonly where: Predicate }) {
  return { table, policy: null, where }
}

/** By which pairs of a junction the rows of a batch may belong to those above; null: by any, or there is none. */
function pairConditionOf(
  catalog: Catalog,
  batches: readonly Batch[],
  { via, table }: Batch,
): RowFilter & { readonly table: string } {
  if (!via?.pairPolicy) return { table, policy: null, where: null }
  const { through } = relationOf(tableById(catalog, batches[via.batch]!.table), via.relation) // a batch of the write
  invariant(through, 'a junction has pairs')
  return { table: through.table, policy: via.pairPolicy, where: null }
}

interface Check {
  readonly batch: number
  readonly table: string
  readonly policy: Predicate
  readonly of: 'created' | 'updated' | 'all'
}

/** What rows must fulfil when all is written. */
function checksOf(batches: readonly Batch[]): Check[] {
  return batches.flatMap(({ table, work, check }, batch): Check[] => {
    const apart = work.kind === 'insert' ? work.conflict?.apart : null
    return [
      ...(check ? [{ batch, table, policy: check, of: apart ? ('created' as const) : ('all' as const) }] : []),
      ...(apart?.check ? [{ batch, table, policy: apart.check, of: 'updated' as const }] : []),
    ]
  })
}

function planBatch(planning: Planning, number: number): void {
  const { batches, steps } = planning
  const batch = batches[number]! // in range
  const below = batches.flatMap(({ via }, at) => (via?.batch === number ? [at] : []))
  const before = below.filter((at) => holderOf(planning, at) === 'from')
  const flows = [...before.map((at) => flowFromBelow(planning, at)), ...flowFromAbove(planning, number)]
  const first = (): void => before.forEach((at) => planBatch(planning, at))
  planWork(planning, number, batch.work, flows, first)
  const pair = pairOf(planning, number)
  const connects = batch.work.kind === 'insert' || (batch.work.kind === 'keyed' && batch.work.then.kind === 'connect')
  if (pair && connects) steps.push({ kind: 'join', batch: number, pair })
  below.filter((at) => !before.includes(at)).forEach((at) => planBatch(planning, at))
}

function answersInserts({ catalog, batches }: Planning, batch: number): boolean {
  const { source } = tableById(catalog, batches[batch]!.table) // a batch of the plan
  return catalog.sources.get(source)?.answersInserts !== false
}

function planWork(planning: Planning, batch: number, work: BatchWork, flows: readonly Flow[], first: () => void): void {
  const { steps } = planning
  const filter = planning.filters[batch]! // one for each batch
  switch (work.kind) {
    case 'insert':
      first()
      steps.push({
        ...{ kind: 'insert', batch, groups: work.groups, flows, conflict: conflictOf(work.conflict, filter) },
        ...(answersInserts(planning, batch) ? {} : { asks: true }),
      })
      return
    case 'changed':
      steps.push({ kind: 'change', batch, set: work.set, ...filter })
      return
    case 'filtered':
      steps.push({ kind: 'findWhere', batch, ...filter })
      break
    case 'keyed': {
      const owner = work.then.kind === 'connect' ? null : ownerOf(planning, batch)
      steps.push({
        kind: 'findKeys',
        batch,
        groups: work.keys,
        matches: planning.matches.flatMap(({ batch: of, group, row, where }) =>
          of === batch ? [{ group, row, where }] : [],
        ),
        policy: filter.policy,
        owner,
        lock: isLocked(planning, batch, work.then),
      })
    }
  }
  first()
  const { then } = work
  if ('groups' in then && then.groups.length > 0) {
    // A row that is found takes keys of what is made under it; one that is connected, those of the row above.
    const side = then.kind === 'connect' ? 'above' : 'below'
    steps.push({ kind: 'update', batch, groups: then.groups, flows: flows.filter((flow) => flow.side === side) })
  }
  if (then.kind === 'delete') {
    const pair = pairOf(planning, batch)
    if (batch === 0) steps.push({ kind: 'answer' })
    if (pair) steps.push({ kind: 'part', batch, pair })
    steps.push({ kind: 'delete', batch })
  }
}

/** A database with policies of its own may let a viewer refer to a row and not lock it. */
function isLocked({ catalog, batches }: Planning, number: number, then: Change): boolean {
  if (then.kind !== 'connect' || then.groups.length > 0) return true
  const { source } = tableById(catalog, batches[number]!.table) // a batch of the write
  return !catalog.sources.get(source)?.hides
}

function conflictOf(conflict: Conflict | null, { policy }: RowFilter): Conflict | null {
  return conflict?.apart ? { ...conflict, apart: { ...conflict.apart, policy } } : conflict
}

// ───────── what rows take from each other ─────────

function relationTo({ catalog, batches }: Planning, number: number): Relation | null {
  const via = batches[number]?.via
  if (!via) return null
  return relationOf(tableById(catalog, batches[via.batch]!.table), via.relation) // a batch of the write
}

function holderOf(planning: Planning, number: number) {
  const relation = relationTo(planning, number)
  return relation && keyHolder(planning.catalog, relation)
}

function need(planning: Planning, batch: number, columns: readonly string[]): void {
  const known = planning.needs.get(batch) ?? new Set()
  columns.forEach((column) => known.add(column))
  planning.needs.set(batch, known)
}

function flowFromBelow(planning: Planning, below: number): Flow {
  const relation = relationTo(planning, below)
  invariant(relation, 'a relation leads to a batch below another')
  const on = relation.on.map(({ from, to }) => ({ from: to, to: from }))
  need(planning, below, on.map(({ from }) => from)) // prettier-ignore
  return { batch: below, side: 'below', on }
}

function flowFromAbove(planning: Planning, number: number): Flow[] {
  return holderOf(planning, number) === 'to' ? [aboveOf(planning, number)] : []
}

function aboveOf(planning: Planning, number: number): Flow {
  const relation = relationTo(planning, number)
  const via = planning.batches[number]?.via
  invariant(relation && via, 'a row stands under another')
  need(planning, via.batch, relation.on.map(({ from }) => from)) // prettier-ignore
  return { batch: via.batch, side: 'above', on: relation.on }
}

function ownerOf(planning: Planning, number: number): Owner | null {
  const relation = relationTo(planning, number)
  if (!relation) return null
  const { batch, on } = aboveOf(planning, number)
  const { through } = relation
  return { batch, on, through: through && { ...through, policy: planning.pairPolicies[number] ?? null } }
}

function pairOf(planning: Planning, number: number): Pair | null {
  const through = relationTo(planning, number)?.through
  if (!through) return null
  need(planning, number, through.on.map(({ to }) => to)) // prettier-ignore
  const { source } = tableById(planning.catalog, through.table)
  const own = through.on.map(({ from, to }) => ({ from: to, to: from }))
  return { table: through.table, source, above: aboveOf(planning, number), own }
}

// ───────── batches ─────────

function describeBatch(planning: Planning, { table: id, parents, limit, ...batch }: Batch, number: number): WriteBatch {
  const { catalog, needs } = planning
  const table = tableById(catalog, id)
  const key = keyOf(table)
  const others = [...(needs.get(number) ?? [])].filter((column) => !key.includes(column))
  const place = placeOf(planning, batch, number)
  return { table: id, source: table.source, place, parents, columns: [...key, ...others], keyLength: key.length, limit }
}

function placeOf(planning: Planning, { via, work }: Pick<Batch, 'via' | 'work'>, number: number): WriteBatch['place'] {
  const relation = relationTo(planning, number)
  if (!via || !relation) return null
  const then = work.kind === 'keyed' ? work.then.kind : 'insert'
  const what = then === 'insert' ? 'create' : then === 'nothing' ? 'update' : then
  return { ...via, what, many: relation.cardinality === 'many' }
}

function keyOf(table: Table): readonly string[] {
  const key = identityOf(table)
  invariant(key, 'a table that is written has a key')
  return key.columns
}

function sourcesOf(batches: readonly WriteBatch[], steps: readonly WriteStep[]): string[] {
  const written = steps.flatMap((step) => {
    if (step.kind === 'answer' || step.kind === 'check' || (step.kind === 'findKeys' && !step.lock)) return []
    if (step.kind === 'join' || step.kind === 'part') return [step.pair.source]
    // What is found is locked, which only a transaction that may write can do.
    return [batches[step.batch]!.source] // a batch of the plan
  })
  return [...new Set(written)].sort()
}
