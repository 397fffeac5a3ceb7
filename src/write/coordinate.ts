import { invariant } from '../errors.ts'
import { transactions } from '../sql/transactions.ts'
import type { Branch } from './branch.ts'
import { fence } from './decision-log.ts'
import type { Answer, Ask } from './protocol.ts'
import type { Perform } from './run-protocol.ts'

export interface Coordinated {
  readonly gtid: string
  /** The branch of the database that commits last. It may have written nothing: then it only holds the decision. */
  readonly last: Branch
  readonly others: readonly Branch[]
}

/**
 * How long after its commit was sent a coordinator believes that there is no decision. Decisions are kept for a day: who was
 * stopped for longer than that would find none, and take what was committed for rolled back. Milliseconds.
 */
const DOUBT_MS = 3_600_000

/** Carries out what the protocol asks of the branches of a unit of work, on the connections that wrote them. */
export function coordinate({ gtid, last, others }: Coordinated): Perform {
  const { record } = transactions[last.source.dialect].decisions
  const branches = JSON.stringify(others.map(({ source }) => source.name))
  const branchNumbered = (number: number): Branch => {
    const branch = others.find(({ id }) => id?.branch === number)
    invariant(branch, 'the protocol asks for branches that it was given')
    return branch
  }
  let decidedAt = Date.now()
  return async (ask: Ask): Promise<Answer> => {
    switch (ask.kind) {
      case 'prepare':
        return branchNumbered(ask.branch).prepare()
      case 'record':
        return last.record({ text: record, values: [gtid, branches], prepare: false })
      case 'decide':
        decidedAt = Date.now()
        return last.commit()
      case 'withdraw':
        return last.rollback()
      case 'fence':
        // The connection that may have committed is lost, and its place in the pool is another's now.
        await last.close()
        if (Date.now() - decidedAt > DOUBT_MS) return 'unknown'
        return fence(last.source, ask.gtid)
      case 'finish':
        return branchNumbered(ask.id.branch).finish(ask.outcome)
      case 'list':
      case 'forget':
        return 'refused' // of recovery, which does not come here
    }
  }
}
