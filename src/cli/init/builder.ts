import type { ColumnDescription } from '../../catalog/description.ts'
import { literal } from './literal.ts'

/** How a column is declared: `integer`, its arguments after the name, and what Drizzle's package gives for it. */
export interface Builder {
  /** `integer`, or `custom('inet')`: what is called with the column's name. */
  readonly call: string
  /** `{ withTimezone: true }` */
  readonly options?: string
  /** What is imported for it. */
  readonly imports: readonly string[]
  /** MariaDB's `AUTO_INCREMENT` is a method of some builders only. */
  readonly counts?: boolean
}

/** Declares a type by its own name where Drizzle has no builder that means the same. */
export function customBuilder(sqlType: string, { type }: Pick<ColumnDescription, 'type'>): Builder {
  const helper = type.dimensions === 0 && typedAsText(type.kind) ? 'asText' : 'asItIs'
  return { call: `${helper}(${literal(sqlType)})`, imports: ['customType'] }
}

function typedAsText(kind: ColumnDescription['type']['kind']): boolean {
  return !['int', 'float', 'boolean', 'json', 'bytes'].includes(kind)
}
