import { didYouMean } from '../catalog/near-names.ts'
import { HeddleError } from '../errors.ts'

/** CONFIG_INVALID, whose message begins with the path of the wrong setting. Never holds its value: it may be a secret. */
export function invalid(path: string, what: string, hint?: string): HeddleError {
  return new HeddleError('CONFIG_INVALID', `${path} ${what}.`, hint === undefined ? {} : { hint })
}

/** A value as an object of settings, all of them known. Undefined: no setting. */
export function settings(value: unknown, path: string, known: readonly string[]): Readonly<Record<string, unknown>> {
  if (value === undefined) return {}
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(path, 'is no object')
  for (const key of Object.keys(value)) {
    if (!known.includes(key)) throw invalid(`${path}.${key}`, 'is no setting of Heddle', didYouMean(key, known))
  }
  return value as Readonly<Record<string, unknown>> // checked
}

export function text(value: unknown, path: string, hint?: string): string {
  if (typeof value === 'string' && value !== '') return value
  const what = value === undefined ? 'is missing' : value === '' ? 'is empty' : 'is no text'
  throw invalid(path, what, hint)
}

export function texts(value: unknown, path: string): readonly string[] {
  if (!Array.isArray(value)) throw invalid(path, 'is no list of texts')
  return value.map((item, i) => text(item, `${path}[${i}]`))
}

export function flag(value: unknown, path: string): boolean {
  if (typeof value === 'boolean') return value
  throw invalid(path, 'is neither true nor false')
}

/** A whole number of at least 1. */
export function count(value: unknown, path: string, least = 1): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value
  throw invalid(path, `is no whole number of at least ${least}`)
}

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const

/**
 * A time in milliseconds.
 *
 * @example duration('30s', 'limits.timeout') // 30_000
 */
export function duration(value: unknown, path: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(String(value)) ?? []
  const ms = typeof value === 'number' ? value : Number(amount) * unitMs[(unit ?? 'ms') as keyof typeof unitMs]
  if (Number.isFinite(ms) && ms > 0) return ms
  throw invalid(path, 'is no time', "Write milliseconds, or a number with its unit: '500ms', '30s', '5m', '1h'.")
}

/** One of a few words. */
export function oneOf<T extends string>(value: unknown, path: string, words: readonly T[]): T {
  const found = words.find((word) => word === value)
  if (found !== undefined) return found
  throw invalid(path, `is none of ${words.join(', ')}`)
}

export function fn<T>(value: unknown, path: string): T {
  if (typeof value === 'function') return value as T // its parameters cannot be looked at
  throw invalid(path, 'is no function')
}
