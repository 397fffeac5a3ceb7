import { columnOf, tableById } from '../catalog/lookup.ts'
import { HeddleError, invariant } from '../errors.ts'
import type { Cells, WriteStep } from '../plan/write-plan.ts'
import { loadProbes } from '../runtime/load-probe.ts'
import type { Members } from '../runtime/read-probe.ts'
import { KEYS_PER_STATEMENT, runPlan, type PlanResult } from '../runtime/run-plan.ts'
import { valueOf, type Ran, type Run } from '../runtime/run-statement.ts'
import type { Cell, Result } from '../source/source.ts'
import { keyOfValue, valueOfKey } from '../sql/canonical-key.ts'
import type { CanonicalKey, Statement } from '../sql/statement.ts'
import { batchRows, filledCells, flowTexts, keepRows, keysOf, parentsOf, typeOf, type KnownRows } from './batch-rows.ts'
import type { CompiledStep, CompiledWrite } from './compile-mutation.ts'
import { compareKeys } from './compare-keys.ts'
import { nameViolation } from './name-violation.ts'
import { connectionsOf, type UnitOfWork } from './unit-of-work.ts'

/** What a write runs with: what its answer's plan does, inside of a unit of work. */
export interface WriteRun extends Omit<Run, 'connections' | 'keys'> {
  readonly write: CompiledWrite
  readonly unit: UnitOfWork
}

/** What a write came to. */
export interface Written {
  /** Rows that were written. */
  readonly count: number
  /** What was read of them. */
  readonly result: PlanResult
}

/**
 * Runs the steps of a write, one after the other. It commits nothing. Rejects with the error of the first step that
 * fails, and of an answer that could not be read where was written.
 */
export async function runWrite(run: WriteRun): Promise<Written> {
  const { plan, steps } = run.write
  const known: KnownRows = { catalog: run.catalog, plan, values: run.values, batches: new Map() }
  const writing: Writing = { run, known, ran: [], members: await membersOf(run), result: null }
  for (const [index, step] of plan.steps.entries()) {
    await runStep(writing, step, steps[index]!) // compiled with the plan
    if (step.kind === 'findWhere' && batchRows(known, 0).count === 0) break
  }
  const result = writing.result ?? nothing
  return { count: batchRows(known, 0).count, result: { ...result, ran: [...writing.ran, ...result.ran] } }
}

const nothing: PlanResult = { answers: [], ran: [], flawed: false }

interface Writing {
  readonly run: WriteRun
  readonly known: KnownRows
  readonly ran: Ran[]
  /** What the probes of the filter answered. */
  readonly members: ReadonlyMap<number, Members>
  result: PlanResult | null
}

async function membersOf(run: WriteRun): Promise<Writing['members']> {
  const { probes } = run.write
  if (probes.plan.fetches.length === 0) return new Map()
  return loadProbes({ ...run, compiled: probes }, connectionsOf(run.unit))
}

function runStep(writing: Writing, step: WriteStep, compiled: CompiledStep): Promise<void> {
  switch (step.kind) {
    case 'findWhere':
      return findWhere(writing, step, compiled)
    case 'findKeys':
      return findKeys(writing, step, compiled)
    case 'insert':
      return insert(writing, step, compiled)
    case 'update':
      return update(writing, step, compiled)
    case 'attach':
      return attach(writing, step, compiled)
    case 'change':
      return change(writing, step, compiled)
    case 'delete':
      return remove(writing, step, compiled)
    case 'join':
    case 'part':
      return pair(writing, step, compiled)
    case 'answer':
      return answer(writing)
  }
}

type Step<K extends WriteStep['kind']> = Extract<WriteStep, { kind: K }>

async function findWhere(writing: Writing, { batch }: Step<'findWhere'>, compiled: CompiledStep): Promise<void> {
  const { rows } = await send(writing, batch, compiled, 0, { use: 'read' })
  keepRows(writing.known, batch, readRows(writing, batch, compiled, rows, 0))
}

