import type { Source } from '../source/source.ts'
import { fence, forgetDecisions, type Keep } from './decision-log.ts'
import { finishBranch, listPrepared } from './finish-branch.ts'
import type { Logs } from './in-doubt.ts'
import { readGtid } from './gtid.ts'
import type { Answer, Ask } from './protocol.ts'
import type { Perform } from './run-protocol.ts'

export interface RecoveryParts extends Logs {
  readonly keep: Keep
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
