import { MARK_END, MARK_NEXT, MARK_START } from '../sql/marks.ts'
import { decoded } from './texts.ts'
import type { RankedKeys } from './read-lookup.ts'
import type { Members } from './read-probe.ts'

const rankMark = new RegExp(`${MARK_START}k(\\d+)${MARK_NEXT}(\\d+|null)${MARK_END}`, 'g')

/**
 * A text in which the ranks of a group's keys stand as marks, with the values in their place, as the far database has
 * written them: these may hold marks of their own.
 *
 * @param members what the lookups of the text's fetch answered
 */
export function showRanks(text: string | Uint8Array, members: ReadonlyMap<number, Members>): string | Uint8Array {
  if (members.size === 0) return text
  const shown = new Map<string, ReadonlyMap<string, string>>()
  for (const [id, keys] of members) {
    const values = 'shown' in keys ? (keys as RankedKeys).shown : null
    if (values) shown.set(String(id), values)
  }
  if (shown.size === 0) return text
  return decoded(text).replace(rankMark, (_, id: string, rank: string) => shown.get(id)?.get(rank) ?? 'null')
}
