import type { MetricNumbers, MetricPeers } from '../telemetry/merge-metrics.ts'
import type { WorkerReport } from './worker-messages.ts'

/** How long the primary process may take to tell what all have counted. Then this process tells its own. Milliseconds. */
const PATIENCE_MS = 3_000

/** What a worker counts, and what it hears of the others. */
export interface WorkerMetrics extends MetricPeers {
  /** What this process has counted; null where its config wants no metrics. */
  own(): Promise<MetricNumbers | null>
  /** The primary process has told the numbers of all. */
  heard(all: readonly MetricNumbers[]): void
}

/** @param report sends a message to the primary process */
export function createWorkerMetrics(report: (message: WorkerReport) => void): WorkerMetrics {
  let current: (() => Promise<MetricNumbers>) | undefined
  /** Of what was served before a reload. */
  let past: Promise<readonly MetricNumbers[]> = Promise.resolve([])
  let waiting: ((all: readonly MetricNumbers[]) => void)[] = []

  async function own(): Promise<MetricNumbers | null> {
    if (current === undefined) return null
    const { mergedNumbers } = await import('../telemetry/merge-metrics.ts')
    return mergedNumbers([...(await past), await current()])
  }
  return {
    own,
    offer(numbers) {
      if (current !== undefined) past = counted(own())
      current = numbers
    },
    async gather() {
      const all = new Promise<readonly MetricNumbers[]>((resolve) => {
        waiting.push(resolve)
        setTimeout(() => resolve([]), PATIENCE_MS).unref()
      })
      report({ kind: 'metrics asked' })
      const told = await all
      if (told.length > 0) return told
      const mine = await own()
      return mine === null ? [] : [mine]
    },
    heard(all) {
      for (const resolve of waiting) resolve(all)
      waiting = []
    },
  }
}

async function counted(numbers: Promise<MetricNumbers | null>): Promise<readonly MetricNumbers[]> {
  const { countedOf } = await import('../telemetry/merge-metrics.ts')
  const told = await numbers.catch(() => null)
  return told === null ? [] : [countedOf(told)]
}
