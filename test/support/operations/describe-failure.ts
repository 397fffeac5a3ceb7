import type { RunDetails } from 'fast-check'
import type { Operation } from './arbitrary-operation.ts'

/** What random operations came to: null where all held, else the smallest that did not, and how to draw it again. */
export function describeFailure(report: RunDetails<[Operation]>): string | null {
  if (!report.failed) return null
  const operation = report.counterexample?.[0]
  return [
    `after ${report.numRuns} operations: ${String(report.errorInstance)}`,
    `again: HEDDLE_RANDOM_SEED=${report.seed} HEDDLE_RANDOM_PATH=${report.counterexamplePath}`,
    operation?.document,
    `variables ${JSON.stringify(operation?.variables)} cursors ${JSON.stringify(operation?.cursors)}`,
  ].join('\n')
}
