import type { Configure } from './serving.ts'
import type { Terminal } from './terminal.ts'

/** What is to be served, where and how: the flags of `serve`, checked. */
export interface ServePlan {
  readonly configure: Configure
  readonly address: { readonly host: string; readonly port: number }
  /** Processes that serve. */
  readonly workers: number
  readonly json: boolean
  readonly terminal: Terminal
}
