import { invariant } from '../errors.ts'
import { databaseCode } from '../source/error-code.ts'
import { atMost, pause, type Limits } from '../source/limits.ts'
import type { Lease, Source } from '../source/source.ts'
import type { BranchId } from '../sql/transaction.ts'
import { transactions } from '../sql/transactions.ts'
import { OWN_WORK } from './gtid.ts'
import type { Outcome } from './protocol.ts'

/** Longest time for finishing one branch; then recovery does. It is what a client waits at most after the decision. Milliseconds. */
const FINISH_MS = 2_000

const LIST_MS = 5_000

/** Between two tries where the session that prepared the branch seems to hold it still. Milliseconds. */
const HELD_PAUSE_MS = 20

/**
 * Commits or rolls back a prepared branch, on the connection that prepared it where that is still good, else on another.
 * *done* also where somebody else has finished it. Never rejects.
 */
export async function finishBranch(
  source: Source,
  id: BranchId,
  outcome: Outcome,
  own: Lease | null = null,
): Promise<'done' | 'unknown'> {
  const limits = atMost(FINISH_MS)
  let lease = own?.usable === true ? own : null
  try {
    lease ??= await source.lease({ ...limits, requestId: OWN_WORK, writes: true })
    return await finishOn(lease, source, id, outcome, limits)
  } catch {
    return 'unknown'
  } finally {
    if (lease !== own) await lease?.release()
  }
}

async function finishOn(lease: Lease, source: Source, id: BranchId, outcome: Outcome, limits: Limits) {
  const { twoPhase } = transactions[source.dialect]
  invariant(twoPhase, 'only a database that can prepare has prepared branches')
  const command = outcome === 'C' ? twoPhase.commit(id) : twoPhase.rollback(id)
  for (;;) {
    try {
      await lease.control([command], limits)
      return 'done'
    } catch (error) {
      const failure = lease.usable ? twoPhase.failure(databaseCode(error)) : 'failed'
      if (failure === 'gone' || (failure === 'gone or held' && !(await isListed(source, id)))) return 'done'
      if (failure === 'failed' || performance.now() > limits.deadline! - HELD_PAUSE_MS) return 'unknown'
      await pause(HELD_PAUSE_MS)
    }
  }
}

/** Whether a branch is still prepared. Rejects where the database does not answer. */
async function isListed(source: Source, { gtid, branch }: BranchId): Promise<boolean> {
  const list = await listPrepared(source)
  if (list === 'unknown') throw new Error('the prepared branches cannot be listed')
  return list.some((each) => each.gtid === gtid && each.branch === branch)
}

/** The prepared branches of ours in a database. */
export async function listPrepared(source: Source): Promise<readonly BranchId[] | 'unknown'> {
  const { twoPhase } = transactions[source.dialect]
  if (twoPhase === null) return 'unknown'
  try {
    const statement = { text: twoPhase.list, values: [], prepare: false }
    const { rows } = await source.run(statement, { ...atMost(LIST_MS), requestId: OWN_WORK, bounded: true })
    return rows.flatMap((row) => twoPhase.read(row) ?? [])
  } catch {
    return 'unknown'
  }
}