async function findKeys(writing: Writing, step: Step<'findKeys'>, compiled: CompiledStep): Promise<void> {
  const { known } = writing
  const found: CanonicalKey[] = []
  for (const [index, group] of step.groups.entries()) {
    const { at, rows: cells } = known.values[group.rows] as Cells
    const types = group.columns.map((column) => typeOf(known, known.plan.batches[step.batch]!, column))
    const owner = step.owner && flowTexts(known, step.batch, { ...step.owner, side: 'above' })
    const keys = cells.map((row, position) => [
      ...row.map((value, column) => keyOfValue(types[column]!, value)), // a type for each column
      ...(step.owner?.on.map((_, column) => owner!.text(at[position]!, column).text) ?? []), // owner is of step.owner
    ])
    const { rows } = await send(writing, step.batch, compiled, index, { keys, use: 'read' })
    const texts = readRows(writing, step.batch, compiled, rows, 1)
    rows.forEach((row, place) => (found[at[Number(row[0])]!] = texts[place]!)) // the position of a key
    if (at.some((position) => found[position] === undefined)) throw missingRow(writing, step)
  }
  keepRows(known, step.batch, found)
}

function missingRow({ known }: Writing, { batch, owner }: Step<'findKeys'>): HeddleError {
  const { plural } = tableById(known.catalog, known.plan.batches[batch]!.table)
  const where = owner ? ' that belongs to the row above it' : ''
  return new HeddleError('ROW_NOT_FOUND', `There is no row of ${plural} with a key that was given${where}.`, {
    table: plural,
    hint: 'Nothing was written. Check the keys of connect, update and delete.',
  })
}

