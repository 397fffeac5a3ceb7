import type { Fetch, Predicate } from './plan.ts'

/**
 * About how many rows a table has, by its id; what is missing is not known. Powers of ten: a plan depends on no more, so
 * that it stays while a table merely grows.
 */
export type Statistics = ReadonlyMap<string, number>

/** About how many keys a probe answers; null where nobody knows how many rows its table has. */
export function estimatedKeys(statistics: Statistics, { rows, probe }: Pick<Fetch, 'rows' | 'probe'>): number | null {
  const all = statistics.get(rows.table)
  if (all === undefined) return null
  const share = shareOf(rows.policy) * (probe && !probe.holds ? 1 - shareOf(rows.where) : shareOf(rows.where))
  return all * share * (probe?.test ? UNKNOWN : 1)
}

const UNKNOWN = 0.5

/** Shares of rows that conditions are taken to leave, as databases do that know nothing of the values. */
function shareOf(predicate: Predicate | null): number {
  switch (predicate?.kind) {
    case undefined:
      return 1
    case 'and':
      return predicate.items.reduce((share, item) => share * shareOf(item), 1)
    case 'or':
      return Math.min(
        1,
        predicate.items.reduce((share, item) => share + shareOf(item), 0),
      )
    case 'not':
      return 1 - shareOf(predicate.item)
    case 'compare':
      return predicate.op === 'eq' ? 0.005 : predicate.op === 'ne' ? 0.995 : 1 / 3
    case 'in':
      return predicate.negated ? 0.95 : 0.05
    case 'null':
      return predicate.negated ? 0.9 : 0.1
    case 'like':
      return predicate.negated ? 0.9 : 0.1
    case 'contain':
      return 0.05
    default:
      return UNKNOWN
  }
}
