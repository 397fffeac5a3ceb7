import type { Table } from '../../../src/catalog/catalog.ts'
import { columnOf } from '../../reference/tables.ts'
import type { Wire } from '../../reference/values.ts'

/** Whether an aggregate is a float that was computed, not one of the column's own. */
export function isInexact(table: Table, fn: string, column: string): boolean {
  return (fn === 'sum' || fn === 'avg') && columnOf(table, column)?.type.kind === 'float'
}

/** A value to hold an aggregate against: databases add floats up in their own ways, and the last digits decide nothing. */
export function besideFloats(table: Table, fn: string, column: string, value: Wire): Wire {
  return typeof value === 'number' && isInexact(table, fn, column) ? value + 0.0123 : value
}
