import type { Catalog } from '../catalog/catalog.ts'
import { membersIn } from './members.ts'
import type { Planning } from './planning.ts'
import type { Fetch } from './plan.ts'
import { windowsOf, type FetchDraft } from './windows.ts'

/**
 * Decides, when all fetches are known, how each comes by the rows that conditions across links leave: with all keys of its
 * probes, or by looking in windows. A probe has a threshold where all who need its keys can do without them; a fetch whose
 * keys others need in full takes them too, and no window. So has one of near keys, where a merge can do without their ranks.
 *
 * @param drafts by id
 * @param sorted the same, in the order of the plan
 */
export function chooseStrategies(
  { catalog, planning }: { readonly catalog: Catalog; readonly planning: Planning },
  drafts: readonly FetchDraft[],
  sorted: readonly FetchDraft[],
): Fetch[] {
  const possible = new Map(drafts.map((draft) => [draft, windowsOf(catalog, planning, draft, drafts)]))
  const full = new Set(
    drafts.flatMap((draft) =>
      possible.get(draft)
        ? []
        : membersIn([draft.rows, draft.key, draft.probe, draft.lookup, draft.views]).map(({ fetch }) => fetch),
    ),
  )
  const few = new Set(drafts.map(({ merge }) => merge?.few?.fetch))
  return sorted.map((draft) => {
    const found = possible.get(draft) ?? null
    const windows = found?.probes.every(({ fetch }) => full.has(fetch)) ? null : found
    const spared = draft.probe?.near ? few.has(draft.id) : !draft.probe?.pages && !full.has(draft.id)
    const threshold = draft.probe && spared ? planning.keyThreshold : null
    const probe = draft.probe && { ...draft.probe, threshold }
    const { byView: _, ...fetch } = draft as FetchDraft & { readonly byView?: unknown }
    return { ...fetch, probe, windows, window: null, counted: draft.fills !== null }
  })
}
