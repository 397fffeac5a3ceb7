import type { RequestBudgets } from './resolved-config.ts'
import { count, duration, settings } from './setting.ts'

const counted = ['keys', 'rows', 'statements', 'bytes', 'answerRows', 'answerCells'] as const

/**
 * The config's `limits.budgets`, as far as it says something; `runtime/` has the defaults.
 *
 * @throws HeddleError CONFIG_INVALID
 */
export function resolveBudgets(value: unknown): RequestBudgets {
  const path = 'limits.budgets'
  const given = settings(value, path, [...counted, 'time'])
  const counts = counted.filter((key) => given[key] !== undefined)
  return {
    ...Object.fromEntries(counts.map((key) => [key, count(given[key], `${path}.${key}`)])),
    ...(given['time'] === undefined ? {} : { timeMs: duration(given['time'], `${path}.time`) }),
  }
}
