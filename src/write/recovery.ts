import { fence, forgetDecisions, listDecisions, type Keep } from './decision-log.ts'
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
        return forgetIn(sources, ask, keep)
      default:
        return 'refused' // of who commits, which does not come here
    }
  }
}

/** What was decided over databases that are not all known here is not ours to forget: we cannot see all its branches. */
async function forgetIn(
  sources: Logs['sources'],
  { source: name, prepared }: Extract<Ask, { kind: 'forget' }>,
  keep: Keep,
): Promise<Answer> {
  const source = sources.get(name)
  if (source === undefined) return 'unknown'
  try {
    const decisions = await listDecisions(source)
    const foreign = decisions.filter(({ branches }) => branches.some((branch) => !sources.has(branch)))
    await forgetDecisions(source, keep, [...prepared, ...foreign.map(({ gtid }) => gtid)])
    return 'done'
  } catch {
    return 'unknown'
  }
}
