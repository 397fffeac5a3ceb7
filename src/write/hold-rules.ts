import { tableById } from '../catalog/lookup.ts'
import { HeddleError } from '../errors.ts'
import type { WriteBatch } from '../plan/write-plan.ts'
import { batchRows, keysOf, type KnownRows } from './batch-rows.ts'
import type { CompiledStep } from './compile-mutation.ts'
import { sendStatement } from './send-statement.ts'
import type { Step, Writing } from './writing.ts'

/**
 * Holds the rows of a batch against what the role's rules want of them once all is written. The unit of work is rolled back
 * where one of them does not fulfil it.
 *
 * @throws HeddleError FORBIDDEN
 */
export async function checkRows(writing: Writing, step: Step<'check'>, compiled: CompiledStep): Promise<void> {
  const { known, updated } = writing
  if (step.of !== 'all' && (step.of === 'updated') !== updated.has(step.batch)) return
  const keys = keysOf(known, step.batch)
  const { rows } = await sendStatement(writing, step.batch, compiled, 0, { keys, use: 'read' })
  if (new Set(rows.map(([position]) => Number(position))).size === keys.length) return
  const { plural } = tableById(known.catalog, known.plan.batches[step.batch]!.table) // a batch of the plan
  throw new HeddleError('FORBIDDEN', `A row of ${plural} would be one that the role may not write.`, {
    table: plural,
    hint: 'Nothing was written. A rule of the permissions says what a written row must fulfil.',
  })
}

/**
 * Counts the rows of a table to which one thing is done, wherever they stand in the input: places are easily made more.
 *
 * @throws HeddleError LIMIT_EXCEEDED for more rows than the role may write by one field of a mutation
 */
export function assertFewRows(known: KnownRows, number: number): void {
  const { batches } = known.plan
  const batch = batches[number]! // a batch of the plan
  const { limit, table } = batch
  if (limit === null) return
  const done = actionOn(known, batch)
  const count = batches.reduce((sum, each, at) => {
    const same = each.table === table && actionOn(known, each) === done && known.batches.has(at)
    return same ? sum + batchRows(known, at).count : sum
  }, 0)
  if (count <= limit) return
  const { plural } = tableById(known.catalog, table)
  const message = `The mutation would write more than ${limit} rows of ${plural}, which is the most for this role.`
  throw new HeddleError('LIMIT_EXCEEDED', message, {
    table: plural,
    hint: 'Nothing was written. Write fewer at a time.',
  })
}

/** What is done to the rows of a batch, in the words of the rules. */
function actionOn({ plan }: KnownRows, { place }: WriteBatch): 'create' | 'update' | 'delete' {
  const what = place?.what ?? plan.action
  if (what === 'upsert') return 'create'
  return what === 'connect' ? 'update' : what
}
