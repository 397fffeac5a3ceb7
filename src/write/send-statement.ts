import { columnOf, tableById } from '../catalog/lookup.ts'
import { HeddleError, type ErrorCode } from '../errors.ts'
import { KEYS_PER_STATEMENT } from '../runtime/run-plan.ts'
import { valueOf } from '../runtime/run-statement.ts'
import type { Cell, Result } from '../source/source.ts'
import type { CanonicalKey, SqlValue, Statement } from '../sql/statement.ts'
import type { CompiledStep } from './compile-mutation.ts'
import { nameViolation } from './name-violation.ts'
import type { UnitOfWork } from './unit-of-work.ts'
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
  { number, source, table, dialect, statements }: CompiledStep,
  asked: number | Statement,
  { cells, keys, count, use }: Given,
): Promise<Result> {
  const statement = typeof asked === 'number' ? statements[asked]! : asked // one for each group
  const given = cells ?? keys
  const rows: (readonly Cell[])[] = []
  for (let from = 0; from < (given?.length ?? 1); from += KEYS_PER_STATEMENT) {
    const chunk = <T>(list: readonly T[] | undefined): readonly T[] =>
      list?.slice(from, from + KEYS_PER_STATEMENT) ?? []
    const started = performance.now()
    const valuesOf = (params: Statement['params'], given: readonly (readonly unknown[])[]): SqlValue[] =>
      params.map((param) => {
        const page = count === undefined ? {} : { page: { size: count } }
        return valueOf(dialect, param, writing.run.values, {
          ...{ members: writing.members, own: chunk(keys), cells: given },
          ...page,
        })
      })
    const { each } = statement
    const listed = each ? chunk(cells) : []
    const text = statement.text + listed.map(() => each?.text).join(', ')
    const values = [
      ...valuesOf(statement.params, chunk(cells)),
      ...listed.flatMap((row) => valuesOf(each?.params ?? [], [row])),
    ]
    const bound = { text, values, table, prepare: true }
    const tell = (wait: number, failure: { readonly error?: ErrorCode }): void => {
      writing.ran.push({
        ...{ phase: 'write', number, fetch: null, source, table, sql: text },
        ...(writing.run.keepParameters ? { parameters: values } : {}),
        ...{ keys: chunk(given).length, started, wait, ms: performance.now() - started, ...failure },
      })
    }
    const result = await runNamed(writing, batch, source, bound, use).catch((error: unknown) => {
      tell(0, { error: error instanceof HeddleError ? error.code : 'INTERNAL_SERVER_ERROR' })
      throw error
    })
    tell(result.spent?.waitMs ?? 0, {})
    const shift = from === 0 ? result.rows : result.rows.map((row) => shifted(statement, row, from))
    for (const row of shift) rows.push(row)
  }
  return { rows }
}

/** Positions count within a chunk; the first cell of a row that was found by its key is one. */
function shifted({ text }: Statement, row: readonly Cell[], by: number): readonly Cell[] {
  return text.startsWith('select') ? [Number(row[0]) + by, ...row.slice(1)] : row
}

async function runNamed(
  { run, known }: Writing,
  batch: number,
  source: string,
  statement: Parameters<UnitOfWork['run']>[1],
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
