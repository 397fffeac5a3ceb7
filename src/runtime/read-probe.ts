import type { Catalog } from '../catalog/catalog.ts'
import { columnOf, relationOf, tableById } from '../catalog/lookup.ts'
import { HeddleError } from '../errors.ts'
import type { LinkEnd, Lookup, Probe } from '../plan/plan.ts'
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
  const { types, dialect } = keyTypes(catalog, probe, probe.near !== null)
  const texts = textsIn(cell)
  if (probe.first === null && texts.length > probe.most) throw tooManyKeys(catalog, probe)
  const keys = createKeySet()
  for (const text of texts) {
    const parts = types.length === 1 ? [text] : text.split(MARK_NEXT)
    const key = types.map((type, index) => dialect.canonicalKey(type, parts[index] ?? 'null'))
    if (!key.includes(null)) keys.add(key)
  }
  return { keys: keys.keys, read: texts.length }
}

function keyTypes(catalog: Catalog, end: LinkEnd, isNear: boolean) {
  const near = tableById(catalog, end.table)
  const table = isNear ? near : tableById(catalog, end.through?.table ?? relationOf(near, end.relation).to)
  return {
    types: end.columns.map((column) => columnOf(table, column).type),
    dialect: dialectOf(catalog, table.source),
  }
}

function textsIn(cell: Cell): string[] {
  return (cell instanceof Uint8Array ? decoded(cell) : String(cell)).split(KEY_END)
}

/** What a lookup answered, and how many keys were read, also such as equal nothing. */
export interface Ranked {
  readonly ranked: readonly CanonicalKey[]
  readonly read: number
  /** Where in an entry the rank stands: behind the key. */
  readonly rankAt: number
}

/**
 * What a lookup answered: keys in canonical form, each followed by the rank of its value, its text if that was asked for, and
 * its comparisons.
 *
 * @throws HeddleError LIMIT_EXCEEDED
 */
export function readLookup(catalog: Catalog, lookup: Lookup, cell: Cell): Ranked {
  const rankAt = lookup.columns.length
  if (cell === null) return { ranked: [], read: 0, rankAt }
  const { types, dialect } = keyTypes(catalog, lookup, false)
  const texts = textsIn(cell)
  if (texts.length > lookup.most) throw tooManyRanks(catalog, lookup)
  const seen = createKeySet()
  const ranked: CanonicalKey[] = []
  for (const text of texts) {
    const parts = text.split(MARK_NEXT)
    const key = types.map((type, index) => dialect.canonicalKey(type, parts[index] ?? 'null'))
    if (key.includes(null) || seen.add(key) < ranked.length) continue
    const values = parts.slice(rankAt)
    // A value's wire form is last: marks that it holds are parted as values are.
    if (lookup.value.kind === 'key') values.splice(1, values.length, values.slice(1).join(MARK_NEXT))
    if (lookup.text) values[1] = String(JSON.parse(values[1] ?? 'null'))
    ranked.push([...key, ...values])
  }
  return { ranked, read: texts.length, rankAt }
}

function tooManyRanks(catalog: Catalog, { table, relation, most }: Lookup | Probe): HeddleError {
  const near = tableById(catalog, table)
  const far = tableById(catalog, relationOf(near, relation).to)
  return new HeddleError(
    'LIMIT_EXCEEDED',
    `The order by ${near.typeName}.${relation} needs more than ${most} keys of ${far.source}; ` +
      'at most so many are carried from one database to another.',
    {
      source: far.source,
      table: far.typeName,
      hint: `Filter ${near.plural}, so that fewer rows of ${far.plural} decide their order.`,
    },
  )
}

/** The error of more keys than a probe may answer. */
export function tooManyKeys(catalog: Catalog, probe: Probe): HeddleError {
  const { table, relation, most } = probe
  if (probe.near) return tooManyRanks(catalog, probe)
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
