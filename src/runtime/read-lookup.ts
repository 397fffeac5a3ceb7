import type { Catalog } from '../catalog/catalog.ts'
import type { Lookup } from '../plan/plan.ts'
import type { Cell } from '../source/source.ts'
import { KEY_END, MARK_NEXT } from '../sql/marks.ts'
import { entryTypes } from '../sql/compile-looked.ts'
import { eachKey, readKey, type PackedKeys } from '../sql/packed-keys.ts'
import type { CanonicalKey } from '../sql/statement.ts'
import { keyTypes, packedKeys } from './read-probe.ts'
import { decoded } from './texts.ts'

/** What a lookup answered, as it came: behind each key the rank of its value, and what else was asked of it. */
export interface RankedKeys extends PackedKeys {
  /** By rank: the wire form of the value, where groups show it. */
  readonly shown: ReadonlyMap<string, string> | null
}

/** What a lookup answered. */
export function readLookup(catalog: Catalog, lookup: Lookup, cell: Cell): RankedKeys {
  const { types: keys, canonicalKey } = keyTypes(catalog, lookup, false)
  const types = [...keys, ...entryTypes(lookup)]
  const packed = packedKeys(cell, { types, canonicalKey })
  return { ...packed, shown: lookup.value.kind === 'key' ? shownIn(packed) : null }
}

/** The first entry of a rank has the wire form last of all: marks that it holds are parted as entries are. */
function shownIn(keys: PackedKeys): ReadonlyMap<string, string> {
  const shown = new Map<string, string>()
  const before = keys.types.length
  eachKey(keys, (bytes, from, to) => {
    if (!hasMarks(bytes, from, to, before)) return
    const parts = bytes.toString('utf8', from, to).split(MARK_NEXT)
    shown.set(parts[before - 1] ?? '', parts.slice(before).join(MARK_NEXT))
  })
  return shown
}

const next = MARK_NEXT.charCodeAt(0)

function hasMarks(bytes: Buffer, from: number, to: number, count: number): boolean {
  let left = count
  for (let at = from; at < to && left > 0; at += 1) if (bytes[at] === next) left -= 1
  return left === 0
}

/** The keys of a page of ranks, and how many entries were read, also of keys that equal nothing. */
export interface Ranked {
  readonly ranked: readonly CanonicalKey[]
  readonly read: number
  /** Where in an entry the rank stands: behind the key. */
  readonly rankAt: number
}

/** A page of ranks, key by key. */
export function readRankedPage(catalog: Catalog, lookup: Lookup, cell: Cell): Ranked {
  const packed = readLookup(catalog, lookup, cell)
  const wires = packed.texts.flatMap((text) => decoded(text).split(KEY_END))
  const ranked = wires.map((wire) => readKey(packed, wire)).filter((key) => key !== null)
  return { ranked, read: packed.count, rankAt: lookup.columns.length }
}
