import { nextPage } from '../plan/merge-order.ts'
import type { LookupPage } from '../plan/plan.ts'
import type { Cell } from '../source/source.ts'
import type { CanonicalKey } from '../sql/statement.ts'
import { countIn } from './fill-page.ts'
import type { Ranked } from './read-lookup.ts'

/** How the two statements of an ordered merge are run. */
export interface Merging {
  readonly page: LookupPage
  /** Rows that the fetch skips, and those that it answers where there are enough: with the one that shows that there are more. */
  readonly skipped: number
  readonly wanted: number
  /** The first keys in the order of their values, each followed by its rank. */
  askRanks(size: number): Promise<Ranked>
  /** The fetch's rows among these keys, and behind the texts of its views how many they are. */
  askRows(ranked: readonly CanonicalKey[]): Promise<readonly Cell[]>
}

/** The row of the merge; or null where keys alone do not fill the page, and then all keys, if they are known. */
export type Merged =
  { readonly row: readonly Cell[] } | { readonly row: null; readonly ranked: readonly CanonicalKey[] | null }

/**
 * The rows of a fetch in the order of a value across a link: asked among the first keys, then among more, until they are as
 * many as wanted. Of keys that share a value, all are given or none: one that is missing may have the row that comes first.
 */
export async function mergePage({ page, skipped, wanted, askRanks, askRows }: Merging): Promise<Merged> {
  let size: number | null = page.first + skipped <= page.most ? page.first + skipped : null
  for (; size !== null; size = nextPage(page, size)) {
    const { ranked, read, rankAt } = await askRanks(size)
    const isAll = read < size
    const whole = isAll ? ranked : withoutLast(ranked, rankAt, page.direction)
    if (whole.length > 0) {
      const row = await askRows(whole)
      if (countIn(row.at(-1)) >= wanted) return { row }
    }
    if (isAll) return { row: null, ranked: page.from === null ? ranked : null }
  }
  return { row: null, ranked: null }
}

/** Without the keys of the last value: there may be more of them behind the end of the page. */
function withoutLast(
  ranked: readonly CanonicalKey[],
  rankAt: number,
  direction: LookupPage['direction'],
): CanonicalKey[] {
  const rankOf = (entry: CanonicalKey): number => Number(entry[rankAt])
  const sign = direction === 'asc' ? 1 : -1
  const last = ranked.reduce((most, entry) => Math.max(most, sign * rankOf(entry)), -Infinity)
  return ranked.filter((entry) => sign * rankOf(entry) < last)
}
