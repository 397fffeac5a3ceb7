import type { Table } from '../catalog/catalog.ts'
import { columnOf, tableById } from '../catalog/lookup.ts'
import type { CellGroup, Cells } from '../plan/write-plan.ts'
import { valueOfKey } from '../sql/canonical-key.ts'
import type { CanonicalKey } from '../sql/statement.ts'
import { filledCells, keysOf } from './batch-rows.ts'
import { pairTexts } from './pair-rows.ts'
import type { ModelValues, RowWrite, WriteKind } from './table-hooks.ts'
import type { Step, Writing } from './writing.ts'

/** A step that writes rows. */
export type WritingStep = Step<'insert' | 'update' | 'change' | 'delete' | 'join' | 'part'>

/** What a step does to a table, row by row, as code of the config is told. */
export interface StepWrites {
  readonly table: Table
  readonly action: WriteKind
  readonly rows: readonly RowWrite[]
  /** Of each row its position in the batch. */
  readonly at: readonly number[]
}

/** The rows that a step writes. Before it has, the keys of new ones and of those that it finds itself are not known. */
export function stepWrites(writing: Writing, step: WritingStep, models: ModelValues): StepWrites {
  const { known, run } = writing
  const { catalog } = run
  const tableOf = (id: string): Table => tableById(catalog, id)
  const batch = known.plan.batches[step.batch]! // a batch of the plan
  const table = tableOf(batch.table)
  const done = known.batches.has(step.batch)
  const keys = done ? keysOf(known, step.batch).map((key) => keyRow(models, table, batch.columns, key)) : []
  switch (step.kind) {
    case 'insert': {
      const cells = step.groups.flatMap((group) => cellRows(writing, step, group, models, table))
      const rows = cells.map(({ at, row }) => ({ ...row, key: keys[at] ?? null }))
      return { table, action: step.conflict ? 'upsert' : 'create', rows, at: cells.map(({ at }) => at) }
    }
    case 'update': {
      const cells = step.groups.flatMap((group) => cellRows(writing, step, group, models, table))
      const rows = cells.map(({ at, row }) => ({ ...row, key: keys[at] ?? null }))
      return { table, action: 'update', rows, at: cells.map(({ at }) => at) }
    }
    case 'change': {
      const part = (adds: boolean) => step.set.filter((each) => each.adds === adds)
      const values = (adds: boolean) =>
        rowOf(
          models,
          table,
          part(adds).map(({ column, slot }) => [column, known.values[slot]]),
        )
      const change = { set: values(false), inc: values(true) }
      const rows = done ? keys.map((key) => ({ key, ...change })) : [{ key: null, ...change }]
      return { table, action: 'update', rows, at: rows.map((_, at) => at) }
    }
    case 'delete':
      return {
        table,
        action: 'delete',
        rows: keys.map((key) => ({ key, set: {}, inc: {} })),
        at: keys.map((_, at) => at),
      }
    case 'join':
    case 'part': {
      const junction = tableOf(step.pair.table)
      const columns = [...step.pair.above.on, ...step.pair.own].map(({ to }) => to)
      const rows = pairTexts(writing, step).map((row): RowWrite => {
        const key = rowOf(models, junction, row.map(({ value }, index) => [columns[index]!, value])) // prettier-ignore
        return { key, set: step.kind === 'join' ? key : {}, inc: {} }
      })
      return { table: junction, action: step.kind === 'join' ? 'create' : 'delete', rows, at: rows.map((_, at) => at) }
    }
  }
}

interface CellRow {
  readonly at: number
  readonly row: Pick<RowWrite, 'set' | 'inc'>
}

function cellRows(
  { known }: Writing,
  step: Step<'insert' | 'update'>,
  group: CellGroup,
  models: ModelValues,
  table: Table,
): CellRow[] {
  const cells = known.values[group.rows] as Cells
  const filled = filledCells(known, step.batch, group.columns, cells, step.flows)
  return filled.map((row, index) => {
    const entries = row.map((value, column): [string, unknown] => [group.columns[column]!, value]) // a cell for each
    const added = (name: string): boolean => group.added.includes(name)
    return {
      at: cells.at[index]!, // a position for each row
      row: {
        set: rowOf(models, table, entries.filter(([name]) => !added(name))), // prettier-ignore
        inc: rowOf(models, table, entries.filter(([name]) => added(name))), // prettier-ignore
      },
    }
  })
}

function keyRow(models: ModelValues, table: Table, columns: readonly string[], key: CanonicalKey): RowWrite['key'] {
  return rowOf(
    models,
    table,
    key.map((text, index) => {
      const name = columns[index]! // the key's columns stand first
      return [name, text === null ? null : valueOfKey(columnOf(table, name).type, text)]
    }),
  )
}

function rowOf(
  models: ModelValues,
  table: Table,
  cells: readonly (readonly [string, unknown])[],
): Readonly<Record<string, unknown>> {
  const ofTable = models.get(table.id)
  return Object.fromEntries(
    cells.map(([name, value]) => {
      const { sqlName, type } = columnOf(table, name)
      if (value === null || value === undefined) return [name, value]
      // A key that another row brings is its digits.
      const plain = type.kind === 'int' && typeof value === 'string' ? Number(value) : value
      return [name, ofTable?.get(sqlName)?.(plain) ?? plain]
    }),
  )
}
