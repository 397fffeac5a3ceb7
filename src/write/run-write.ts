import { tableById } from '../catalog/lookup.ts'
import { HeddleError, invariant } from '../errors.ts'
import type { Cells, WriteStep } from '../plan/write-plan.ts'
import { loadProbes } from '../runtime/load-probe.ts'
import type { CompiledPlan } from '../runtime/compile-plan.ts'
import { KEYS_PER_STATEMENT, runPlan, type PlanResult } from '../runtime/run-plan.ts'
import type { Ran, Running } from '../runtime/run-statement.ts'
import { keyOfValue } from '../sql/canonical-key.ts'
import type { CanonicalKey } from '../sql/statement.ts'
import { batchRows, filledCells, flowTexts, keepRows, keysOf, typeOf, type KnownRows } from './batch-rows.ts'
import { compareKeys } from './compare-keys.ts'
import type { CompiledStep } from './compile-mutation.ts'
import { assertFewRows, checkRows } from './hold-rules.ts'
import { insertBatch } from './insert-batch.ts'
import { pairTexts } from './pair-rows.ts'
import type { WritingStep } from './row-writes.ts'
import { afterStep, beforeStep } from './run-hooks.ts'
import { readRows, sendStatement } from './send-statement.ts'
import type { Committed } from './table-hooks.ts'
import { connectionsOf } from './unit-of-work.ts'
import type { Step, WriteRun, Writing } from './writing.ts'

/** What a write came to. */
export interface Written {
  /** Rows that were written. */
  readonly count: number
  /** What was read of them. */
  readonly result: PlanResult
  /** For when it is committed. */
  readonly committed: readonly Committed[]
}

/**
 * Runs the steps of a write, one after the other. It commits nothing. Rejects with the error of the first step that
 * fails, and of an answer that could not be read where was written.
 *
 * @param ran gets every statement that ran, also where the write fails
 */
export async function runWrite(run: WriteRun, ran: Ran[]): Promise<Written> {
  const { plan, steps } = run.write
  const known: KnownRows = { catalog: run.catalog, plan, values: run.values, batches: new Map() }
  const members = await loadMembers(run, run.write.probes, { ran, phase: 'filter' })
  const writing: Writing = { run, known, ran, members, updated: new Set(), committed: [], result: null }
  let written = false
  for (const [index, step] of plan.steps.entries()) {
    if (step.kind === 'check' && !written) {
      written = true
      writing.members = await loadMembers(run, run.write.checkProbes, { ran, phase: 'check' })
    }
    const writes = isWriting(step)
    if (writes) await beforeStep(writing, step)
    await runStep(writing, step, steps[index]!) // compiled with the plan
    if (writes) afterStep(writing, step)
    const looked = step.kind === 'findWhere' || step.kind === 'change'
    if (looked && plan.matched && batchRows(known, 0).count === 0) throw rowChanged(writing, 0)
    if (step.kind === 'findWhere' && batchRows(known, 0).count === 0) break
    if (step.kind !== 'answer') assertFewRows(known, step.batch)
  }
  const result = writing.result ?? nothing
  const { committed } = writing
  return { count: batchRows(known, 0).count, result: { ...result, ran }, committed }
}

const writingSteps: ReadonlySet<WriteStep['kind']> = new Set(['insert', 'update', 'change', 'delete', 'join', 'part'])

function isWriting(step: WriteStep): step is WritingStep {
  return writingSteps.has(step.kind)
}

const nothing: PlanResult = { answers: [], ran: [], flawed: false }

async function loadMembers(
  run: WriteRun,
  probes: CompiledPlan,
  told: Pick<Running, 'ran' | 'phase'>,
): Promise<Writing['members']> {
  if (probes.plan.fetches.length === 0) return new Map()
  return loadProbes({ ...run, compiled: probes }, connectionsOf(run.unit), told)
}

