import type { WriteStep } from '../plan/write-plan.ts'
import type { Members } from '../runtime/read-probe.ts'
import type { PlanResult } from '../runtime/run-plan.ts'
import type { Ran, Run } from '../runtime/run-statement.ts'
import type { KnownRows } from './batch-rows.ts'
import type { CompiledWrite } from './compile-mutation.ts'
import type { Committed, Hooks } from './table-hooks.ts'
import type { UnitOfWork } from './unit-of-work.ts'

/** What a write runs with: what its answer's plan does, inside of a unit of work. */
export interface WriteRun extends Omit<Run, 'connections' | 'keys'> {
  readonly write: CompiledWrite
  readonly unit: UnitOfWork
  /** The config's code around writes. */
  readonly hooks?: Hooks | undefined
}

/** A write while its steps run. */
export interface Writing {
  readonly run: WriteRun
  readonly known: KnownRows
  readonly ran: Ran[]
  /** What the probes of its conditions answered: before the write, and once all is written those of what rows must fulfil. */
  members: ReadonlyMap<number, Members>
  /** Batches whose upsert has found its row. */
  readonly updated: Set<number>
  /** What `afterCommit` will be told. */
  readonly committed: Committed[]
  result: PlanResult | null
}

/** A step of one kind. */
export type Step<K extends WriteStep['kind']> = Extract<WriteStep, { kind: K }>
