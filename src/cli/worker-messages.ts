import type { MetricNumbers } from '../telemetry/merge-metrics.ts'
import type { ExitCode } from './exit-code.ts'

/** What the primary process of `heddle serve --workers N` tells a worker. */
export type WorkerOrder =
  | {
      readonly kind: 'start'
      /** What all workers encrypt cursors with, where the config has no secret. */
      readonly secret: string
      readonly port: number
    }
  | { readonly kind: 'reload' }
  | { readonly kind: 'tell metrics' }
  | { readonly kind: 'metrics of all'; readonly numbers: readonly MetricNumbers[] }
  | { readonly kind: 'stop' }

/** How a worker's start went. */
export type Started =
  | {
      readonly kind: 'ready'
      /** What the command says when it serves. */
      readonly banner: string
    }
  | StartFailure

export interface StartFailure {
  readonly kind: 'failed'
  /** What the command would end with, had it been the only process. */
  readonly code: ExitCode
  /** The error, printed. */
  readonly text: string
}

/** What a worker answers. */
export type WorkerReport =
  | Started
  | {
      /** First of all: orders are heard from now on. */
      readonly kind: 'listening'
    }
  | {
      readonly kind: 'reloaded'
      /** Why not, printed; null: it was. */
      readonly failure: string | null
    }
  | {
      /** Somebody asks it for `/metrics`: it needs the numbers of all. */
      readonly kind: 'metrics asked'
    }
  | {
      readonly kind: 'metrics'
      /** Its own; null: its config wants none. */
      readonly numbers: MetricNumbers | null
    }

/** Set in the environment of workers. */
export const workerMark = 'HEDDLE_WORKER'
