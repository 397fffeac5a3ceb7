import { isDeepStrictEqual } from 'node:util'
import type { OpenSources } from './open-sources.ts'
import type { Statistics } from './plan/estimate.ts'

/** Numbers of rows older than this are read again, when somebody plans. Milliseconds. */
const FRESH_MS = 5 * 60_000

/** What databases say of the sizes of their tables, as it was read last. */
export interface StatisticsReader {
  /** Never waits: what is old is read anew meanwhile. The same object while nothing has changed that a plan could see. */
  current(): Statistics
  /** Reads them now. What cannot be read stays as it was. */
  refresh(): Promise<void>
}

/** Starts with nothing known. */
export function createStatistics({ countRows }: Pick<OpenSources, 'countRows'>): StatisticsReader {
  let statistics: Statistics = new Map()
  let readAt = -Infinity

  async function refresh(): Promise<void> {
    readAt = performance.now()
    try {
      const read = new Map([...(await countRows())].map(([id, rows]) => [id, magnitude(rows)]))
      if (!isDeepStrictEqual(read, statistics)) statistics = read
    } catch {
      // A database that is away says nothing of its tables: plans go by what it said before.
    }
  }

  return {
    current() {
      if (performance.now() - readAt > FRESH_MS) void refresh()
      return statistics
    },
    refresh,
  }
}

/** The power of ten that is nearest. */
function magnitude(rows: number): number {
  return rows < 1 ? 0 : 10 ** Math.round(Math.log10(rows))
}
