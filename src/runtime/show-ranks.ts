import type { Plan } from '../plan/plan.ts'
import { MARK_END, MARK_NEXT, MARK_START } from '../sql/marks.ts'
import type { CanonicalKey } from '../sql/statement.ts'
import { decoded, type Text } from './pieces.ts'
import { isPacked, type Members } from './read-probe.ts'

const rankMark = new RegExp(`${MARK_START}k(\\d+)${MARK_NEXT}(\\d+|null)${MARK_END}`, 'g')

/**
 * A text in which the ranks of a group's keys stand as marks, with the values in their place, as the far database has
 * written them: these may hold marks of their own.
 *
 * @param members what the lookups of the text's fetch answered: each key, its value's rank, the value's wire form
 */
export function showRanks({ fetches }: Plan, text: Text, members: ReadonlyMap<number, Members>): Text {
  if (members.size === 0) return text
  const values = new Map<string, Map<string, string>>()
  for (const [id, keys] of members) {
    if (!isPacked(keys) && fetches[id]?.lookup?.value.kind === 'key') values.set(String(id), valuesByRank(keys))
  }
  if (values.size === 0) return text
  return decoded(text).replace(rankMark, (_, id: string, rank: string) => values.get(id)?.get(rank) ?? 'null')
}

/** Equal values have one rank, and one wire form: which key has it is all the same. */
function valuesByRank(keys: readonly CanonicalKey[]): Map<string, string> {
  return new Map(keys.map((key) => [String(key.at(-2)), String(key.at(-1))]))
}
