import { invariant } from '../errors.ts'
import type { Cells } from '../plan/write-plan.ts'
import { KEYS_PER_STATEMENT } from '../runtime/run-plan.ts'
import { keyOfValue } from '../sql/canonical-key.ts'
import { upsertsAtOnce } from '../sql/compile-insert.ts'
import type { CanonicalKey } from '../sql/statement.ts'
import { filledCells, keepRows, typeOf } from './batch-rows.ts'
import type { CompiledStep } from './compile-mutation.ts'
import { readRows, sendStatement } from './send-statement.ts'
import type { Step, Writing } from './writing.ts'

/** Inserts the rows of a batch, by a statement for each set of columns; or the one row of an upsert. */
export async function insertBatch(writing: Writing, step: Step<'insert'>, compiled: CompiledStep): Promise<void> {
  const { known } = writing
  const inserted: CanonicalKey[] = []
  for (const [index, group] of step.groups.entries()) {
    const cells = known.values[group.rows] as Cells
    const filled = filledCells(known, step.batch, group.columns, cells, step.flows)
    const apart = step.conflict !== null && !upsertsAtOnce(compiled.dialect, step.conflict)
    const found = apart ? await upsertFound(writing, step, compiled, filled[0] ?? []) : null
    const texts = found ? [found] : await insertRows(writing, step, compiled, index, filled)
    invariant(texts.length === cells.at.length, 'an insert answers for every row')
    texts.forEach((text, place) => (inserted[cells.at[place]!] = text)) // a position for each row
  }
  keepRows(known, step.batch, inserted)
}

async function insertRows(
  writing: Writing,
  step: Step<'insert'>,
  compiled: CompiledStep,
  index: number,
  cells: readonly (readonly unknown[])[],
): Promise<CanonicalKey[]> {
  const { inserted } = compiled.statements[index]! // one for each group
  if (inserted) return insertAndAsk(writing, step, compiled, index, cells)
  const { rows } = await sendStatement(writing, step.batch, compiled, index, { cells, use: 'write' })
  const texts = readRows(writing, step.batch, compiled, rows, 0)
  if (!step.conflict || texts.length > 0) return texts
  const kept = await findConflict(writing, step, compiled, cells[0] ?? [])
  invariant(kept, 'an upsert that wrote nothing leaves the row with its key')
  return [kept]
}

/** Parameters that a statement of listed rows has at most: a server counts them in 16 bits. */
const MOST_PARAMETERS = 60_000

/** Inserts rows where an insert answers nothing, and asks for what it would have answered. */
async function insertAndAsk(
  writing: Writing,
  { batch, groups }: Step<'insert'>,
  compiled: CompiledStep,
  index: number,
  cells: readonly (readonly unknown[])[],
): Promise<CanonicalKey[]> {
  const { known } = writing
  const { each, inserted } = compiled.statements[index]! // one for each group
  invariant(inserted, 'an insert that answers nothing has a statement that asks')
  const { by, statement } = inserted
  const columns = groups[index]?.columns ?? []
  if (by === 'keys') {
    await sendStatement(writing, batch, compiled, index, { cells, use: 'write' })
    const key = known.plan.batches[batch]!.columns.slice(0, known.plan.batches[batch]!.keyLength)
    const types = key.map((name) => typeOf(known, known.plan.batches[batch]!, name))
    const keys = cells.map((row) => types.map((type, at) => keyOfValue(type, row[columns.indexOf(key[at]!)]))) // a type a column
    const { rows } = await sendStatement(writing, batch, compiled, statement, { keys, use: 'read' })
    const texts = readRows(writing, batch, compiled, rows, 1)
    const inOrder: CanonicalKey[] = []
    rows.forEach((row, place) => (inOrder[Number(row[0])] = texts[place]!)) // the position of a key
    return inOrder
  }
  const most = Math.min(KEYS_PER_STATEMENT, Math.floor(MOST_PARAMETERS / Math.max(each?.params.length ?? 1, 1)))
  const texts: CanonicalKey[] = []
  for (let from = 0; from < cells.length; from += most) {
    const some = cells.slice(from, from + most)
    await sendStatement(writing, batch, compiled, index, { cells: some, use: 'write' })
    const { rows } = await sendStatement(writing, batch, compiled, statement, { count: some.length, use: 'read' })
    texts.push(...readRows(writing, batch, compiled, rows, 0))
  }
  return texts
}

/** The row that has the key of an upsert. */
async function findConflict(
  writing: Writing,
  step: Step<'insert'>,
  compiled: CompiledStep,
  cells: readonly unknown[],
): Promise<CanonicalKey | null> {
  const { known } = writing
  const columns = step.groups[0]?.columns ?? []
  const key = (step.conflict?.key ?? []).map((name) => {
    return keyOfValue(typeOf(known, known.plan.batches[step.batch]!, name), cells[columns.indexOf(name)])
  })
  const { rows } = await sendStatement(writing, step.batch, compiled, 1, { keys: [key], use: 'read' })
  return readRows(writing, step.batch, compiled, rows, 1)[0] ?? null
}

/** An upsert where no insert can do it: the row is found, and changed by the third statement, if anything changes. */
async function upsertFound(
  writing: Writing,
  step: Step<'insert'>,
  compiled: CompiledStep,
  cells: readonly unknown[],
): Promise<CanonicalKey | null> {
  if (!step.conflict) return null
  const found = await findConflict(writing, step, compiled, cells)
  if (found) writing.updated.add(step.batch)
  if (found && compiled.statements.length > 2) {
    const columns = step.groups[0]?.columns ?? []
    const changed = step.conflict.update.map((name) => cells[columns.indexOf(name)])
    const key = found.slice(0, writing.known.plan.batches[step.batch]!.keyLength)
    await sendStatement(writing, step.batch, compiled, 2, { cells: [changed], keys: [key], use: 'write' })
  }
  return found
}