async function insert(writing: Writing, step: Step<'insert'>, compiled: CompiledStep): Promise<void> {
  const { known } = writing
  const inserted: CanonicalKey[] = []
  for (const [index, group] of step.groups.entries()) {
    const cells = known.values[group.rows] as Cells
    const filled = filledCells(known, step.batch, group.columns, cells, step.flows)
    const found = compiled.dialect.writes.upserts ? null : await upsertFound(writing, step, compiled, filled[0] ?? [])
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
  const { rows } = await send(writing, step.batch, compiled, index, { cells, use: 'write' })
  const texts = readRows(writing, step.batch, compiled, rows, 0)
  if (!step.conflict || texts.length > 0) return texts
  const kept = await findConflict(writing, step, compiled, cells[0] ?? [])
  invariant(kept, 'an upsert that wrote nothing leaves the row with its key')
  return [kept]
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
  const { rows } = await send(writing, step.batch, compiled, 1, { keys: [key], use: 'read' })
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
  if (found && compiled.statements.length > 2) {
    const columns = step.groups[0]?.columns ?? []
    const changed = step.conflict.update.map((name) => cells[columns.indexOf(name)])
    const key = found.slice(0, writing.known.plan.batches[step.batch]!.keyLength)
    await send(writing, step.batch, compiled, 2, { cells: [changed], keys: [key], use: 'write' })
  }
  return found
}

async function update(writing: Writing, step: Step<'update'>, compiled: CompiledStep): Promise<void> {
  const { known } = writing
  for (const [index, group] of step.groups.entries()) {
    const cells = known.values[group.rows] as Cells
    const filled = filledCells(known, step.batch, group.columns, cells, step.flows)
    const keys = keysOf(known, step.batch, cells.at)
    await send(writing, step.batch, compiled, index, { cells: filled, keys, use: 'write' })
  }
}

async function attach(writing: Writing, { batch, flow }: Step<'attach'>, compiled: CompiledStep): Promise<void> {
  const { known } = writing
  const texts = flowTexts(known, batch, flow)
  const keys = keysOf(known, batch)
  const cells = keys.map((_, at) => flow.on.map((_pair, column) => texts.text(at, column).value))
  await send(writing, batch, compiled, 0, { cells, keys, use: 'write' })
}

async function change(writing: Writing, { batch }: Step<'change'>, compiled: CompiledStep): Promise<void> {
  const { known } = writing
  const returns = compiled.dialect.writes.updateReturns
  const { rows } = await send(writing, batch, compiled, 0, { use: returns ? 'write' : 'read' })
  const { columns, keyLength } = known.plan.batches[batch]!
  const types = columns.slice(0, keyLength).map((column) => typeOf(known, known.plan.batches[batch]!, column))
  keepRows(known, batch, readRows(writing, batch, compiled, rows, 0).sort(compareKeys(types)))
  if (!returns && rows.length > 0) {
    await send(writing, batch, compiled, 1, { keys: keysOf(known, batch), use: 'write' })
  }
}

async function remove(writing: Writing, { batch }: Step<'delete'>, compiled: CompiledStep): Promise<void> {
  await send(writing, batch, compiled, 0, { keys: keysOf(writing.known, batch), use: 'write' })
}

async function pair(writing: Writing, step: Step<'join' | 'part'>, compiled: CompiledStep): Promise<void> {
  const { known } = writing
  const above = flowTexts(known, step.batch, step.pair.above)
  const own = batchRows(known, step.batch)
  const source = known.plan.batches[step.batch]!
  const ownTypes = step.pair.own.map(({ from }) => typeOf(known, source, from))
  const aboveOn = step.pair.above.on
  const texts = parentsOf(known, step.batch).map((_, at) => [
    ...aboveOn.map((_pair, column) => above.text(at, column)),
    ...step.pair.own.map(({ from }, column) => {
      const text = own.columns.get(from)?.[at] ?? null
      return { text, value: text === null ? null : valueOfKey(ownTypes[column]!, text) } // a type for each column
    }),
  ])
  const cells = texts.map((row) => row.map(({ value }) => value))
  const keys = texts.map((row) => row.map(({ text }) => text))
  await send(writing, step.batch, compiled, 0, { cells, keys, use: 'write' })
}

async function answer(writing: Writing): Promise<void> {
  const { run, known } = writing
  const result = await runPlan({ ...run, connections: connectionsOf(run.unit), keys: keysOf(known, 0) })
  const failed = result.answers.find(({ error }, fetch) => {
    const { source } = run.compiled.plan.fetches[fetch]! // a fetch of the plan
    return error !== null && run.write.plan.sources.includes(source)
  })
  if (failed?.error) throw failed.error
  writing.result = result
}

// ───────── statements ─────────

interface Given {
  readonly cells?: readonly (readonly unknown[])[]
  readonly keys?: readonly CanonicalKey[]
  readonly use: 'read' | 'write'
}

/** Runs a statement of a step, with as many rows at a time as one takes. None, where it has no rows to be for. */
async function send(
  writing: Writing,
  batch: number,
  { source, dialect, statements }: CompiledStep,
  index: number,
  { cells, keys, use }: Given,
): Promise<Result> {
  const statement = statements[index]! // one for each group
  const given = cells ?? keys
  const rows: (readonly Cell[])[] = []
  for (let from = 0; from < (given?.length ?? 1); from += KEYS_PER_STATEMENT) {
    const chunk = <T>(list: readonly T[] | undefined): readonly T[] =>
      list?.slice(from, from + KEYS_PER_STATEMENT) ?? []
    const started = performance.now()
    const values = statement.params.map((param) => {
      return valueOf(dialect, param, writing.run.values, {
        members: writing.members,
        own: chunk(keys),
        cells: chunk(cells),
      })
    })
    const result = await runNamed(writing, batch, source, { text: statement.text, values, prepare: true }, use)
    const shift = from === 0 ? result.rows : result.rows.map((row) => shifted(statement, row, from))
    for (const row of shift) rows.push(row)
    writing.ran.push({ fetch: null, source, keys: chunk(given).length, ms: performance.now() - started })
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
    throw nameViolation(known.catalog, tableById(known.catalog, known.plan.batches[batch]!.table), error)
  }
}

/** The columns of a batch from the cells of its statement, of which the first `skip` are none. */
function readRows(
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
