import { referenceCursor } from '../../reference/page.ts'

/**
 * Where two answers part, or null where they are alike: same values, same fields in the same order. Cursors are alike
 * where both are there; floats where they differ in the last digits of a sum.
 */
export function firstDifference(expected: unknown, actual: unknown, path = 'data'): string | null {
  if (Array.isArray(expected) && Array.isArray(actual)) {
    if (expected.length !== actual.length) return `${path}: expected ${expected.length} items, got ${actual.length}`
    for (const [index, item] of expected.entries()) {
      const difference = firstDifference(item, actual[index], `${path}[${index}]`)
      if (difference !== null) return difference
    }
    return null
  }
  if (isObject(expected) && isObject(actual)) {
    const [wanted, got] = [Object.keys(expected), Object.keys(actual)]
    if (wanted.join() !== got.join()) return `${path}: expected the fields ${wanted.join(', ')}, got ${got.join(', ')}`
    for (const key of wanted) {
      const difference = firstDifference(expected[key], actual[key], `${path}.${key}`)
      if (difference !== null) return difference
    }
    return null
  }
  return alike(expected, actual, /\.(?:sum|avg)\.\w+$/.test(path))
    ? null
    : `${path}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`
}

/** Of a sum of floats that cancel out, what is left is what their additions rounded: another number in another order. */
const CANCELLED = 1e-14

function alike(expected: unknown, actual: unknown, summed: boolean): boolean {
  if (typeof expected === 'string' && referenceCursor.test(expected)) return typeof actual === 'string' && actual !== ''
  if (typeof expected === 'number' && typeof actual === 'number') {
    const rounded = Math.max(Math.abs(expected) * 1e-12, summed ? CANCELLED : 0)
    return Math.abs(expected - actual) <= (isWhole(expected) && isWhole(actual) ? 0 : rounded)
  }
  return expected === actual
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

function isWhole(value: number): boolean {
  return Number.isSafeInteger(value)
}
