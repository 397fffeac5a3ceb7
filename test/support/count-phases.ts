import * as graphql from 'graphql'
import { vi } from 'vitest'
import * as bindSelection from '../../src/operation/bind-selection.ts'
import * as buildPlan from '../../src/plan/build-plan.ts'
import * as compileFetch from '../../src/sql/compile-fetch.ts'

/** How often each phase that is done once ran. */
export interface Phases {
  readonly parse: number
  readonly validate: number
  /** Binding of a form: reading the selection and its arguments. */
  readonly bind: number
  readonly plan: number
  readonly compile: number
}

export const noPhases: Phases = { parse: 0, validate: 0, bind: 0, plan: 0, compile: 0 }

/**
 * What ran while `work` did. The test file replaces these modules by themselves with spies, before anything is imported:
 *
 *     vi.mock('graphql', withSpies('parse', 'validate'))
 *     vi.mock('../src/operation/bind-selection.ts', { spy: true })
 *     vi.mock('../src/plan/build-plan.ts', { spy: true })
 *     vi.mock('../src/sql/compile-fetch.ts', { spy: true })
 */
export async function phasesOf(work: () => Promise<unknown>): Promise<Phases> {
  const spies = {
    parse: vi.mocked(graphql.parse),
    validate: vi.mocked(graphql.validate),
    bind: vi.mocked(bindSelection.bindFields),
    plan: vi.mocked(buildPlan.buildPlan),
    compile: vi.mocked(compileFetch.compileFetch),
  }
  for (const spy of Object.values(spies)) spy.mockClear()
  await work()
  const counts = Object.entries(spies).map(([phase, spy]) => [phase, spy.mock.calls.length])
  return Object.fromEntries(counts) as unknown as Phases
}
