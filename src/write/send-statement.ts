import { columnOf, tableById } from '../catalog/lookup.ts'
import { HeddleError, type ErrorCode } from '../errors.ts'
import { KEYS_PER_STATEMENT } from '../runtime/run-plan.ts'
import { valueOf } from '../runtime/run-statement.ts'
import type { BoundStatement, Cell, Result } from '../source/source.ts'
import type { CanonicalKey, SqlValue, Statement } from '../sql/statement.ts'
import type { CompiledStep } from './compile-mutation.ts'
import { nameViolation } from './name-violation.ts'
import type { Writing } from './writing.ts'

/** What a statement of a step is sent with. */
export interface Given {
  readonly cells?: readonly (readonly unknown[])[]
  readonly keys?: readonly CanonicalKey[]
  /** How many rows a statement is about that has neither. */
  readonly count?: number
  readonly use: 'read' | 'write'
}

/**
 * Runs a statement of a step, with as many rows at a time as one takes. None, where it has no rows to be for.
 *
 * @param asked one of the step's, by its number, or what one of them asks after it
 */
export async function sendStatement(
  writing: Writing,
  batch: number,
  step: CompiledStep,
  asked: number | Statement,
  given: Given,
): Promise<Result> {
  const statement = typeof asked === 'number' ? step.statements[asked]! : asked // one for each group
  const length = (given.cells ?? given.keys)?.length ?? 1
  const rows: (readonly Cell[])[] = []
  for (let from = 0; from < length; from += KEYS_PER_STATEMENT) {
    const answered = await sendChunk(writing, batch, step, statement, chunkOf(given, from))
    for (const row of answered) rows.push(from === 0 ? row : shifted(statement, row, from))
  }
  return { rows }
}

/** As many rows as go into one statement. */
function chunkOf(given: Given, from: number): Given {
  const { cells, keys } = given
  const cut = <T>(list: readonly T[]): readonly T[] => list.slice(from, from + KEYS_PER_STATEMENT)
  return { ...given, ...(cells && { cells: cut(cells) }), ...(keys && { keys: cut(keys) }) }
}

/** Runs a statement and enters it in what ran, also where it fails. */
async function sendChunk(
  writing: Writing,
  batch: number,
  step: CompiledStep,
  statement: Statement,
  given: Given,
): Promise<Result['rows']> {
  const { number, source, table } = step
  const started = performance.now()
  const bound = bind(writing, step, statement, given)
  const tell = (wait: number, failure: { readonly error?: ErrorCode }): void => {
    writing.ran.push({
      ...{ phase: 'write', number, fetch: null, source, table, sql: bound.text },
      ...(writing.run.keepParameters ? { parameters: bound.values } : {}),
      ...{ keys: (given.cells ?? given.keys ?? []).length, started, wait, ms: performance.now() - started, ...failure },
    })
  }
  try {
    const { rows, spent } = await runNamed(writing, batch, source, bound, given.use)
    tell(spent?.waitMs ?? 0, {})
    return rows
  } catch (error) {
    tell(0, { error: error instanceof HeddleError ? error.code : 'INTERNAL_SERVER_ERROR' })
    throw error
  }
}

/** Text and values. One that lists its rows has the values of each behind its own. */
function bind(
  { run, members }: Writing,
  { dialect, table }: CompiledStep,
  { text, params, each }: Statement,
  { cells = [], keys = [], count }: Given,
): BoundStatement {
  const page = count === undefined ? {} : { page: { size: count } }
  const valuesOf = (given: Statement['params'], rows: typeof cells): SqlValue[] =>
    given.map((param) => valueOf(dialect, param, run.values, { members, own: keys, cells: rows, ...page }))
  if (!each) return { text, values: valuesOf(params, cells), table, prepare: true }
  return {
    text: text + cells.map(() => each.text).join(', '),
    values: [...valuesOf(params, cells), ...cells.flatMap((row) => valuesOf(each.params, [row]))],
    table,
    prepare: true,
  }
}

/** Positions count within a chunk; the first cell of a row that was found by its key is one. */
function shifted({ text }: Statement, row: readonly Cell[], by: number): readonly Cell[] {
  return text.startsWith('select') ? [Number(row[0]) + by, ...row.slice(1)] : row
}

async function runNamed(
  { run, known }: Writing,
  batch: number,
  source: string,
  statement: BoundStatement,
  use: Given['use'],
): Promise<Result> {
  try {
    return await run.unit.run(source, statement, use)
  } catch (error) {
    throw nameViolation(run, tableById(known.catalog, known.plan.batches[batch]!.table), error)
  }
}

/** The columns of a batch from the cells of its statement, of which the first `skip` are none. */
export function readRows(
  { known }: Writing,
  batch: number,
  { dialect }: CompiledStep,
  rows: Result['rows'],
  skip: number,
): CanonicalKey[] {
  const { table: id, columns } = known.plan.batches[batch]!
  const table = tableById(known.catalog, id)
  const types = columns.map((name) => columnOf(table, name).type)
  return rows.map((row) => types.map((type, index) => dialect.canonicalKey(type, String(row[skip + index]))))
}
