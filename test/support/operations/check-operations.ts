import { setFlagsFromString } from 'node:v8'
import * as fc from 'fast-check'
import type { Operation } from './arbitrary-operation.ts'

// Thousands of operations go through the same functions: they are worth compiling, unlike what most tests do (vitest.config.ts).
setFlagsFromString('--interrupt-budget=67584') // V8's own

/** How many operations are under way at a time: while databases answer one, the next are drawn and planned. */
const TOGETHER = 4

export interface Sample {
  /** Operations in all. */
  readonly count: number
  readonly seed: number
  /** What a failure printed, for that one operation. */
  readonly path?: string | undefined
}

/** What random operations came to: null where all held, else the smallest that did not, and how to draw it again. */
export async function checkOperations(
  operations: fc.Arbitrary<Operation>,
  holds: (operation: Operation) => Promise<void>,
  { count, seed, path }: Sample,
): Promise<string | null> {
  const property = () => fc.asyncProperty(operations, holds)
  if (path !== undefined) return describeFailure(await fc.check(property(), { numRuns: count, seed, path }))
  const parts = Array.from({ length: TOGETHER }, (_, part) => {
    const numRuns = Math.floor(count / TOGETHER) + (part < count % TOGETHER ? 1 : 0)
    return fc.check(property(), { numRuns, seed: seed + part })
  })
  const failures = (await Promise.all(parts)).map(describeFailure).filter((failure) => failure !== null)
  return failures.length === 0 ? null : failures.join('\n\n')
}

function describeFailure(report: fc.RunDetails<[Operation]>): string | null {
  if (!report.failed) return null
  const operation = report.counterexample?.[0]
  return [
    `after ${report.numRuns} operations: ${String(report.errorInstance)}`,
    `again: HEDDLE_RANDOM_SEED=${report.seed} HEDDLE_RANDOM_PATH=${report.counterexamplePath}`,
    operation?.document,
    `variables ${JSON.stringify(operation?.variables)} cursors ${JSON.stringify(operation?.cursors)}`,
  ].join('\n')
}
