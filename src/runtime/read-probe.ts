import type { Catalog, ColumnType } from '../catalog/catalog.ts'
import { columnOf, relationOf, tableById } from '../catalog/lookup.ts'
import { HeddleError } from '../errors.ts'
import type { LinkEnd, Lookup, Probe } from '../plan/plan.ts'
import type { Cell } from '../source/source.ts'
import { KEY_END, MARK_NEXT } from '../sql/marks.ts'
import { countKeys, type PackedKeys } from '../sql/packed-keys.ts'
import type { CanonicalKey } from '../sql/statement.ts'
import { dialectOf } from './compile-plan.ts'
import { createKeySet } from './key-set.ts'
import { decoded } from './pieces.ts'

/** What a probe answered, or a lookup: keys with values behind them. */
export type Members = PackedKeys | readonly CanonicalKey[]

export function isPacked(members: Members): members is PackedKeys {
  return 'texts' in members
}

export function countMembers(members: Members): number {
  return isPacked(members) ? members.count : members.length
}

/** The keys that a probe answered, as they came. */
export function readProbe(catalog: Catalog, probe: Probe, cell: Cell): PackedKeys {
  const { types, canonicalKey } = keyTypes(catalog, probe, probe.near !== null)
  if (cell === null) return { texts: [], count: 0, types, canonicalKey }
  const text = cell instanceof Uint8Array ? cell : String(cell)
  return { texts: [text], count: countKeys(text), types, canonicalKey }
}

/** Both lists as one; nothing is copied. */
export function joinKeys(a: PackedKeys | undefined, b: PackedKeys): PackedKeys {
  return a ? { ...b, texts: [...a.texts, ...b.texts], count: a.count + b.count } : b
}

function keyTypes(
  catalog: Catalog,
  end: LinkEnd,
  isNear: boolean,
): Pick<PackedKeys, 'canonicalKey'> & { types: readonly ColumnType[] } {
  const near = tableById(catalog, end.table)
  const table = isNear ? near : tableById(catalog, end.through?.table ?? relationOf(near, end.relation).to)
  const { canonicalKey } = dialectOf(catalog, table.source)
  return { types: end.columns.map((column) => columnOf(table, column).type), canonicalKey }
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
  const { types, canonicalKey } = keyTypes(catalog, lookup, false)
  const texts = (cell instanceof Uint8Array ? decoded(cell) : String(cell)).split(KEY_END)
  if (texts.length > lookup.most) throw tooManyRanks(catalog, lookup, lookup.most)
  const seen = createKeySet()
  const ranked: CanonicalKey[] = []
  for (const text of texts) {
    const parts = text.split(MARK_NEXT)
    const key = types.map((type, index) => canonicalKey(type, parts[index] ?? 'null'))
    if (key.includes(null) || seen.add(key) < ranked.length) continue
    const values = parts.slice(rankAt)
    // A value's wire form is last: marks that it holds are parted as values are.
    if (lookup.value.kind === 'key') values.splice(1, values.length, values.slice(1).join(MARK_NEXT))
    if (lookup.text) values[1] = String(JSON.parse(values[1] ?? 'null'))
    ranked.push([...key, ...values])
  }
  return { ranked, read: texts.length, rankAt }
}

/** The error of an order that needs more keys than are moved for one. */
export function tooManyRanks(catalog: Catalog, { table, relation }: LinkEnd, most: number): HeddleError {
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
