/**
 * Numbers that a database hands over in parts, because its own arithmetic is not exact: 64-bit sums are split into
 * high × 2³² + low, decimals are integers × 10^scale. All arithmetic here is on BigInt.
 */

/** high × 2³² + low. */
export function joinHalves(high: string, low: string): bigint {
  return BigInt(high) * 4294967296n + BigInt(low)
}

/** An integer × 10^-scale as decimal text. @example decimalText(-1205n, 2) // '-12.05' */
export function decimalText(scaled: bigint, scale: number): string {
  const negative = scaled < 0n
  const digits = (negative ? -scaled : scaled).toString().padStart(scale + 1, '0')
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`
  return negative ? `-${text}` : text
}

/** sum × 10^-scale ÷ count, rounded half away from zero to scale + 6 digits. @example meanText(20n, 3n, 0) // '6.666667' */
export function meanText(sum: bigint, count: bigint, scale: number): string {
  const magnitude = (sum < 0n ? -sum : sum) * 1_000_000n
  const rounded = (2n * magnitude + count) / (2n * count)
  return decimalText(sum < 0n ? -rounded : rounded, scale + 6)
}
