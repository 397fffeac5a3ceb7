import { invariant } from '../errors.ts'
import { keyPage, type KeyPage } from '../plan/fill-pages.ts'
import type { Fetch } from '../plan/plan.ts'
import type { Cell } from '../source/source.ts'
import type { PackedKeys } from '../sql/packed-keys.ts'
import { decoded } from './texts.ts'
import { joinKeys } from './read-probe.ts'

/** A page of a probe's keys. */
export interface KeysFound {
  readonly keys: PackedKeys
  /** The greatest key that no row is left of, found or not; null at the end of all. */
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
  /** Whether all statements of a source see one snapshot. Until they do, each page is the only one: all starts again. */
  readonly settled: boolean
  settle(): Promise<void>
}

/** The smallest key that any database of ours holds. */
const smallest = -(2n ** 63n)

/** Pages that are tried on their own before a snapshot is taken for further ones: most requests need no more. */
const FREE_PAGES = 2

/**
 * The rows of a fetch that a probe fills: asked among the keys found so far, until they are as many as its limit says or
 * there are no further keys. The pages grow, so that few statements come to many keys.
 *
 * @throws HeddleError LIMIT_EXCEEDED, and the errors of the statements
 */
export async function fillPage(filling: Filling): Promise<readonly Cell[]> {
  const { fetch, probe, askKeys, askRows, settle } = filling
  const pages = probe.probe?.pages
  invariant(pages, 'a fetch is filled by a probe in pages')
  let { settled } = filling
  let state: Filled = nothingYet
  for (let number = 0; ; number += 1) {
    if (!settled && number === FREE_PAGES) {
      await settle()
      settled = true
      state = { ...nothingYet, sparse: state.sparse }
    } else if (!settled) state = { ...nothingYet, sparse: state.sparse }
    const page = keyPage(pages, number, state.sparse)
    const before: PackedKeys | null = state.keys
    const found = await askKeys(state.from, page && { ...page, keys: Math.max(1, page.keys - (before?.count ?? 0)) })
    const keys: PackedKeys = joinKeys(before ?? undefined, found.keys)
    // A key has one row at most: where there are too few so far, their rows need not be asked for.
    const further = keys.count < Number(fetch.rows.limit) ? found.last() : null
    if (further !== null) {
      state = { ...state, from: further + 1n, keys }
      continue
    }
    const row: readonly Cell[] = state.row && found.keys.count === 0 ? state.row : await askRows(keys)
    const rows = countIn(row.at(-1))
    const last = rows === fetch.rows.limit ? null : found.last()
    if (last === null) return row
    state = { from: last + 1n, keys, row, sparse: rows < keys.count }
  }
}

/** What the pages so far have brought. */
interface Filled {
  readonly from: bigint
  readonly keys: PackedKeys | null
  readonly row: readonly Cell[] | null
  /** Keys turned out to have no rows. */
  readonly sparse: boolean
}

const nothingYet: Filled = { from: smallest, keys: null, row: null, sparse: false }

/** The number that a counted fetch answers behind its texts. */
export function countIn(cell: Cell | undefined): number {
  return Number(cell instanceof Uint8Array ? decoded(cell) : cell)
}