function runStep(writing: Writing, step: WriteStep, compiled: CompiledStep): Promise<void> {
  switch (step.kind) {
    case 'findWhere':
      return findWhere(writing, step, compiled)
    case 'findKeys':
      return findKeys(writing, step, compiled)
    case 'insert':
      return insertBatch(writing, step, compiled)
    case 'update':
      return update(writing, step, compiled)
    case 'check':
      return checkRows(writing, step, compiled)
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

async function findWhere(writing: Writing, { batch }: Step<'findWhere'>, compiled: CompiledStep): Promise<void> {
  const { rows } = await sendStatement(writing, batch, compiled, 0, { use: 'read' })
  keepRows(writing.known, batch, readRows(writing, batch, compiled, rows, 0))
}

async function findKeys(writing: Writing, step: Step<'findKeys'>, compiled: CompiledStep): Promise<void> {
  const { known } = writing
  const found: CanonicalKey[] = []
  for (const [index, group] of step.groups.entries()) {
    const { at, rows: cells } = known.values[group.rows] as Cells
    const matches = step.matches.filter((match) => match.group === index)
    invariant(
      matches.length === 0 || cells.length <= KEYS_PER_STATEMENT,
      'rows with a condition of their own are asked for at once',
    )
    const types = group.columns.map((column) => typeOf(known, known.plan.batches[step.batch]!, column))
    const owner = step.owner && flowTexts(known, step.batch, { ...step.owner, side: 'above' })
    const keys = cells.map((row, position) => [
      ...row.map((value, column) => keyOfValue(types[column]!, value)), // a type for each column
      ...(step.owner?.on.map((_, column) => owner!.text(at[position]!, column).text) ?? []), // owner is of step.owner
    ])
    const { rows } = await sendStatement(writing, step.batch, compiled, index, { keys, use: 'read' })
    const texts = readRows(writing, step.batch, compiled, rows, 1)
    rows.forEach((row, place) => (found[at[Number(row[0])]!] = texts[place]!)) // the position of a key
    const missing = at.findIndex((position) => found[position] === undefined)
    if (missing < 0) continue
    throw matches.some(({ row }) => row === missing) ? rowChanged(writing, step.batch) : missingRow(writing, step)
  }
  keepRows(known, step.batch, found)
}

function rowChanged({ known }: Writing, batch: number): HeddleError {
  const { plural } = tableById(known.catalog, known.plan.batches[batch]!.table)
  return new HeddleError(
    'ROW_CHANGED',
    `The row of ${plural} is not as \`ifMatch\` says: it was changed, or is gone.`,
    {
      table: plural,
      hint: 'Nothing was written. Read the row again, and decide again.',
    },
  )
}

function missingRow({ known }: Writing, { batch, owner }: Step<'findKeys'>): HeddleError {
  const { plural } = tableById(known.catalog, known.plan.batches[batch]!.table)
  const where = owner ? ' that belongs to the row above it' : ''
  return new HeddleError('ROW_NOT_FOUND', `There is no row of ${plural} with a key that was given${where}.`, {
    table: plural,
    hint: 'Nothing was written. Check the keys of connect, update and delete.',
  })
}

async function update(writing: Writing, step: Step<'update'>, compiled: CompiledStep): Promise<void> {
  const { known } = writing
  for (const [index, group] of step.groups.entries()) {
    const cells = known.values[group.rows] as Cells
    const filled = filledCells(known, step.batch, group.columns, cells, step.flows)
    const keys = keysOf(known, step.batch, cells.at)
    await sendStatement(writing, step.batch, compiled, index, { cells: filled, keys, use: 'write' })
  }
}

async function change(writing: Writing, { batch }: Step<'change'>, compiled: CompiledStep): Promise<void> {
  const { known } = writing
  const returns = compiled.dialect.writes.updateReturns
  const { rows } = await sendStatement(writing, batch, compiled, 0, { use: returns ? 'write' : 'read' })
  const { columns, keyLength } = known.plan.batches[batch]!
  const types = columns.slice(0, keyLength).map((column) => typeOf(known, known.plan.batches[batch]!, column))
  keepRows(known, batch, readRows(writing, batch, compiled, rows, 0).sort(compareKeys(types)))
  if (!returns && rows.length > 0) {
    await sendStatement(writing, batch, compiled, 1, { keys: keysOf(known, batch), use: 'write' })
  }
}

async function remove(writing: Writing, { batch }: Step<'delete'>, compiled: CompiledStep): Promise<void> {
  await sendStatement(writing, batch, compiled, 0, { keys: keysOf(writing.known, batch), use: 'write' })
}

async function pair(writing: Writing, step: Step<'join' | 'part'>, compiled: CompiledStep): Promise<void> {
  const texts = pairTexts(writing, step)
  const cells = texts.map((row) => row.map(({ value }) => value))
  const keys = texts.map((row) => row.map(({ text }) => text))
  await sendStatement(writing, step.batch, compiled, 0, { cells, keys, use: 'write' })
}

async function answer(writing: Writing): Promise<void> {
  const { run, known } = writing
  const result = await runPlan({ ...run, connections: connectionsOf(run.unit), keys: keysOf(known, 0) })
  writing.ran.push(...result.ran)
  const failed = result.answers.find(({ error }, fetch) => {
    const { source } = run.compiled.plan.fetches[fetch]! // a fetch of the plan
    return error !== null && run.write.plan.sources.includes(source)
  })
  if (failed?.error) throw failed.error
  writing.result = result
}
