import type { Relation, Table } from '../catalog/catalog.ts'
import { keyHolder } from '../catalog/key-holder.ts'
import { relationOf, tableById } from '../catalog/lookup.ts'
import { HeddleError } from '../errors.ts'
import type { BatchDraft, ChangeDraft, DraftWork, RowDraft } from './batch-draft.ts'
import { uniqueKey } from './bind-key.ts'
import type { Binding } from './binding.ts'
import type { Predicate } from './shape.ts'
import { finishBatch } from './finish-batch.ts'
import { changedBeside, createValues, givenValues } from './written-row.ts'
import { assertNamesRows, bindMatch } from './write-filter.ts'
import { guardsOf } from './write-guards.ts'
import type { Batch } from './write-shape.ts'

type Input = Readonly<Record<string, unknown>>

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
    const draft = { number, table, via, work, guards, parents: [], rows: [], changes: new Map(), matches: new Map() }
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
      const pairPolicy = pairPolicyOf(binding, relation, work)
      draft = open(
        tableById(binding.catalog, relation.to),
        { batch: parent.number, relation: relation.name, pairPolicy },
        work,
      )
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
    const changed = { set: givenValues(binding, batch.table, 'update', data), added: new Map(added) }
    batch.changes.set(position, changed)
    nested(batch, position, changed.set, data)
    if (changed.set.size + added.size > 0) addBeside(batch.table, changed)
  }

  function addBeside(table: Table, { set, added }: ChangeDraft): void {
    const beside = changedBeside(binding, table, [...set.keys(), ...added.keys()])
    for (const [name, value] of beside.set) set.set(name, value)
    for (const [name, value] of beside.added) added.set(name, value)
  }

  /** A row to find, which takes the keys of the row that it stands under where it holds them. */
  function connect(batch: BatchDraft, where: unknown, parent: number): void {
    const position = find(batch, where, parent)
    const relation = relationOfParent(drafts, batch)
    if (!relation || !holdsKey(batch.via)) return
    const changed: ChangeDraft = { set: new Map(relation.on.map(({ to }) => [to, undefined])), added: new Map() }
    addBeside(batch.table, changed)
    batch.changes.set(position, changed)
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
          const { where, data, ...rest } = item as { readonly where: unknown; readonly data: Input } & Input
          const found = under(batch, relation, name, { kind: 'keyed', change: 'update' })
          const position = find(found, where, at)
          const match = bindMatch(binding, found.table, rest)
          if (match) found.matches.set(position, match)
          change(found, position, data, new Map())
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

/** Which pairs of a junction count for rows that are found by them: those that the viewer sees, and may take out. */
function pairPolicyOf(binding: Binding, { through }: Relation, work: DraftWork): Predicate | null {
  if (!through || work.kind !== 'keyed' || work.change === 'connect') return null
  const junction = tableById(binding.catalog, through.table)
  return work.change === 'delete' ? guardsOf(binding, junction, 'delete').policy : binding.policyOf(junction)
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
