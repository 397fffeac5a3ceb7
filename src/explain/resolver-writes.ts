import type { Cells, WritePlan } from '../plan/write-plan.ts'

/**
 * Statements that resolvers would have made to write: one for each row of the input that is inserted, changed, paired or deleted,
 * wherever it stands, and one where a condition says which rows. That they would have looked for rows first is not counted.
 *
 * @example createUser(data: {name: "Ann", orders: {create: [{total: "1.00"}, {total: "2.00"}]}}) // 3
 */
export function resolverWrites({ steps, batches }: WritePlan, values: readonly unknown[]): number {
  const rowsOf = (batch: number): number => {
    const slot = batches[batch]?.parents
    return typeof slot === 'number' ? (values[slot] as readonly number[]).length : 1 // of a condition
  }
  let count = 0
  for (const step of steps) {
    if (step.kind === 'insert' || step.kind === 'update') {
      for (const { rows } of step.groups) count += (values[rows] as Cells).at.length
    } else if (step.kind === 'change') count += 1
    else if (step.kind === 'delete' || step.kind === 'join' || step.kind === 'part') count += rowsOf(step.batch)
  }
  return count
}
