import type { Plan } from './plan.ts'

/**
 * The most statements that a plan runs at each source while each of its key sets fits one chunk: one for each fetch. Data
 * moves the count only downwards (no keys, no statement) or by whole chunks.
 */
export function statementBound(plan: Plan): Readonly<Record<string, number>> {
  const bound: Record<string, number> = {}
  for (const fetch of plan.fetches) bound[fetch.source] = (bound[fetch.source] ?? 0) + 1
  return bound
}
