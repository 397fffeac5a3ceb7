import type { Source } from '../source/source.ts'
import type { Witness } from './crash-points.ts'
import { fence, forgetDecisions, type Keep } from './decision-log.ts'
import { finishBranch, listPrepared } from './finish-branch.ts'
import { readGtid } from './gtid.ts'
import type { Answer, Ask } from './protocol.ts'
import type { Perform } from './run-protocol.ts'

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
      case 'list': {
        const source = sources.get(ask.source)
        return source === undefined ? 'unknown' : listPrepared(source)
      }
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

async function forgetIn(source: Source | undefined, keep: Keep, prepared: readonly string[]): Promise<Answer> {
  if (source === undefined) return 'unknown'
  try {
    await forgetDecisions(source, keep, prepared)
    return 'done'
  } catch {
    return 'unknown'
  }
}
