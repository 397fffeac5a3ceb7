import type { Windows } from '../plan/plan.ts'
import type { Cell } from '../source/source.ts'
import type { PackedKeys } from '../sql/packed-keys.ts'
import type { CanonicalKey } from '../sql/statement.ts'
import { countIn } from './fill-page.ts'
import { createKeySet } from './key-set.ts'
import { joinKeys } from './read-probe.ts'

/** A row of a window: its own key, and for each probe the key that it is asked within. Null: none that equals anything. */
export interface WindowRow {
  readonly key: CanonicalKey | null
  readonly ends: readonly (CanonicalKey | null)[]
}

/** How the statements of a walk are run. */
export interface Walking {
  readonly windows: Windows
  /** Rows of a full page, with the one more that some pages read. */
  readonly wanted: number
  askWindow(size: number, skip: number): Promise<readonly WindowRow[]>
  /** The keys that the probe with this number, of the windows' probes, finds among `keys`. */
  askWithin(number: number, keys: readonly CanonicalKey[]): Promise<PackedKeys>
  /** The page within rows, and behind its texts how many rows it has. */
  askPage(rows: readonly CanonicalKey[], members: ReadonlyMap<number, PackedKeys>): Promise<readonly Cell[]>
}

/**
 * The page of a fetch that looks for it in windows: see `Windows` of the plan. Null where that is not the way: the page is
 * rare, or a row's key is no value of its type, so that the row cannot be asked for by it.
 *
 * @throws HeddleError LIMIT_EXCEEDED, and the errors of the statements
 */
export async function walkWindows(walking: Walking): Promise<readonly Cell[] | null> {
  const { windows, wanted, askWindow, askWithin, askPage } = walking
  const rows: CanonicalKey[] = []
  const members = new Map<number, PackedKeys>()
  for (let size = windows.first; ;) {
    const window = await askWindow(size, rows.length)
    for (const { key } of window) {
      if (key === null) return null
      rows.push(key)
    }
    await Promise.all(
      windows.probes.map(async ({ fetch }, number) => {
        const found = await askWithin(number, endsOf(window, number))
        members.set(fetch, joinKeys(members.get(fetch), found))
      }),
    )
    const page = await askPage(rows, members)
    const found = countIn(page.at(-1))
    if (found === wanted || window.length < size) return page
    if (rows.length >= windows.most) return null
    size = nextSize({ read: rows.length, found, wanted, most: windows.most })
  }
}

function endsOf(window: readonly WindowRow[], number: number): readonly CanonicalKey[] {
  const keys = createKeySet()
  for (const { ends } of window) {
    const end = ends[number]
    if (end) keys.add(end)
  }
  return keys.keys
}

/** As many rows as the share found so far promises to be enough, and at least as many as were read. */
function nextSize({
  read,
  found,
  wanted,
  most,
}: {
  read: number
  found: number
  wanted: number
  most: number
}): number {
  const promised = found === 0 ? read * 4 : Math.ceil((read * wanted * 1.25) / found)
  const total = Math.max(read * 2, Math.min(promised, read * 16))
  return Math.max(read, Math.min(total, Math.max(most, read * 2)) - read)
}
