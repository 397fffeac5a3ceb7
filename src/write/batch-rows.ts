import type { Catalog, ColumnType } from '../catalog/catalog.ts'
import { columnOf, tableById } from '../catalog/lookup.ts'
import { HeddleError, invariant } from '../errors.ts'
import type { Cells, Flow, WriteBatch, WritePlan } from '../plan/write-plan.ts'
import { valueOfKey } from '../sql/canonical-key.ts'
import type { CanonicalKey } from '../sql/statement.ts'

/** What is known of the rows of a batch: canonical texts, by column and position. */
export interface BatchRows {
  readonly count: number
  readonly columns: ReadonlyMap<string, readonly (string | null)[]>
}

/** The rows of all batches of one write, as far as it has come. */
export interface KnownRows {
  readonly catalog: Catalog
  readonly plan: WritePlan
  readonly values: readonly unknown[]
  readonly batches: Map<number, BatchRows>
}

export function batchRows(known: KnownRows, batch: number): BatchRows {
  const rows = known.batches.get(batch)
  invariant(rows, 'a batch is written before those that take its keys')
  return rows
}

/** Keeps rows by position; every position has its row by now. */
export function keepRows(known: KnownRows, number: number, rows: readonly CanonicalKey[]): void {
  const { columns } = known.plan.batches[number]! // a batch of the plan
  known.batches.set(number, {
    count: rows.length,
    columns: new Map(columns.map((name, index) => [name, rows.map((row) => row[index] ?? null)])),
  })
}

/** The keys of a batch's rows at these positions, or of all. */
export function keysOf(known: KnownRows, number: number, at?: readonly number[]): CanonicalKey[] {
  const { columns, keyLength } = known.plan.batches[number]! // a batch of the plan
  const rows = batchRows(known, number)
  const key = columns.slice(0, keyLength).map((name) => rows.columns.get(name) ?? [])
  const positions = at ?? Array.from({ length: rows.count }, (_, position) => position)
  return positions.map((position) => key.map((texts) => texts[position] ?? null))
}

/** For each row of a batch the position of the row above. */
export function parentsOf({ plan, values }: KnownRows, batch: number): readonly number[] {
  const slot = plan.batches[batch]?.parents
  return typeof slot === 'number' ? (values[slot] as readonly number[]) : []
}

export function typeOf(known: KnownRows, batch: Pick<WriteBatch, 'table'>, column: string): ColumnType {
  return columnOf(tableById(known.catalog, batch.table), column).type
}

/** The texts that a flow brings to a row, for each of its columns. */
export function flowTexts(known: KnownRows, batch: number, { batch: from, side, on }: Flow): FlowTexts {
  const rows = batchRows(known, from)
  const source = known.plan.batches[from]! // a batch of the plan
  const positions = side === 'above' ? parentsOf(known, batch) : inverse(parentsOf(known, from))
  const columns = on.map((pair) => ({
    to: pair.to,
    type: typeOf(known, source, pair.from),
    texts: rows.columns.get(pair.from) ?? [],
    from: pair.from,
  }))
  return {
    has: (at) => positions[at] !== undefined,
    text(at, column) {
      const found = columns[column]! // a pair of the flow
      const text = found.texts[positions[at] ?? -1] ?? null
      if (text === null) throw nothingToRefer(known, source, found.from)
      return { text, value: valueOfKey(found.type, text) }
    },
  }
}

export interface FlowTexts {
  /** Whether there is such a row: of several relations over one column each row has one. */
  has(at: number): boolean
  text(at: number, column: number): { readonly text: string; readonly value: unknown }
}

function inverse(parents: readonly number[]): number[] {
  const positions: number[] = []
  parents.forEach((parent, position) => (positions[parent] = position))
  return positions
}

function nothingToRefer(known: KnownRows, { table }: WriteBatch, column: string): HeddleError {
  const { plural } = tableById(known.catalog, table)
  return new HeddleError('BAD_USER_INPUT', `A row of ${plural} has no ${column} that another row could refer to.`, {
    columns: [column],
  })
}

/** The cells of a group with those in place that other rows fill. */
export function filledCells(
  known: KnownRows,
  batch: number,
  columns: readonly string[],
  cells: Cells,
  flows: readonly Flow[],
): readonly (readonly unknown[])[] {
  const filling = flows.flatMap((flow) => {
    const texts = flowTexts(known, batch, flow)
    return flow.on.map(({ to }, pair) => ({ column: columns.indexOf(to), pair, texts }))
  })
  if (filling.length === 0) return cells.rows
  return cells.rows.map((row, index) => {
    const filled = [...row]
    for (const { column, pair, texts } of filling) {
      const at = cells.at[index]! // a position for each row
      if (column >= 0 && row[column] === undefined && texts.has(at)) filled[column] = texts.text(at, pair).value
    }
    return filled
  })
}
