import type { Table } from '../../src/catalog/catalog.ts'
import { columnOf, kindOf, type ReferenceData, type Row } from './tables.ts'
import { compareValues, divideHalfAway, parseExact, printExact, rescale, type Kind, type Wire } from './values.ts'

export type Fn = 'count' | 'sum' | 'avg' | 'min' | 'max'

/** The value of one function over one column of these rows; null over no values. */
export function aggregate(data: ReferenceData, table: Table, rows: readonly Row[], fn: Fn, column: string): Wire {
  const kind = kindOf(data, table, column)
  const values = rows.map((row) => row[column] ?? null).filter((value) => value !== null)
  if (fn === 'count') return countDistinct(kind, values)
  if (values.length === 0) return null
  if (fn === 'min' || fn === 'max') {
    const sorted = [...values].sort((a, b) => compareValues(kind, a, b))
    return (fn === 'min' ? sorted[0] : sorted.at(-1)) ?? null
  }
  if (kind.kind === 'float') {
    // A 32-bit float prints fewer digits than it is worth when it is added up.
    const is32bit = columnOf(table, column)?.type.sqlType === 'real'
    const total = values.reduce<number>((sum, value) => sum + (is32bit ? Math.fround(Number(value)) : Number(value)), 0)
    return fn === 'sum' ? total : total / values.length
  }
  const exact = values.map((value) => parseExact(String(value)))
  const scale = columnOf(table, column)?.type.scale ?? Math.max(...exact.map((value) => value.scale))
  const digits = exact.reduce((sum, value) => sum + rescale(value, scale).digits, 0n)
  if (fn === 'sum') return printExact({ digits, scale })
  const mean = divideHalfAway(digits * 10n ** 6n, BigInt(values.length))
  return printExact({ digits: mean, scale: scale + 6 })
}

/** What the answer of {@link aggregate} compares as. */
export function aggregateKind(data: ReferenceData, table: Table, fn: Fn, column: string): Kind {
  const kind = kindOf(data, table, column)
  if (fn === 'min' || fn === 'max' || kind.kind === 'float') return kind
  return { kind: fn === 'count' ? 'int' : 'decimal' }
}

function countDistinct(kind: Kind, values: readonly Wire[]): number {
  const seen: Wire[] = []
  for (const value of values) if (!seen.some((other) => compareValues(kind, other, value) === 0)) seen.push(value)
  return seen.length
}
