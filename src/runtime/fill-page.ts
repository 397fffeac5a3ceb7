import { invariant } from '../errors.ts'
import { keyPage, type KeyPage } from '../plan/fill-pages.ts'
import type { Fetch } from '../plan/plan.ts'
import type { Cell } from '../source/source.ts'
import type { PackedKeys } from '../sql/packed-keys.ts'
import { decoded } from './pieces.ts'
import { joinKeys } from './read-probe.ts'

/** A page of a probe's keys. */
export interface KeysFound {
  readonly keys: PackedKeys
  /** The greatest key that was looked at, found or not; null at the end of all. */
  last(): bigint | null
}

/** How the two statements of a page are run. */
export interface Filling {
  /** The fetch, and its probe in pages. */
  readonly fetch: Fetch
  readonly probe: Fetch
  /** One page of the probe's keys; null: all that are left. */
  askKeys(from: bigint, page: KeyPage | null): Promise<KeysFound>
  /** The fetch's rows among these keys. */
  askRows(keys: PackedKeys): Promise<readonly Cell[]>
  /** Called before statements run that must see what those before them saw: then all starts again. */
  settle(): Promise<boolean>
}

/** The smallest key that any database of ours holds. */
const smallest = -(2n ** 63n)

/**
 * The rows of a fetch that a probe fills: asked among the keys found so far, until they are as many as its limit says or
 * there are no further keys. The pages grow, so that few statements come to many keys.
 *
 * @throws HeddleError LIMIT_EXCEEDED, and the errors of the statements
 */
export async function fillPage({ fetch, probe, askKeys, askRows, settle }: Filling): Promise<readonly Cell[]> {
  const pages = probe.probe?.pages
  invariant(pages, 'a fetch is filled by a probe in pages')
  let from = smallest
  let keys: PackedKeys | undefined
  let row: readonly Cell[] | undefined
  for (let number = 0; ; number += 1) {
    const page = keyPage(pages, number)
    const found = await askKeys(from, page && { ...page, keys: page.keys - (keys?.count ?? 0) })
    keys = joinKeys(keys, found.keys)
    if (!row || found.keys.count > 0) row = await askRows(keys)
    const last = countIn(row.at(-1)) === fetch.rows.limit ? null : found.last()
    if (last === null) return row
    if (number === 0 && (await settle())) {
      from = smallest
      keys = undefined
      row = undefined
    } else from = last + 1n
  }
}

/** The number that a counted fetch answers behind its texts. */
export function countIn(cell: Cell | undefined): number {
  return Number(cell instanceof Uint8Array ? decoded(cell) : cell)
}
