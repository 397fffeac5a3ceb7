import { useSyncExternalStore } from 'react'
import type { RunExplanation } from '../explain/explanation.ts'

/** What is known of the last run: how it went; that nothing was told of it; null before the first. */
export type LastRun = RunExplanation | 'not told' | null

let current: LastRun = null
const listeners = new Set<() => void>()

/** Keeps what a run told of itself, for all panes. */
export function keepRun(run: LastRun): void {
  current = run
  for (const listener of listeners) listener()
}

/** The last run; the component is drawn again when there is another. */
export function useLastRun(): LastRun {
  return useSyncExternalStore(subscribe, () => current)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
