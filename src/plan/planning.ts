import type { Statistics } from './estimate.ts'

/** What a planner goes by beside catalog and shape: it decides how rows are found, never which. */
export interface Planning {
  readonly statistics: Statistics
  /**
   * Keys up to which a filter takes all keys of a probe rather than looking for its page. 20,000 keys cost their probe and
   * their consumer some 20 ms each.
   */
  readonly keyThreshold: number
  /** Rows of the first window. */
  readonly windowRows: number
  /** Rows after which a page that windows have not filled counts as rare. */
  readonly mostWindowRows: number
  /** Rows that the first page of a probe in pages looks at. */
  readonly pageRows: number
}

export const defaultPlanning: Planning = {
  statistics: new Map(),
  keyThreshold: 20_000,
  windowRows: 100,
  mostWindowRows: 20_000,
  pageRows: 2_000,
}
