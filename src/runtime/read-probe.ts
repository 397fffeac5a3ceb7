import type { Catalog } from '../catalog/catalog.ts'
import { columnOf, relationOf, tableById } from '../catalog/lookup.ts'
import { HeddleError } from '../errors.ts'
import type { Probe } from '../plan/plan.ts'
import type { Cell } from '../source/source.ts'
import { KEY_END, MARK_NEXT } from '../sql/marks.ts'
import type { CanonicalKey } from '../sql/statement.ts'
import { dialectOf } from './compile-plan.ts'
import { createKeySet } from './key-set.ts'
import { decoded } from './pieces.ts'

/** Keys, and how many were read, also such as equal nothing. */
export interface Probed {
  readonly keys: readonly CanonicalKey[]
  readonly read: number
}

/**
 * The keys that a probe answered, each once and in canonical form. What is no value of its type equals nothing, and is left
 * out.
 *
 * @throws HeddleError LIMIT_EXCEEDED
 */
export function readProbe(catalog: Catalog, probe: Probe, cell: Cell): Probed {
  if (cell === null) return { keys: [], read: 0 }
  const near = tableById(catalog, probe.table)
  const table = tableById(catalog, probe.through?.table ?? relationOf(near, probe.relation).to)
  const types = probe.columns.map((column) => columnOf(table, column).type)
  const dialect = dialectOf(catalog, table.source)
  const texts = (cell instanceof Uint8Array ? decoded(cell) : String(cell)).split(KEY_END)
  if (probe.first === null && texts.length > probe.most) throw tooManyKeys(catalog, probe)
  const keys = createKeySet()
  for (const text of texts) {
    const parts = types.length === 1 ? [text] : text.split(MARK_NEXT)
    const key = types.map((type, index) => dialect.canonicalKey(type, parts[index] ?? 'null'))
    if (!key.includes(null)) keys.add(key)
  }
  return { keys: keys.keys, read: texts.length }
}

/** The error of more keys than a probe may answer. */
export function tooManyKeys(catalog: Catalog, { table, relation, most }: Probe): HeddleError {
  const near = tableById(catalog, table)
  const far = tableById(catalog, relationOf(near, relation).to)
  return new HeddleError(
    'LIMIT_EXCEEDED',
    `The condition on ${near.typeName}.${relation} selects more than ${most} keys of ${far.source}; ` +
      'at most so many are carried from one database to another.',
    {
      source: far.source,
      table: far.typeName,
      hint: `Narrow the condition on ${relation}, so that fewer rows of ${far.plural} decide.`,
    },
  )
}
