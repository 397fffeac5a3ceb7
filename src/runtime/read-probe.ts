import type { Catalog, ColumnType } from '../catalog/catalog.ts'
import { columnOf, relationOf, tableById } from '../catalog/lookup.ts'
import type { LinkEnd, Probe } from '../plan/plan.ts'
import type { Cell } from '../source/source.ts'
import { countKeys, type PackedKeys } from '../sql/packed-keys.ts'
import type { CanonicalKey } from '../sql/statement.ts'
import { dialectOf } from './compile-plan.ts'

/** What a probe answered, or a lookup: keys with values behind them. Of a page of them, each by itself. */
export type Members = PackedKeys | readonly CanonicalKey[]

export function isPacked(members: Members): members is PackedKeys {
  return 'texts' in members
}

export function countMembers(members: Members): number {
  return isPacked(members) ? members.count : members.length
}

/** The keys that a probe answered, as they came. */
export function readProbe(catalog: Catalog, probe: Probe, cell: Cell): PackedKeys {
  return packedKeys(cell, keyTypes(catalog, probe, probe.near !== null))
}

/** An answer as the keys that it is. */
export function packedKeys(cell: Cell, as: Pick<PackedKeys, 'types' | 'canonicalKey'>): PackedKeys {
  if (cell === null) return { texts: [], count: 0, ...as }
  const text = cell instanceof Uint8Array ? cell : String(cell)
  return { texts: [text], count: countKeys(text), ...as }
}

/** Both lists as one; nothing is copied. */
export function joinKeys(a: PackedKeys | undefined, b: PackedKeys): PackedKeys {
  return a ? { ...b, texts: [...a.texts, ...b.texts], count: a.count + b.count } : b
}

/** Of which types the keys of a link's end are, and whose language wrote them. */
export function keyTypes(
  catalog: Catalog,
  end: LinkEnd,
  isNear: boolean,
): Pick<PackedKeys, 'canonicalKey'> & { types: readonly ColumnType[] } {
  const near = tableById(catalog, end.table)
  const table = isNear ? near : tableById(catalog, end.through?.table ?? relationOf(near, end.relation).to)
  const { canonicalKey } = dialectOf(catalog, table.source)
  return { types: end.columns.map((column) => columnOf(table, column).type), canonicalKey }
}
