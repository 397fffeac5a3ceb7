import type { Source } from '../source/source.ts'
import { atMost } from '../source/limits.ts'
import type { BranchId } from '../sql/transaction.ts'
import { transactions } from '../sql/transactions.ts'
import type { Witness } from './crash-points.ts'
import { fence, forgetDecisions, type Keep } from './decision-log.ts'
import { finishBranch } from './finish-branch.ts'
import { readGtid } from './gtid.ts'
import type { Answer, Ask } from './protocol.ts'
import type { Perform } from './run-protocol.ts'

const LIST_MS = 5_000

export interface RecoveryParts {
  readonly sources: ReadonlyMap<string, Source>
  /** The source whose log has this name; undefined: it is none of ours, and what it decided is for others to say. */
  readonly sourceOfLog: (log: string) => Source | undefined
  readonly keep: Keep
  readonly witness?: Witness | undefined
}

/** Carries out what recovery and forgetting ask, each on a connection of its own. */
export function performRecovery({ sources, sourceOfLog, keep }: RecoveryParts): Perform {
  return async (ask: Ask): Promise<Answer> => {
    switch (ask.kind) {
      case 'list':
        return listPrepared(sources.get(ask.source))
      case 'fence': {
        const source = sourceOfLog(readGtid(ask.gtid).log)
        return source === undefined ? 'unknown' : fence(source, ask.gtid)
      }
      case 'finish': {
        const source = sources.get(ask.source)
        return source === undefined ? 'unknown' : finishBranch(source, ask.id, ask.outcome)
      }
      case 'forget':
        return forgetIn(sources.get(ask.source), keep, ask.prepared)
      default:
        return 'refused' // of who commits, which does not come here
    }
  }
}

/** The prepared branches of ours in a database. */
export async function listPrepared(source: Source | undefined): Promise<readonly BranchId[] | 'unknown'> {
  const twoPhase = source === undefined ? null : transactions[source.dialect].twoPhase
  if (source === undefined || twoPhase === null) return 'unknown'
  try {
    const statement = { text: twoPhase.list, values: [], prepare: false }
    const { rows } = await source.run(statement, { ...atMost(LIST_MS), bounded: true })
    return rows.flatMap((row) => twoPhase.read(row) ?? [])
  } catch {
    return 'unknown'
  }
}

async function forgetIn(source: Source | undefined, keep: Keep, prepared: readonly string[]): Promise<Answer> {
  if (source === undefined) return 'unknown'
  try {
    await forgetDecisions(source, keep, prepared)
    return 'done'
  } catch {
    return 'unknown'
  }
}
