import { customType } from 'drizzle-orm/sqlite-core'

/**
 * A decimal column of SQLite, declared with its digits: `decimal('total', { precision: 12, scale: 2 })` is
 * `total numeric(12,2)`. SQLite ignores the digits, but Heddle reads them: a declared scale is what makes exact sums
 * possible (as integers × 10^scale). In code a value is a string with `scale` digits after the point: `'12.50'`.
 *
 * Drizzle's own `numeric()` for SQLite declares no digits and reads 12.50 as `'12.5'`.
 *
 * @throws RangeError for more than 15 digits: SQLite keeps what is not whole as a 64-bit float, which holds 15 of them.
 */
export function decimal(name: string, { precision, scale }: { precision: number; scale: number }) {
  if (precision > 15)
    throw new RangeError(`decimal('${name}'): SQLite holds at most 15 digits exactly, not ${precision}.`)
  const text = (stored: number): string => stored.toFixed(scale)
  return customType<{ data: string; driverData: string; driverOutput: number; jsonData: number }>({
    dataType: () => `numeric(${precision},${scale})`,
    fromDriver: text,
    fromJson: text,
  })(name)
}
