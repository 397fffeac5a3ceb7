/**
 * Numbers as SQLite is given them, where its own arithmetic would not be exact. All arithmetic here is on BigInt.
 */

/** A decimal × 10^scale, rounded towards minus infinity, and whether that left something out. */
export function scaleDecimal(text: string, scale: number): { readonly whole: bigint; readonly rest: boolean } {
  const negative = text.startsWith('-')
  const [integer = '0', fraction = ''] = text.replace(/^[+-]/, '').split('.')
  const digits = BigInt(integer + fraction.slice(0, scale).padEnd(scale, '0'))
  const rest = /[1-9]/.test(fraction.slice(scale))
  return { whole: negative ? -digits - (rest ? 1n : 0n) : digits, rest }
}

/**
 * An integer as it is; a number between two integers as their middle. Compared with integers, all numbers between two of
 * them are alike, and the middle is exact in floating point.
 */
export function integerOrMiddle({ whole, rest }: { readonly whole: bigint; readonly rest: boolean }): bigint | number {
  if (whole > MOST_INTEGER || whole < LEAST_INTEGER) return Number(whole)
  if (!rest) return whole
  return Number(whole) + (whole < MOST_WITH_HALVES && whole > -MOST_WITH_HALVES ? 0.5 : 0)
}

/** SQLite's integers. */
const MOST_INTEGER = 2n ** 63n - 1n
const LEAST_INTEGER = -(2n ** 63n)
/** Below it a float can stand between two whole numbers. */
const MOST_WITH_HALVES = 2n ** 52n

const highBias = 2n ** 62n

/** A sum, as the SQL of `aggregate.ts` writes it: high and low half in fixed width. A number between two integers stands behind the lower. */
export function sumKeyOf(text: string, scale: number): string {
  return fixedWidth(scaleDecimal(text, scale), 2n ** 32n, 10)
}

/** A mean, as the SQL of `aggregate.ts` writes it: with 6 digits more than its column. */
export function meanKeyOf(text: string, scale: number): string {
  return fixedWidth(scaleDecimal(text, scale + 6), 2n ** 32n * 1_000_000n, 16)
}

function fixedWidth({ whole, rest }: { whole: bigint; rest: boolean }, base: bigint, width: number): string {
  const low = ((whole % base) + base) % base
  const high = (whole - low) / base + highBias
  if (high < 0n) return ''
  if (high >= highBias * 2n) return 'x'
  return `${high.toString().padStart(19, '0')}${low.toString().padStart(width, '0')}${rest ? '5' : ''}`
}
