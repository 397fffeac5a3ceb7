import type { Relation, Table } from '../catalog/catalog.ts'
import { keyHolder } from '../catalog/key-holder.ts'
import { relationOf, tableById } from '../catalog/lookup.ts'
import { HeddleError } from '../errors.ts'
import { uniqueKey } from './bind-key.ts'
import type { Binding } from './binding.ts'
import type { Predicate } from './shape.ts'
import { changedBeside, createValues, givenValues } from './written-row.ts'
import { assertNamesRows } from './write-filter.ts'
import { guardsOf, type Guards } from './write-guards.ts'
import type { Assignment, Batch, BatchWork, CellGroup, Cells, Change, Conflict } from './write-shape.ts'

type Input = Readonly<Record<string, unknown>>

/** What is done with the rows of a batch. */
export type DraftWork =
  | { readonly kind: 'insert'; readonly conflict: Conflict | null }
  | { readonly kind: 'keyed'; readonly change: Change['kind'] }
  | { readonly kind: 'filtered'; readonly change: Change['kind']; readonly where: Predicate | null }
  | { readonly kind: 'changed'; readonly set: readonly Assignment[]; readonly where: Predicate | null }

/** A batch while rows are added to it. */
export interface BatchDraft {
  readonly number: number
  readonly table: Table
  readonly via: Batch['via']
  readonly work: DraftWork
  readonly guards: Guards
  readonly parents: number[]
  /** The cells of each row; those of a row to find are its key. */
  readonly rows: RowDraft[]
  readonly changes: Map<number, ChangeDraft>
}

type RowDraft = Map<string, unknown>

interface ChangeDraft {
  readonly set: RowDraft
  readonly added: ReadonlyMap<string, unknown>
}

/** The batches of one root field, while its input is walked. */
export interface Batches {
  root(table: Table, work: DraftWork): BatchDraft
  /** Adds a new row, and all that is written along with it. */
  insert(batch: BatchDraft, data: Input, parent: number | null): void
  /** What changes of the row at a position, and all that is written along with it. */
  change(batch: BatchDraft, position: number, data: Input, added: ReadonlyMap<string, unknown>): void
  finish(): Batch[]
}

