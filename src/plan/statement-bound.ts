import { mostPages } from './fill-pages.ts'
import { mostMergedPages } from './merge-order.ts'
import type { Fetch, Plan } from './plan.ts'
import type { WritePlan, WriteStep } from './write-plan.ts'
import { mostWindows } from './windows.ts'

/**
 * The most statements that a plan runs at each source while each of its key sets fits one chunk: one for each fetch, and
 * for one that a probe fills page by page, one each for each page. Data moves the count only downwards (no keys, no
 * statement; a full page) or by whole chunks. One that looks in windows has two for each window, and each of its probes one.
 */
export function statementBound(plan: Plan): Readonly<Record<string, number>> {
  const bound: Record<string, number> = {}
  const add = ({ source }: Fetch, count: number): void => {
    bound[source] = (bound[source] ?? 0) + count
  }
  for (const fetch of plan.fetches) {
    const filling = fetch.fills && plan.fetches[fetch.fills.fetch]
    if (filling) {
      const pages = pagesOf(filling)
      add(filling, pages)
      add(fetch, pages)
    } else if (pagesOf(fetch) === 0) add(fetch, isAskedAgain(fetch) ? 2 : 1)
    if (!fetch.windows) continue
    // Each window, and the page within it; after the last one all keys of the probes.
    const windows = mostWindows(fetch.windows)
    add(fetch, 2 * windows)
    for (const probe of fetch.windows.probes) add(plan.fetches[probe.fetch]!, windows + 1) // the plan's own
  }
  return bound
}

/** Near keys of which an ordered merge asks whether they are few: of many that do not lead it to its page, all are asked for. */
function isAskedAgain({ probe }: Fetch): boolean {
  return probe !== null && probe.near !== null && probe.threshold !== null
}

/** How many pages a probe or lookup answers at most; 0 where it answers all at once. */
function pagesOf({ probe, lookup }: Fetch): number {
  if (lookup?.page) return mostMergedPages(lookup.page)
  return probe?.pages ? mostPages(probe.pages) : 0
}

/** The most statements that a write's steps run at each source, for up to as many rows as one statement takes. */
export function writeBound({ batches, steps }: WritePlan): Readonly<Record<string, number>> {
  const bound: Record<string, number> = {}
  for (const step of steps) {
    if (step.kind === 'answer') continue
    const pair = step.kind === 'join' || step.kind === 'part' ? step.pair : null
    const source = pair?.source ?? batches[step.batch]!.source // a batch of the plan
    bound[source] = (bound[source] ?? 0) + statementsOf(step)
  }
  return bound
}

function statementsOf(step: WriteStep): number {
  switch (step.kind) {
    case 'insert':
      return (step.conflict ? 2 : step.groups.length) + (step.asks ? step.groups.length : 0)
    case 'findKeys':
    case 'update':
      return step.groups.length
    case 'change':
      return 2 // where an update cannot answer what it changed
    default:
      return 1
  }
}
