import { valueOfKey } from '../sql/canonical-key.ts'
import { batchRows, flowTexts, parentsOf, typeOf } from './batch-rows.ts'
import type { Step, Writing } from './writing.ts'

/** The cells of a junction's rows: for each row of the batch what names the row above, then what names its own. */
export function pairTexts(
  { known }: Writing,
  { batch, pair }: Step<'join' | 'part'>,
): readonly (readonly { readonly text: string | null; readonly value: unknown }[])[] {
  const above = flowTexts(known, batch, pair.above)
  const own = batchRows(known, batch)
  const source = known.plan.batches[batch]! // a batch of the plan
  const ownTypes = pair.own.map(({ from }) => typeOf(known, source, from))
  return parentsOf(known, batch).map((_, at) => [
    ...pair.above.on.map((_pair, column) => above.text(at, column)),
    ...pair.own.map(({ from }, column) => {
      const text = own.columns.get(from)?.[at] ?? null
      return { text, value: text === null ? null : valueOfKey(ownTypes[column]!, text) } // a type for each column
    }),
  ])
}