export function collectBatches(binding: Binding): Batches {
  const drafts: BatchDraft[] = []
  const byPlace = new Map<string, BatchDraft>()

  function open(table: Table, via: Batch['via'], work: DraftWork): BatchDraft {
    const number = drafts.length
    const guards = guardsOf(binding, table, actionOf(via, work))
    const draft = { number, table, via, work, guards, parents: [], rows: [], changes: new Map() }
    drafts.push(draft)
    return draft
  }

  /** What is done to the rows of a batch, in the words of the rules. */
  function actionOf(via: Batch['via'], work: DraftWork): Parameters<typeof guardsOf>[2] {
    if (work.kind === 'insert') return 'create'
    if (work.kind === 'changed') return 'update'
    if (work.change !== 'connect') return work.change === 'delete' ? 'delete' : 'update'
    return holdsKey(via) ? 'update' : 'refer'
  }

  /** Whether the rows of a batch hold the key of the rows above. */
  function holdsKey(via: Batch['via']): boolean {
    const relation = relationOfParent(drafts, { via })
    return relation !== null && keyHolder(binding.catalog, relation) === 'to'
  }

  /** All rows that stand at one place of the input are one batch, whatever row they stand under. */
  function under(parent: BatchDraft, relation: Relation, name: string, work: DraftWork): BatchDraft {
    const place = `${parent.number} ${relation.name} ${name}`
    let draft = byPlace.get(place)
    if (!draft) {
      draft = open(tableById(binding.catalog, relation.to), { batch: parent.number, relation: relation.name }, work)
      byPlace.set(place, draft)
    }
    return draft
  }

  function insert(batch: BatchDraft, data: Input, parent: number | null): void {
    const cells = createValues(binding, batch.table, data)
    const position = batch.rows.push(cells) - 1
    if (parent !== null) batch.parents.push(parent)
    const relation = relationOfParent(drafts, batch)
    if (relation && keyHolder(binding.catalog, relation) === 'to') {
      for (const { to } of relation.on) fill(batch.table, { cells, data, relation }, to)
    }
    nested(batch, position, cells, data)
    assertComplete(batch.table, cells)
  }

  function change(batch: BatchDraft, position: number, data: Input, added: ReadonlyMap<string, unknown>): void {
    const set = givenValues(binding, batch.table, 'update', data)
    batch.changes.set(position, { set, added })
    nested(batch, position, set, data)
    if (set.size + added.size === 0) return
    addBeside(batch.table, set, added.keys())
  }

  function addBeside(table: Table, set: RowDraft, others: Iterable<string>): void {
    for (const [name, value] of changedBeside(binding, table, [...set.keys(), ...others])) set.set(name, value)
  }

  /** A row to find, which takes the keys of the row that it stands under where it holds them. */
  function connect(batch: BatchDraft, where: unknown, parent: number): void {
    const position = find(batch, where, parent)
    const relation = relationOfParent(drafts, batch)
    if (!relation || !holdsKey(batch.via)) return
    const set: RowDraft = new Map(relation.on.map(({ to }) => [to, undefined]))
    addBeside(batch.table, set, [])
    batch.changes.set(position, { set, added: new Map() })
  }

  function find(batch: BatchDraft, where: unknown, parent: number): number {
    assertNamesRows(where)
    const { columns, values } = uniqueKey(binding, batch.table, where as Input)
    batch.parents.push(parent)
    return batch.rows.push(new Map(columns.map((column, index) => [column, values[index]]))) - 1
  }

  function nested(batch: BatchDraft, position: number, cells: RowDraft, data: Input): void {
    for (const relation of batch.table.relations) {
      if (!Object.hasOwn(data, relation.name)) continue
      const input = data[relation.name] as Input | null | undefined
      if (relation.cardinality === 'one') one(batch, position, { cells, data, relation }, input ?? null)
      else if (input) many(batch, position, relation, input)
    }
  }

  function one(batch: BatchDraft, at: number, filling: Filling, input: Input | null): void {
    const { relation } = filling
    const holds = keyHolder(binding.catalog, relation) === 'from'
    if (holds) for (const { from } of relation.on) fill(batch.table, filling, from, input === null ? null : undefined)
    if (input === null) {
      if (holds) return
      throw new HeddleError('BAD_USER_INPUT', `"${relation.name}" is null, but the other row holds the key.`, {
        hint: `Change the row of ${tableById(binding.catalog, relation.to).plural} that refers here.`,
      })
    }
    many(batch, at, relation, Object.fromEntries(Object.entries(input).map(([name, row]) => [name, [row]])))
  }

  function many(batch: BatchDraft, at: number, relation: Relation, input: Input): void {
    for (const [name, list] of Object.entries(input)) {
      for (const item of (list as unknown[] | null) ?? []) {
        if (name === 'create') {
          insert(under(batch, relation, name, { kind: 'insert', conflict: null }), item as Input, at)
        } else if (name === 'update') {
          const { where, data } = item as { readonly where: unknown; readonly data: Input }
          const found = under(batch, relation, name, { kind: 'keyed', change: 'update' })
          change(found, find(found, where, at), data, new Map())
        } else if (name === 'delete') {
          find(under(batch, relation, name, { kind: 'keyed', change: name }), item, at)
        } else {
          connect(under(batch, relation, name, { kind: 'keyed', change: 'connect' }), item, at)
        }
      }
    }
  }

  return {
    root: (table, work) => open(table, null, work),
    insert,
    change,
    finish: () => drafts.map((draft) => finishBatch(binding, draft)),
  }
}

/** The relation that leads to a batch. */
function relationOfParent(drafts: readonly BatchDraft[], { via }: Pick<BatchDraft, 'via'>): Relation | null {
  if (via === null) return null
  const parent = drafts[via.batch]! // a batch stands before those under it
  return relationOf(parent.table, via.relation)
}

