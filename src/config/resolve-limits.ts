import {
  operationLimitKeys,
  type OperationLimits,
  type RequestLimits,
  type ResolvedConfig,
  type RowLimits,
} from './resolved-config.ts'
import { resolveBudgets } from './resolve-budgets.ts'
import { count, duration, invalid, settings } from './setting.ts'

const requestLimitKeys = ['bodyBytes', 'documentLength', 'variableDepth', 'requests'] as const

/**
 * The config's `limits`, by who holds requests to them.
 *
 * @throws HeddleError CONFIG_INVALID
 */
export function resolveLimits(
  value: unknown,
): Pick<ResolvedConfig, 'rowLimits' | 'requestLimits' | 'operationLimits' | 'budgets'> {
  const known = [
    'defaultLimit',
    'maxLimit',
    'timeout',
    'sendTimeout',
    'budgets',
    ...requestLimitKeys,
    ...operationLimitKeys,
  ]
  const limits = settings(value, 'limits', [...new Set(known)])
  const time = <K extends string>(key: string, name: K) =>
    limits[key] === undefined ? {} : ({ [name]: duration(limits[key], `limits.${key}`) } as Record<K, number>)
  const requestLimits: RequestLimits = {
    ...counts(limits, requestLimitKeys),
    ...time('timeout', 'timeoutMs'),
    ...time('sendTimeout', 'sendMs'),
  }
  const operationLimits: OperationLimits = counts(limits, operationLimitKeys)
  return { rowLimits: rowLimitsOf(limits), requestLimits, operationLimits, budgets: resolveBudgets(limits['budgets']) }
}

function rowLimitsOf(limits: Readonly<Record<string, unknown>>): RowLimits {
  const maxLimit = limits['maxLimit'] === undefined ? 1_000 : count(limits['maxLimit'], 'limits.maxLimit')
  const defaultLimit =
    limits['defaultLimit'] === undefined
      ? Math.min(100, maxLimit)
      : count(limits['defaultLimit'], 'limits.defaultLimit')
  if (defaultLimit > maxLimit) throw invalid('limits.defaultLimit', 'is larger than limits.maxLimit')
  return { defaultLimit, maxLimit }
}

function counts<K extends string>(
  limits: Readonly<Record<string, unknown>>,
  keys: readonly K[],
): Partial<Record<K, number>> {
  const given = keys.filter((key) => limits[key] !== undefined)
  return Object.fromEntries(given.map((key) => [key, count(limits[key], `limits.${key}`)])) as Partial<
    Record<K, number>
  > // the keys are those given
}
