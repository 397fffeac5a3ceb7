import { parentsOf } from './batch-rows.ts'
import type { WritingStep } from './row-writes.ts'
import type { Writing } from './writing.ts'

/**
 * Where the row at a position of a step's batch stands in the arguments of its field.
 *
 * @example ['data', 'orders', 'create', 0, 'items', 'create', 2]
 */
export function inputPath(writing: Writing, { batch }: Pick<WritingStep, 'batch'>, at: number): (string | number)[] {
  const { known } = writing
  const { place } = known.plan.batches[batch]! // a batch of the plan
  if (place === null) return known.plan.action === 'create' && known.plan.many ? ['data', at] : ['data']
  const parents = parentsOf(known, batch)
  const parent = parents[at]! // each stands under one
  const above = inputPath(writing, { batch: place.batch }, parent)
  const index = parents.slice(0, at).filter((each) => each === parent).length
  return [
    ...above,
    place.relation,
    place.what,
    ...(place.many ? [index] : []),
    ...(place.what === 'update' ? ['data'] : []),
  ]
}