/** Cells of a row, what the request gave for them, and the relation that fills some. */
interface Filling {
  readonly cells: RowDraft
  readonly data: Input
  readonly relation: Relation
}

/** Leaves a cell to be filled by another row, or by a null. Relations over several columns may have one in common. */
function fill(table: Table, { cells, data, relation }: Filling, column: string, value: unknown = undefined): void {
  const twice = cells.has(column) && cells.get(column) === undefined && relation.on.length === 1
  if (Object.hasOwn(data, column) || twice) {
    throw new HeddleError('BAD_USER_INPUT', `"${column}" of ${table.plural} is given twice: a relation fills it too.`, {
      hint: 'Leave out one of both.',
    })
  }
  cells.set(column, value)
}

/** What no database could insert is refused before one is asked. */
function assertComplete(table: Table, cells: RowDraft): void {
  const missing = table.writes.create?.columns.find(
    ({ name, nullable, hasDefault }) => !nullable && !hasDefault && !cells.has(name),
  )
  if (!missing) return
  const relations = table.relations.filter(({ on, cardinality }) => {
    return cardinality === 'one' && on.some(({ from }) => from === missing.name)
  })
  const or = relations.map(({ name }) => ` or "${name}"`).join('')
  throw new HeddleError('BAD_USER_INPUT', `A new row of ${table.plural} needs "${missing.name}"${or}.`, {
    columns: [missing.name],
  })
}

// ───────── as shape and values ─────────

function finishBatch(binding: Binding, draft: BatchDraft): Batch {
  const keep = (value: unknown): number => binding.slots.derived(`written ${binding.slots.values.length}`, value)
  return {
    table: draft.table.id,
    via: draft.via,
    parents: draft.via === null ? null : keep(draft.parents),
    work: finishWork(draft, keep),
    check: draft.guards.check,
    limit: draft.guards.limit,
  }
}

type Keep = (value: unknown) => number

function finishWork(draft: BatchDraft, keep: Keep): BatchWork {
  const { work, guards } = draft
  const { policy } = guards
  switch (work.kind) {
    case 'insert':
      return { ...work, groups: groupCells([...draft.rows.entries()], keep) }
    case 'keyed': {
      const keys = groupCells([...draft.rows.entries()], keep)
      return { kind: 'keyed', keys, policy, then: finishChange(draft, work.change, keep) }
    }
    case 'filtered': {
      const { where, change } = work
      return { kind: 'filtered', policy, where, then: finishChange(draft, change, keep) }
    }
    case 'changed':
      return { ...work, policy }
  }
}

function finishChange({ changes }: BatchDraft, kind: Change['kind'], keep: Keep): Change {
  if (kind === 'delete' || kind === 'nothing') return { kind }
  const rows = [...changes].filter(([, { set, added }]) => set.size + added.size > 0)
  if (rows.length === 0 && kind === 'update') return { kind: 'nothing' }
  const cells = rows.map(([at, { set, added }]) => [at, new Map([...set, ...added])] as const)
  const addedAt = new Map(rows.map(([at, { added }]) => [at, [...added.keys()]]))
  return { kind, groups: groupCells(cells, keep, addedAt) }
}

/** Rows that give the same columns stand together: one statement writes them. */
function groupCells(
  rows: readonly (readonly [number, RowDraft])[],
  keep: Keep,
  added: ReadonlyMap<number, readonly string[]> = new Map(),
): CellGroup[] {
  const groups = new Map<string, { columns: string[]; added: readonly string[]; at: number[]; rows: unknown[][] }>()
  for (const [at, cells] of rows) {
    const columns = [...cells.keys()].sort()
    const adds = added.get(at) ?? []
    const key = JSON.stringify([columns, adds])
    let group = groups.get(key)
    if (!group) groups.set(key, (group = { columns, added: adds, at: [], rows: [] }))
    group.at.push(at)
    group.rows.push(columns.map((column) => cells.get(column)))
  }
  return [...groups.values()].map(({ columns, added: adds, at, rows: cells }) => {
    return { columns, added: adds, rows: keep({ at, rows: cells } satisfies Cells) }
  })
}
