/** An amount as the databases take it: `1250` cents are `'12.50'`. Amounts are counted in whole cents, never as floats. */
export function centsToText(cents: number): string {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`
}

/** The reverse: `'12.50'` is `1250`. */
export function textToCents(text: string): number {
  return Number(text.replace('.', ''))
}
