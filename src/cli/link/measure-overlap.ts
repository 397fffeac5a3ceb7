import type { Column } from '../../catalog/catalog.ts'
import { HeddleError } from '../../errors.ts'
import type { OpenHeddle } from '../../start.ts'
import type { Candidate } from './find-candidates.ts'

/** How many of the values that were looked at have a row on the one side. */
export interface Overlap {
  readonly looked: number
  readonly found: number
}

/** Values from each end of the column's order: what was written last often differs from what was written first. */
const fromEachEnd = 100

/**
 * Asks the API itself, as anybody could: distinct values of the many side, then which of them the one side has.
 *
 * @throws HeddleError what the databases answer with
 */
export async function measureOverlap(heddle: OpenHeddle, { one, key, many, column }: Candidate): Promise<Overlap> {
  const groups = (order: 'asc' | 'desc') =>
    `${order}: ${many.plural}GroupBy(by: [{ column: ${column.name} }], where: { ${column.name}: { isNull: false } },
      orderBy: [{ key: { ${column.name}: ${order} } }], limit: ${fromEachEnd}) { key { ${column.name} } }`
  const sampled = await ask<{ asc: Group[]; desc: Group[] }>(heddle, `{ ${groups('asc')} ${groups('desc')} }`)
  const values = new Set([...sampled.asc, ...sampled.desc].map((group) => written(group.key[column.name], column)))
  if (values.size === 0) return { looked: 0, found: 0 }
  const { matching } = await ask<{ matching: { count: number } }>(
    heddle,
    `{ matching: ${one.plural}Aggregate(where: { ${key.name}: { in: [${[...values].join(', ')}] } }) { count } }`,
  )
  return { looked: values.size, found: matching.count }
}

interface Group {
  readonly key: Readonly<Record<string, unknown>>
}

/** A value as a document writes it: an enum's by its name. */
function written(value: unknown, { type }: Column): string {
  return type.kind === 'enum' ? String(value) : JSON.stringify(value)
}

async function ask<Data>(heddle: OpenHeddle, document: string): Promise<Data> {
  const { data, errors } = await heddle.execute(document)
  const [error] = errors ?? []
  if (error === undefined) return data as Data
  throw error.originalError instanceof HeddleError ? error.originalError : error
}
