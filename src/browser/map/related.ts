import type { RunExplanation } from '../../explain/explanation.ts'
import type { Line, SchemaMap } from '../../map/schema-map.ts'

/** The tables that relations join with one, itself among them. */
export function relatedTo(table: string, { lines }: Pick<SchemaMap, 'lines'>): ReadonlySet<string> {
  const joined = lines.filter((line) => touches(line, table))
  return new Set([table, ...joined.flatMap(({ from, to }) => [from.table, to.table])])
}

/** Whether a relation has one of its ends at a table. */
export function touches({ from, to }: Pick<Line, 'from' | 'to'>, table: string): boolean {
  return from.table === table || to.table === table
}

/** The tables that a run has read or written: those of its statements, and those whose rows were read inside of others. */
export function askedTables({ ran, steps }: Pick<RunExplanation, 'ran' | 'steps'>): ReadonlySet<string> {
  const done = new Set(ran.map(({ step }) => step))
  return new Set(steps.flatMap(({ id, tables }) => (done.has(id) ? tables : [])))
}

/** A relation in words, from one of its ends: `orders: many in shop.orders (link)`. */
export function relationText({ kind, from, to }: Pick<Line, 'kind' | 'from' | 'to'>, table: string): string {
  const [near, far] = from.table === table ? [from, to] : [to, from]
  const name = near.field ?? near.columns.join(', ')
  return `${name}: ${far.many ? 'many' : 'one'} in ${far.table}${kind === 'link' ? ' (link)' : ''}`
}
