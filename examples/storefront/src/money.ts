/** Amounts are decimal strings, as the API sends them: no float ever holds one. */
const cents = (amount: string): bigint => {
  const [whole = '0', fraction = ''] = amount.split('.')
  return BigInt(whole + fraction.padEnd(2, '0').slice(0, 2))
}

/**
 * Σ price × quantity.
 *
 * @example totalOf([{ price: '12.50', quantity: 3 }]) // '37.50'
 */
export function totalOf(lines: readonly { readonly price: string; readonly quantity: number }[]): string {
  const sum = lines.reduce((total, { price, quantity }) => total + cents(price) * BigInt(quantity), 0n)
  const digits = sum.toString().padStart(3, '0')
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`
}

const format = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' })

/** `'1234.50'` as `€1,234.50`; what there is no sum of is nothing. */
export function showMoney(amount: string | null | undefined): string {
  return format.format((amount ?? '0') as `${number}`)
}
