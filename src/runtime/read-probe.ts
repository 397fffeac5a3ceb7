import type { Catalog, ColumnType } from '../catalog/catalog.ts'
import { columnOf, relationOf, tableById } from '../catalog/lookup.ts'
import type { Probe } from '../plan/plan.ts'
import type { Cell } from '../source/source.ts'
import { countKeys, type PackedKeys } from '../sql/packed-keys.ts'
import { dialectOf } from './compile-plan.ts'

/** The keys that a probe answered, as they came. */
export function readProbe(catalog: Catalog, probe: Probe, cell: Cell): PackedKeys {
  const { source, types } = farEnd(catalog, probe)
  const { canonicalKey } = dialectOf(catalog, source)
  if (cell === null) return { texts: [], count: 0, types, canonicalKey }
  const text = cell instanceof Uint8Array ? cell : String(cell)
  return { texts: [text], count: countKeys(text), types, canonicalKey }
}

/** Both lists as one; nothing is copied. */
export function joinKeys(a: PackedKeys | undefined, b: PackedKeys): PackedKeys {
  return a ? { ...b, texts: [...a.texts, ...b.texts], count: a.count + b.count } : b
}

function farEnd(catalog: Catalog, probe: Probe): { source: string; types: readonly ColumnType[] } {
  const near = tableById(catalog, probe.table)
  const table = tableById(catalog, probe.through?.table ?? relationOf(near, probe.relation).to)
  return { source: table.source, types: probe.columns.map((column) => columnOf(table, column).type) }
}
